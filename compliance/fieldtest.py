"""Field test: rules tried on real conversations, and a warning for each that never comes into play, fails too often, or is cut by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from compliance.judge import clock_of, judge_rule
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.rule import Phrase, Rule, Rulebook, Said, said_parts
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome
from compliance.rules import KINDS
from compliance.text.hearing import Ear, Heard

TOO_OFTEN = 0.6  # a rule that fails in a larger share of all conversations is probably not what its author meant
CUT_TOO_OFTEN = 0.5  # a phrase that lies inside longer words in a larger share of its matches
SHOWN = 3  # rules in one warning
INSIDE_WORD = "judge.excuse_longer_word"


@dataclass(slots=True)
class _Cut:
    """How often a phrase was matched, and the longer words it lay inside."""

    matches: int = 0
    words: Counter[str] = field(default_factory=Counter)


_Cuts = dict[tuple[int, str], _Cut]
"""By cue and phrase."""


def field_test(rulebook: Rulebook, conversations: Iterable[Conversation], as_of: datetime | None = None) -> Iterator[Problem]:
    """The warnings, rule by rule, then phrase by phrase; none without a conversation."""
    ear = Ear(rulebook)
    outcomes: dict[str, Counter[Outcome]] = {rule.id: Counter() for rule in rulebook.rules}
    cues = {said.key: said for rule in rulebook.rules for said in _listened(rule)}
    cuts: _Cuts = {}
    for conversation in conversations:
        moments = timeline(conversation, clock_of(conversation, as_of))
        heard = ear.hear(moments)
        for rule in rulebook.rules:
            outcomes[rule.id][judge_rule(rule, moments, heard).outcome] += 1
        _count_cuts(cues.values(), heard, cuts)
    for rule in rulebook.rules:
        yield from _rule_warnings(rule, outcomes[rule.id])
    yield from _phrase_warnings(rulebook.rules, cues, cuts)


def _rule_warnings(rule: Rule, outcomes: Counter[Outcome]) -> Iterator[Problem]:
    total, failed = outcomes.total(), outcomes[Outcome.FAIL]
    if total and not failed and not outcomes[Outcome.PASS]:
        others = {str(outcome): outcomes[outcome] for outcome in Outcome if outcome not in (Outcome.PASS, Outcome.FAIL)}
        hint = message("fieldtest.never_hint", id=rule.id)
        yield Problem(rule.place, message("fieldtest.never", id=rule.id, total=total, **others), hint)
    if failed > TOO_OFTEN * total:
        told = message("fieldtest.too_often", id=rule.id, failed=failed, total=total, share=f"{failed / total:.0%}")
        yield Problem(rule.place, told, message("fieldtest.too_often_hint", id=rule.id))


def _count_cuts(cues: Iterable[Said], heard: Heard, cuts: _Cuts) -> None:
    for said in cues:
        for candidate in heard.candidates(said):
            cut = cuts.setdefault((said.key, candidate.hit.phrase), _Cut())
            cut.matches += 1
            if candidate.excused and candidate.excused.key == INSIDE_WORD:
                cut.words[str(dict(candidate.excused.values)["word"])] += 1


def _phrase_warnings(rules: Sequence[Rule], cues: Mapping[int, Said], cuts: _Cuts) -> Iterator[Problem]:
    """One for each phrase, however many rules share its lexicon; it stands where the first of them does."""
    told: dict[Phrase, tuple[_Cut, list[Rule]]] = {}
    for rule in rules:
        for said in _listened(rule):
            for phrase in cues[said.key].phrases:
                cut = cuts.get((said.key, phrase.text))
                if cut and cut.words.total() > CUT_TOO_OFTEN * cut.matches:
                    owners = told.setdefault(phrase, (cut, []))[1]
                    owners += [] if rule in owners else [rule]
    for phrase, (cut, owners) in told.items():
        word, _ = cut.words.most_common(1)[0]
        named = "、".join(rule.id for rule in owners[:SHOWN]) + ("…" if len(owners) > SHOWN else "")
        name = f"${phrase.lexicon}: {phrase.text}" if phrase.lexicon else phrase.text
        what = message("fieldtest.cut", rules=named, phrase=name, word=word, cut=cut.words.total(), matches=cut.matches)
        yield Problem(owners[0].place, what, message("fieldtest.cut_hint", phrase=phrase.text, word=word))


def _listened(rule: Rule) -> Iterator[Said]:
    """Every spoken cue of the rule, trigger and answers."""
    for cue in (*((rule.when.cue,) if rule.when else ()), *KINDS[rule.kind].cues(rule.params)):
        yield from said_parts(cue)
