"""must_not: never said; with a trigger, never said after it within the window.

Declare: absence, not-response. Each offending turn is a breach of its own where no trigger was named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.model.message import message
from compliance.model.rule import AllOf, Cue
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit
from compliance.rules.kind import Author
from compliance.rules.meeting import meet

ID = "must_not"
KEYS: Mapping[str, object] = {}
SCHEMA: Mapping[str, object] = {"$ref": "#/definitions/event"}
OWN_TURN = "after"


@dataclass(frozen=True, slots=True)
class Params:
    cue: Cue


def params(author: Author) -> Params:
    return Params(author.cue())


def cues(params: Params) -> tuple[Cue, ...]:
    return (params.cue,)


def judge(params: Params, activation: Activation) -> Judgement | None:
    timeline = activation.scene.timeline
    if activation.trigger is None and activation.closed and not timeline.by_role[activation.side]:
        return None
    offending, unsure = _offending(params.cue, activation)
    if offending:
        turns = {hit.moment: hit for hit in reversed(offending)}  # the first hit of each turn
        first_of_turns = [turns[moment] for moment in sorted(turns)]
        breaches = tuple(Breach(hit.turn, hit, message("judge.banned_said"), hit.start_s) for hit in first_of_turns)
        if activation.trigger:
            breaches = breaches[:1]
        return Judgement(Outcome.FAIL, activation.trigger, breaches, reason=message("judge.banned_said"), settled=first_of_turns[0].moment)
    if unsure:
        reason = activation.blind or message("judge.limit_inside_words", turn=(unsure[0].turn or 0) + 1, words=unsure[0].text)
        return Judgement(Outcome.UNKNOWN, activation.trigger, witnesses=tuple(unsure), reason=reason)
    if activation.void:
        return None
    outcome = Outcome.PASS if activation.over or activation.closed else Outcome.PENDING
    return Judgement(outcome, activation.trigger, deadline_s=activation.deadline.at_s, settled=activation.ended)


def _offending(cue: Cue, activation: Activation) -> tuple[list[Hit], list[Hit]]:
    """Hits that are certainly, and hits that are perhaps, where they must not be."""
    if isinstance(cue, AllOf):
        meeting = meet(cue, activation)
        return ([max(meeting.witnesses, key=lambda hit: hit.moment)] if meeting.met else []), []
    answers = activation.answers(cue)
    return [hit for hit, fit in answers if fit is Fit.IN], [hit for hit, fit in answers if fit is Fit.UNSURE]
