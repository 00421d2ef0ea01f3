"""The core: one conversation, or one case, against one rulebook. Pure: the same input gives the same verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

from compliance.model.case import Case, View, views
from compliance.model.message import message
from compliance.model.rule import Cue, Level, Rule, Rulebook, said_parts
from compliance.model.timeline import Timeline, timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Hit, Judgement, Outcome, Verdict, worst
from compliance.rules import KINDS
from compliance.rules.at_home import Home
from compliance.rules.duties import judgements
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear, Heard

DEFAULTS: Mapping[str, object] = {"kind": "service", "urgent": False}
NOTHING: Mapping[str, object] = {}


Work = Conversation | Case
Rows = tuple[tuple[Verdict, ...], ...]


@dataclass(frozen=True)
class Bench:
    """Judges one conversation or case after another; what it needs for a rulebook is made once."""

    rulebook: Rulebook
    as_of: datetime | None = None

    def judge(self, item: Work) -> Rows:
        """Of a conversation its verdict on each rule; of a case, for each contact, its verdict on each rule over cases."""
        if isinstance(item, Case):
            return judge_case(item, self.over_case, self._case_ear, self.as_of)
        if item.turns:
            return (judge(item, self.rulebook, self._ear, clock_of(item, self.as_of)),)
        reason = message("judge.only_events")  # nobody spoke: rules that are not over cases have nothing to go by
        return (tuple(Verdict(rule.id, item.id, Outcome.NOT_APPLICABLE, reason=reason) for rule in self.rulebook.rules),)

    @cached_property
    def over_case(self) -> Rulebook:
        """The rules over cases alone, and what has to be heard for them."""
        rules = tuple(rule for rule in self.rulebook.rules if rule.over == "case")
        heard = {said.key for rule in rules for cue in cues_of(rule) for said in said_parts(cue)}
        return replace(self.rulebook, rules=rules, cues=tuple(entry for entry in self.rulebook.cues if entry[0].key in heard))

    @cached_property
    def _ear(self) -> Ear:
        return Ear(self.rulebook)

    @cached_property
    def _case_ear(self) -> Ear:
        return Ear(self.over_case)


def cues_of(rule: Rule) -> Iterator[Cue]:
    """All that has to be heard or seen to judge by the rule."""
    yield from KINDS[rule.kind].cues(rule.params)
    yield from (cue for cue in (rule.when and rule.when.cue, rule.unless_before) if cue)


def judge(conversation: Conversation, rulebook: Rulebook, ear: Ear, as_of_s: float | None = None) -> tuple[Verdict, ...]:
    """One verdict for each rule, in the rulebook's order. `as_of_s`: the clock, seconds from the conversation's start."""
    moments = timeline(conversation, as_of_s)
    scene = Scene(moments, ear.hear(moments))
    return tuple(judge_in(rule, scene) for rule in rulebook.rules)


def clock_of(conversation: Conversation, as_of: datetime | None) -> float | None:
    """The clock in seconds from the conversation's start; None where either is not known."""
    return (as_of - conversation.epoch).total_seconds() if as_of and conversation.epoch else None


def judge_rule(rule: Rule, moments: Timeline, heard: Heard) -> Verdict:
    return judge_in(rule, Scene(moments, heard))


