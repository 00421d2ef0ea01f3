"""must: said (or done) in time after each trigger; without a trigger, at least once in its part of the conversation.

Declare: response, existence. LTL: G(A → F_W T).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.model.message import message
from compliance.model.rule import AllOf, Cue
from compliance.model.verdict import Breach, Judgement, Outcome
from compliance.rules.activation import Activation, missing_side
from compliance.rules.kind import Author
from compliance.rules.meeting import Meeting, meet
from compliance.rules.misses import nearest_miss

ID = "must"
KEYS: Mapping[str, object] = {}
SCHEMA: Mapping[str, object] = {"$ref": "#/definitions/event"}
OWN_TURN = "anywhere"


@dataclass(frozen=True, slots=True)
class Params:
    cue: Cue


def params(author: Author) -> Params:
    return Params(author.cue())


def cues(params: Params) -> tuple[Cue, ...]:
    return (params.cue,)


def judge(params: Params, activation: Activation) -> Judgement | None:
    meeting = meet(params.cue, activation)
    deadline_s = activation.deadline.at_s
    if meeting.met:
        last = max(meeting.witnesses, key=lambda hit: hit.moment)
        margin_s = deadline_s - last.start_s if deadline_s is not None and last.start_s is not None else None
        return Judgement(
            Outcome.PASS,
            activation.trigger,
            witnesses=meeting.witnesses,
            deadline_s=deadline_s,
            margin_s=margin_s,
            settled=last.moment,
        )
    if activation.void:
        return None
    if meeting.met is None or activation.blind:
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=meeting.reason or activation.blind, deadline_s=deadline_s)
    if not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"), deadline_s=deadline_s)
    return _failed(meeting, activation)


def _failed(meeting: Meeting, activation: Activation) -> Judgement:
    missing = meeting.missing[0] if len(meeting.missing) == 1 else AllOf(meeting.missing)
    deadline = activation.deadline
    owed = activation.owed_turn
    reason = message("judge.never_said") if owed is not None or meeting.witnesses else missing_side(activation)
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(owed, None, reason, deadline.at_s),),
        witnesses=meeting.witnesses,
        reason=reason,
        deadline_s=deadline.at_s,
        margin_s=deadline.at_s - deadline.now_s if deadline.at_s is not None and deadline.now_s is not None else None,
        searched=activation.searched(missing),
        nearest_miss=nearest_miss(missing, activation),
        settled=activation.ended,
    )
