"""must_not: never said; with a trigger, never said after it within the window.

Declare: absence, not-response. Each offending turn is a breach of its own where no trigger was named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from compliance.model.message import message
from compliance.model.rule import Cue, Level
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit, nobody_spoke
from compliance.rules.kind import Author
from compliance.rules.meeting import no_data, why_unsure

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
    if offending := activation.answers(params.cue):
        return _failed(activation, offending)
    silent = nobody_spoke(params.cue, activation)
    if activation.void or (silent and activation.closed):
        return None
    if unsure := activation.answers(params.cue, Fit.IN, Fit.UNSURE):
        reason = why_unsure(unsure[0], activation)
        return Judgement(Outcome.UNKNOWN, activation.trigger, witnesses=tuple(unsure), reason=reason, settled=activation.ended)
    if lacking := activation.blind or no_data(params.cue, activation):
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=lacking, settled=activation.ended)
    if silent or not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.kept_so_far"), deadline_s=activation.limit_s)
    return Judgement(Outcome.PASS, activation.trigger, deadline_s=activation.limit_s, settled=activation.ended)


def _failed(activation: Activation, offending: Sequence[Hit]) -> Judgement:
    """One breach a turn, on its first hit that is beyond doubt; after a trigger, only the first."""
    turns = [min(hits, key=lambda hit: hit.doubtful) for _, hits in groupby(offending, key=lambda hit: hit.moment)]
    if activation.trigger:
        fatal = activation.rule.level is Level.FATAL
        turns = [next((hit for hit in turns if fatal and not hit.doubtful), turns[0])]
    breaches = tuple(Breach(hit.turn, hit, message("judge.banned_said"), hit.start_s) for hit in turns)
    return Judgement(Outcome.FAIL, activation.trigger, breaches, reason=message("judge.banned_said"), settled=offending[0].moment)
