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
from compliance.rules.misses import EVENT_LATE, LATE, nearest_miss, only_happens
from compliance.rules.occurrences import position

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
    deadline_s = activation.limit_s
    if meeting.met:
        last = max(meeting.witnesses, key=position)
        return Judgement(
            Outcome.PASS,
            activation.trigger,
            witnesses=meeting.witnesses,
            deadline_s=deadline_s,
            margin_s=activation.margin_s(last.start_s),
            settled=last.moment,
        )
    if activation.void:
        return None
    if meeting.met is None or activation.blind:
        reason = meeting.reason or activation.blind
        settled = meeting.done if activation.blind and meeting.met is None else activation.ended
        return Judgement(
            Outcome.UNKNOWN, activation.trigger, witnesses=meeting.witnesses, reason=reason, deadline_s=deadline_s, settled=settled
        )
    if not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"), deadline_s=deadline_s)
    return _failed(meeting, activation)


def _failed(meeting: Meeting, activation: Activation) -> Judgement:
    missing = meeting.missing[0] if len(meeting.missing) == 1 else AllOf(meeting.missing)
    deadline_s = activation.limit_s
    owed = activation.owed_turn
    miss = nearest_miss(missing, activation)
    late_s = miss.time_s if miss and miss.why.key in (LATE, EVENT_LATE) else None
    said = message("judge.never_said" if late_s is None else "judge.said_late")
    reason = said if owed is not None or meeting.witnesses else missing_side(activation)
    if only_happens(missing):
        reason = message("judge.never_happened" if late_s is None else "judge.happened_late")
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(owed, None, reason, deadline_s),),
        witnesses=meeting.witnesses,
        reason=reason,
        deadline_s=deadline_s,
        margin_s=activation.margin_s(activation.scene.timeline.now_s if late_s is None else late_s),
        searched=activation.searched(missing),
        nearest_miss=miss,
        settled=activation.ended,
    )