def judge_case(case: Case, rulebook: Rulebook, ear: Ear, as_of: datetime | None = None) -> Rows:
    """For each contact of the case one verdict for each rule, all of them seen on the timeline of the whole case.

    A duty is judged once, and stands with the contact in which it arose.
    """
    shared = case.attributes
    seen = []
    for view in views(case):
        moments = timeline(view.conversation, clock_of(view.conversation, as_of), recorded=case.recorded)
        seen.append(_Seen(view, Scene(moments, ear.hear(moments)), _homes(view, case)))
    by_rule = [_over_case(rule, case, shared, seen) for rule in rulebook.rules]
    return tuple(zip(*by_rule, strict=True)) if by_rule else ((),) * len(case.contacts)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Contacts of a case on one clock, and each of them as the home of what arises in it."""

    view: View
    scene: Scene
    homes: Mapping[int, Home]

    def home(self, hit: Hit | None, first: int) -> int | None:
        """The contact in which that trigger opens a duty; the first one where no moment opens it."""
        return first if hit is None or hit.moment < 0 else self.view.home(self.scene.timeline.moments[hit.moment])


def _homes(view: View, case: Case) -> Mapping[int, Home]:
    numbered = zip(view.contacts, view.begins_s, strict=True)
    return {number: Home(view, number, begin_s, len(case.contacts[number].turns)) for number, begin_s in numbered}


def _over_case(rule: Rule, case: Case, shared: Mapping[str, object], seen: Sequence[_Seen]) -> list[Verdict]:
    covers = [_covers(rule, contact, shared) for contact in case.contacts]
    found: list[list[Judgement]] = [[] for _ in case.contacts]
    for sight in seen if rule.when else seen[:1]:
        first = next((contact for contact in sight.view.contacts if covers[contact][0]), None)
        if first is not None:
            for judgement in judgements(rule, KINDS[rule.kind], sight.scene, partial(_opens, sight, first, covers)):
                home = sight.home(judgement.trigger, first)
                found[first if home is None else home].append(sight.homes[first if home is None else home].judgement(judgement))
    closed = all(sight.scene.timeline.closed for sight in seen)
    return [_verdict(rule, *entry, closed=closed) for entry in zip(case.contacts, covers, found, strict=True)]


def _opens(sight: _Seen, first: int, covers: Sequence[tuple[bool, str]], trigger: Hit) -> bool:
    home = sight.home(trigger, first)
    return home is not None and covers[home][0]


def judge_in(rule: Rule, scene: Scene) -> Verdict:
    """The verdict of one rule, on a scene that others may have looked at before."""
    conversation = scene.timeline.conversation
    covers = _covers(rule, conversation)
    judged: Sequence[Judgement] = judgements(rule, KINDS[rule.kind], scene) if covers[0] else ()
    return _verdict(rule, conversation, covers, judged, closed=scene.timeline.closed)


def _verdict(rule: Rule, conversation: Conversation, covers: tuple[bool, str], judged: Sequence[Judgement], *, closed: bool) -> Verdict:
    covered, lacking = covers
    if not covered:
        return Verdict(rule.id, conversation.id, Outcome.NOT_APPLICABLE, reason=message("judge.not_applicable", field=lacking))
    if not judged:
        return Verdict(rule.id, conversation.id, Outcome.NOT_TRIGGERED)
    if lacking:
        return Verdict(rule.id, conversation.id, Outcome.UNKNOWN, reason=message("judge.no_field", field=lacking))
    judged = tuple(_doubted(rule, judgement) for judgement in judged)
    outcome = worst([judgement.outcome for judgement in judged])
    if outcome is Outcome.PASS and not closed and rule.when and rule.when.each != "first":
        outcome = Outcome.PENDING  # another trigger may still come
    reason = next((judgement.reason for judgement in judged if judgement.outcome is outcome), None)
    return Verdict(rule.id, conversation.id, outcome, judged, reason)


def _covers(rule: Rule, conversation: Conversation, shared: Mapping[str, object] = NOTHING) -> tuple[bool, str]:
    """Whether the rule is meant for this conversation, and the field that says no or is missing. `shared`: what is known of its case."""
    lacking = ""
    for field, wanted in rule.applies_to.items():
        found = _metadata(conversation, field, shared)
        if found is None:
            lacking = field
        elif not any(_same(found, value) for value in wanted):
            return False, field
    return True, lacking


def _metadata(conversation: Conversation, field: str, shared: Mapping[str, object]) -> object:
    """Looked up at top level, then among the attributes, then in the case; service, and not urgent, unless one of them says so."""
    agent = conversation.agent
    top = {
        "channel": conversation.channel,
        "kind": None if conversation.kind == DEFAULTS["kind"] else conversation.kind,
        "case": conversation.case,
        "customer": conversation.customer,
        "agent": agent.id if agent else None,
        "team": agent.team if agent else None,
    }
    places: tuple[Mapping[str, object], ...] = (top, conversation.extra, conversation.attributes, shared, DEFAULTS)
    return next((found for place in places if (found := place.get(field)) is not None), None)


def _same(found: object, wanted: object) -> bool:
    """`Call` is `call`, `true` is true and 3 is 3.0, but 1 is not true."""
    truth = isinstance(found, bool) or isinstance(wanted, bool)
    return str(found).casefold() == str(wanted).casefold() or (not truth and found == wanted)


def _doubted(rule: Rule, judgement: Judgement) -> Judgement:
    """A fatal rule never fails on a homophone or a badly heard word alone: listen there first."""
    if rule.level is not Level.FATAL or judgement.outcome is not Outcome.FAIL:
        return judgement
    sure = tuple(breach for breach in judgement.breaches if not (breach.hit and breach.hit.doubtful))
    doubted = next((breach.hit for breach in judgement.breaches if breach.hit), None)
    if judgement.trigger and judgement.trigger.doubtful:
        doubted, sure = judgement.trigger, ()
    if sure or doubted is None:
        return replace(judgement, breaches=sure)
    time = "?" if doubted.start_s is None else f"{doubted.start_s:.1f}"
    reason = message("judge.listen_first", words=doubted.text, turn=(doubted.turn or 0) + 1, time=time)
    return replace(judgement, outcome=Outcome.UNKNOWN, breaches=(), witnesses=(doubted,), reason=reason)
