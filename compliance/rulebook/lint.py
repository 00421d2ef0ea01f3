"""Lint: rules about rules. What cannot be meant is a fault; what is probably not meant is a warning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.rule import Phrase, Rule, Said, said_parts
from compliance.rulebook.desk import Desk
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rules import KINDS
from compliance.text.phrases import expand, regex_of


def lint(rules: Sequence[Rule], book: Phrasebook, desk: Desk) -> list[Problem]:
    warnings = [*_unused_lexicons(book), *(w for rule in rules for w in _rule_warnings(rule))]
    _required_and_banned(rules, desk)
    for rule in rules:
        _unless_in_vain(rule, desk)
    return warnings


def _unused_lexicons(book: Phrasebook) -> Iterator[Problem]:
    for name, node in book.lexicons.items():
        if name not in book.used:
            yield Problem(node.place, message("rulebook.unused_lexicon", name=name))


def _rule_warnings(rule: Rule) -> Iterator[Problem]:
    if not rule.examples:
        yield Problem(rule.place, message("rulebook.no_examples", id=rule.id), message("rulebook.no_examples_hint"))
    else:
        expected = {example.expected for example in rule.examples}
        for needed in ("fail", "pass"):
            if needed not in expected:
                yield Problem(rule.place, message("rulebook.example_missing", id=rule.id, needed=needed))
    if not rule.clauses:
        yield Problem(rule.place, message("rulebook.no_clauses_cited", id=rule.id))
    for said in said_in(rule):
        for longer, shorter in swallowed(said.phrases):
            yield Problem(rule.place, message("rulebook.swallowed", id=rule.id, longer=longer, shorter=shorter))


def swallowed(phrases: Sequence[Phrase]) -> Iterator[tuple[str, str]]:
    """Phrases of one list that can never add a hit, because a shorter one of the same list lies in them."""
    plain = [p.text for p in phrases if regex_of(p.text) is None and not set(p.text) & set("…()|")]
    for longer in plain:
        shorter = next((short for short in plain if short != longer and short in longer and len(short) > 1), None)
        if shorter:
            yield longer, shorter


def said_in(rule: Rule) -> Iterator[Said]:
    """What the rule's kind listens for, trigger apart."""
    for cue in KINDS[rule.kind].cues(rule.params):
        yield from said_parts(cue)


def _required_and_banned(rules: Sequence[Rule], desk: Desk) -> None:
    """Only existence against absence in the same part: with triggers both may be right."""
    everywhere = [rule for rule in rules if rule.when is None and not rule.applies_to]
    required = {(r.where, p.text): r for r in everywhere if r.kind == "must" for s in said_in(r) for p in s.phrases}
    for rule in everywhere:
        if rule.kind != "must_not":
            continue
        for said in said_in(rule):
            for phrase in said.phrases:
                other = required.get((rule.where, phrase.text))
                if other:
                    what = message("rulebook.required_and_banned", phrase=phrase.text, other=other.id, place=str(other.place))
                    desk.fault(rule.place, what)


def _unless_in_vain(rule: Rule, desk: Desk) -> None:
    targets = [literals for said in said_in(rule) for p in said.phrases for literals in _sequences(p)]
    if not targets or any(not literals for literals in targets):
        return
    for excuse in rule.unless:
        if not any(_may_overlap(mine, theirs) for mine in _sequences(excuse) for theirs in targets):
            desk.fault(rule.place, message("rulebook.unless_in_vain", id=rule.id, phrase=excuse.text))


def _sequences(phrase: Phrase) -> list[tuple[str, ...]]:
    """The literals of each sequence; an empty one stands for a regular expression, of which nothing is known."""
    return [()] if regex_of(phrase.text) is not None else [s.literals for s in expand(phrase.text)]


def _may_overlap(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    if not mine or not theirs or len(mine) > 1 or len(theirs) > 1:
        return True
    a, b = mine[0], theirs[0]
    return a in b or b in a or any(a.endswith(b[:n]) or b.endswith(a[:n]) for n in range(1, min(len(a), len(b))))
