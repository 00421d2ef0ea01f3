"""The core: one conversation against one rulebook. Pure: the same input gives the same verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from compliance.model.message import message
from compliance.model.rule import Level, Rule, Rulebook
from compliance.model.timeline import Timeline, timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Judgement, Outcome, Verdict, worst
from compliance.rules import KINDS
from compliance.rules.duties import judgements
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear, Heard

DEFAULTS: Mapping[str, object] = {"kind": "service", "urgent": False}


def judge(conversation: Conversation, rulebook: Rulebook, ear: Ear, as_of_s: float | None = None) -> tuple[Verdict, ...]:
    """One verdict for each rule, in the rulebook's order. `as_of_s`: the clock, seconds from the conversation's start."""
    moments = timeline(conversation, as_of_s)
    scene = Scene(moments, ear.hear(moments))
    return tuple(_judged(rule, scene) for rule in rulebook.rules)


def clock_of(conversation: Conversation, as_of: datetime | None) -> float | None:
    """The clock in seconds from the conversation's start; None where either is not known."""
    return (as_of - conversation.epoch).total_seconds() if as_of and conversation.epoch else None


def judge_rule(rule: Rule, moments: Timeline, heard: Heard) -> Verdict:
    return _judged(rule, Scene(moments, heard))


def _judged(rule: Rule, scene: Scene) -> Verdict:
    conversation = scene.timeline.conversation
    covered, lacking = _covers(rule, conversation)
    if not covered:
        return Verdict(rule.id, conversation.id, Outcome.NOT_APPLICABLE, reason=message("judge.not_applicable", field=lacking))
    judged: Sequence[Judgement] = judgements(rule, KINDS[rule.kind], scene)
    if not judged:
        return Verdict(rule.id, conversation.id, Outcome.NOT_TRIGGERED)
    if lacking:
        return Verdict(rule.id, conversation.id, Outcome.UNKNOWN, reason=message("judge.no_field", field=lacking))
    judged = tuple(_doubted(rule, judgement) for judgement in judged)
    outcome = worst([judgement.outcome for judgement in judged])
    if outcome is Outcome.PASS and not scene.timeline.closed and rule.when and rule.when.each != "first":
        outcome = Outcome.PENDING  # another trigger may still come
    reason = next((judgement.reason for judgement in judged if judgement.outcome is outcome), None)
    return Verdict(rule.id, conversation.id, outcome, judged, reason)


def _covers(rule: Rule, conversation: Conversation) -> tuple[bool, str]:
    """Whether the rule is meant for this conversation, and the field that says no or is missing."""
    lacking = ""
    for field, wanted in rule.applies_to.items():
        found = _metadata(conversation, field)
        if found is None:
            lacking = field
        elif not any(_same(found, value) for value in wanted):
            return False, field
    return True, lacking


def _metadata(conversation: Conversation, field: str) -> object:
    """Looked up at top level, then among the attributes; service, and not urgent, unless it says so."""
    agent = conversation.agent
    top = {
        "channel": conversation.channel,
        "kind": None if conversation.kind == DEFAULTS["kind"] else conversation.kind,
        "case": conversation.case,
        "customer": conversation.customer,
        "agent": agent.id if agent else None,
        "team": agent.team if agent else None,
    }
    places: tuple[Mapping[str, object], ...] = (top, conversation.extra, conversation.attributes, DEFAULTS)
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
