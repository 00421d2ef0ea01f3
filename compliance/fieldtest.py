"""Field test: rules tried on real conversations, and warnings of those that never come into play, fail too often, or are cut by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from compliance.judge import clock_of, judge_rule
from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem
from compliance.model.rule import Phrase, Rule, Rulebook, Said, said_parts
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict
from compliance.rules import KINDS, must_not
from compliance.text.hearing import Ear, Heard

TOO_OFTEN = 0.6  # a rule that fails in a larger share of all conversations is probably not what its author meant
CUT_TOO_OFTEN = 0.5  # a phrase that lies inside longer words in a larger share of its matches
SHOWN = 3  # rules in one warning
INSIDE_WORD = "judge.excuse_longer_word"
LISTED = 25  # rules in one warning on rules that are alike; what is more stands in the next one
SILENT = "never_found"
ALIKE = ("unknown", "pending", "not_triggered", "not_applicable", SILENT)  # kinds of such warnings, in the order in which they are told
SAME_LACK = {  # reasons that come to the same
    "judge.no_time_of_turn": "judge.no_times",
    "judge.no_end_of_turn": "judge.no_end_times",
}


@dataclass(slots=True)
class _Cut:
    """How often a phrase was matched, and the longer words it lay inside."""

    matches: int = 0
    words: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Tally:
    """What became of one rule. `found`: words that a verdict rests on were found; `reasons` of what was not judged, by outcome."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[str, Counter[Message]] = field(default_factory=dict)
    found: bool = False

    def add(self, verdict: Verdict) -> None:
        self.outcomes[verdict.outcome] += 1
        self.found |= any(judgement.breaches or judgement.witnesses for judgement in verdict.judgements)
        if verdict.reason and verdict.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE):
            self.reasons.setdefault(verdict.outcome, Counter())[verdict.reason] += 1

    def reason(self, kind: str) -> Message | None:
        """The most common one."""
        return self.reasons[kind].most_common(1)[0][0] if kind in self.reasons else None


_Cuts = dict[tuple[int, str], _Cut]
"""By cue and phrase."""


def field_test(rulebook: Rulebook, conversations: Iterable[Conversation], as_of: datetime | None = None) -> Iterator[Problem]:
    """The warnings: rules that fail too often, one by one; rules that are alike, together; phrases. None without a conversation."""
    ear = Ear(rulebook)
    tallies = {rule.id: _Tally() for rule in rulebook.rules}
    cues = {said.key: said for rule in rulebook.rules for said in _listened(rule)}
    cuts: _Cuts = {}
    for conversation in conversations:
        moments = timeline(conversation, clock_of(conversation, as_of))
        heard = ear.hear(moments)
        for rule in rulebook.rules:
            tallies[rule.id].add(judge_rule(rule, moments, heard))
        _count_cuts(cues.values(), heard, cuts)
    for rule in rulebook.rules:
        yield from _too_often(rule, tallies[rule.id].outcomes)
    yield from _alike(rulebook, tallies)
    yield from _phrase_warnings(rulebook.rules, cues, cuts)


def _too_often(rule: Rule, outcomes: Counter[Outcome]) -> Iterator[Problem]:
    total, failed = outcomes.total(), outcomes[Outcome.FAIL]
    if failed > TOO_OFTEN * total:
        told = message("fieldtest.too_often", id=rule.id, failed=failed, total=total, share=f"{failed / total:.0%}")
        yield Problem(rule.place, told, message("fieldtest.too_often_hint", id=rule.id))


def _alike(rulebook: Rulebook, tallies: Mapping[str, _Tally]) -> Iterator[Problem]:
    """Rules of which the same is to be said, for the same kind of reason, in one warning; it quotes the first one's reason."""
    alike: dict[tuple[str, str], list[Rule]] = {}
    for rule in rulebook.rules:
        if kind := _silence(rule, tallies[rule.id]):
            alike.setdefault((kind, _sort(tallies[rule.id].reason(kind))), []).append(rule)
    for (kind, _), rules in sorted(alike.items(), key=lambda one: ALIKE.index(one[0][0])):
        for first in range(0, len(rules), LISTED):
            some = rules[first : first + LISTED]
            tally = tallies[some[0].id]
            values = {"count": len(some), "total": tally.outcomes.total(), "rules": "、".join(rule.id for rule in some)}
            place = some[0].place if len(some) == 1 else Place(rulebook.source)
            what = message(f"fieldtest.{kind}", **values, reason=tally.reason(kind) or "")
            yield Problem(place, what, message(f"fieldtest.{kind}_hint", id=some[0].id))


def _silence(rule: Rule, tally: _Tally) -> str | None:
    """How the rule kept silent, one of ALIKE; None where it did not. Data that are lacking tell more than a trigger that is."""
    if tally.outcomes[Outcome.FAIL] or tally.outcomes[Outcome.PASS]:
        return SILENT if rule.kind == must_not.ID and not tally.found else None
    return next((kind for kind in ALIKE if kind != SILENT and tally.outcomes[Outcome(kind)]), None)


def _sort(reason: Message | None) -> str:
    """What reasons that stand together have in common: what is lacking, or the field that says that the rule is not meant."""
    if reason is None:
        return ""
    values = dict(reason.values) if reason.key == "judge.not_applicable" else {}
    return f"{SAME_LACK.get(reason.key, reason.key)} {values.get('field', '')}"


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
