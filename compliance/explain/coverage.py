"""Coverage: which clause of the regulations is enforced by which rules, and which phrases no example has tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.explain.words import excuses, targets
from compliance.model.rule import Clause, Phrase, Rule, Rulebook
from compliance.rulebook.builtin import BUILTIN
from compliance.text.hearing import Heard

_BUILTIN = {text for _, texts in BUILTIN.values() for text in texts}
Key = tuple[str | None, str]  # the lexicon of a phrase, and its words


@dataclass(frozen=True, slots=True)
class Covered:
    """`rules` are the ids of the rules that cite the clause; without any, the clause itself says why, or it is a gap."""

    clause: Clause
    rules: tuple[str, ...]

    @property
    def gap(self) -> bool:
        return not self.rules and not self.clause.reason


def coverage(rulebook: Rulebook) -> Iterator[Covered]:
    """Every clause in the order of the table."""
    by_clause: dict[str, list[str]] = {}
    for rule in rulebook.rules:
        for cited in dict.fromkeys(rule.clauses):
            by_clause.setdefault(cited, []).append(rule.id)
    for clause_id, clause in rulebook.clauses.items():
        yield Covered(clause, tuple(by_clause.get(clause_id, ())))


@dataclass(frozen=True, slots=True)
class Untried:
    """Phrases that no example exercises, out of `total`, under a lexicon's name or a rule's id."""

    owner: str
    is_lexicon: bool
    phrases: tuple[str, ...]
    total: int


def tried(rule: Rule, heard: Heard) -> set[Key]:
    """Phrases of the rule that this example puts to the test: a cue that counts, an excuse that excuses."""
    found: set[Key] = set()
    for _, said in targets(rule):
        candidates = heard.candidates(said)
        found |= {(c.hit.lexicon, c.hit.phrase) for c in candidates if not c.excused}
        if any(c.excused and c.excused.key == "judge.excuse_unless" for c in candidates):
            occurring = set(heard.excuses(said))
            found |= {_key(phrase) for phrase in excuses(rule) if phrase.text in occurring}
    return found


def untried(rules: Iterable[Rule], by_rule: Mapping[str, set[Key]]) -> list[Untried]:
    """Lexicons first, each once: one rule's example is enough for all that use it. Then what rules hold themselves.

    `by_rule`: what the examples of each rule tried.
    """
    lexicons: dict[str, dict[Key, bool]] = {}
    own: dict[str, dict[Key, bool]] = {}
    for rule in rules:
        for phrase in phrases_of(rule):
            table = lexicons.setdefault(phrase.lexicon, {}) if phrase.lexicon else own.setdefault(rule.id, {})
            table[_key(phrase)] = table.get(_key(phrase), False) or _key(phrase) in by_rule.get(rule.id, set())
    return [
        Untried(owner, is_lexicon, tuple(text for (_, text), seen in phrases.items() if not seen), len(phrases))
        for tables, is_lexicon in ((lexicons, True), (own, False))
        for owner, phrases in tables.items()
        if not all(phrases.values())
    ]


def phrases_of(rule: Rule) -> Iterator[Phrase]:
    """All that an author wrote; the built-in words of a measure are not his to try."""
    for _, said in targets(rule):
        yield from (phrase for phrase in said.phrases if phrase.lexicon or phrase.text not in _BUILTIN)
    yield from excuses(rule)


def _key(phrase: Phrase) -> Key:
    return phrase.lexicon, phrase.text
