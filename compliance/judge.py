"""The core: one conversation against one rulebook. Pure: the same input gives the same verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from compliance.model.message import message
from compliance.model.rule import Level, Rule, Rulebook
from compliance.model.timeline import Timeline, timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Hit, Judgement, Outcome, Verdict, worst
from compliance.rules import KINDS
from compliance.rules.duties import judgements
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear, Heard

SURE_WORDS = 0.5  # recognised words below this confidence are doubtful


def judge(conversation: Conversation, rulebook: Rulebook, ear: Ear, as_of_s: float | None = None) -> tuple[Verdict, ...]:
    """One verdict for each rule, in the rulebook's order. `as_of_s`: the clock, seconds from the conversation's start."""
    moments = timeline(conversation, as_of_s)
    heard = ear.hear(moments)
    return tuple(judge_rule(rule, moments, heard) for rule in rulebook.rules)


def clock_of(conversation: Conversation, as_of: datetime | None) -> float | None:
    """The clock in seconds from the conversation's start; None where either is not known."""
    return (as_of - conversation.epoch).total_seconds() if as_of and conversation.epoch else None


def judge_rule(rule: Rule, moments: Timeline, heard: Heard) -> Verdict:
    conversation = moments.conversation
    covered, lacking = _covers(rule, conversation)
    if not covered:
        return Verdict(rule.id, conversation.id, Outcome.NOT_APPLICABLE, reason=message("judge.not_applicable", field=lacking))
    judged = tuple(_doubted(rule, j) for j in judgements(rule, KINDS[rule.kind], Scene(moments, heard)))
    if not judged:
        return Verdict(rule.id, conversation.id, Outcome.NOT_TRIGGERED)
    if lacking:
        return Verdict(rule.id, conversation.id, Outcome.UNKNOWN, reason=message("judge.no_field", field=lacking))
    outcome = worst([judgement.outcome for judgement in judged])
    if outcome is Outcome.PASS and not moments.closed and rule.when and rule.when.each != "first":
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
    """Looked up at top level, then among the attributes; a conversation is not urgent unless it says so."""
    agent = conversation.agent
    top = {
        "channel": conversation.channel,
        "kind": conversation.kind,
        "case": conversation.case,
        "customer": conversation.customer,
        "agent": agent.id if agent else None,
        "team": agent.team if agent else None,
    }
    found: object = top.get(field)
    if found is None:
        found = conversation.extra.get(field, conversation.attributes.get(field))
    return False if found is None and field == "urgent" else found


def _same(found: object, wanted: object) -> bool:
    return found == wanted if type(found) is type(wanted) else str(found).lower() == str(wanted).lower()


def _doubted(rule: Rule, judgement: Judgement) -> Judgement:
    """A fatal rule never fails on a homophone or a badly heard word alone: listen there first."""
    if rule.level is not Level.FATAL or judgement.outcome is not Outcome.FAIL:
        return judgement
    sure = tuple(breach for breach in judgement.breaches if not (breach.hit and _doubtful(breach.hit)))
    doubted = next((breach.hit for breach in judgement.breaches if breach.hit), None)
    if judgement.trigger and _doubtful(judgement.trigger):
        doubted, sure = judgement.trigger, ()
    if sure or doubted is None:
        return replace(judgement, breaches=sure)
    time = "?" if doubted.start_s is None else f"{doubted.start_s:.1f}"
    reason = message("judge.listen_first", words=doubted.text, turn=(doubted.turn or 0) + 1, time=time)
    return replace(judgement, outcome=Outcome.UNKNOWN, breaches=(), witnesses=(doubted,), reason=reason)


def _doubtful(hit: Hit) -> bool:
    return hit.homophone or (hit.confidence is not None and hit.confidence < SURE_WORDS)
