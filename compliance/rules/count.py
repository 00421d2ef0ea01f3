"""count: so many different things, neither fewer nor more; repetitions count once.

Declare: bounded existence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Cue
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit, nobody_spoke
from compliance.rules.kind import Author
from compliance.rules.meeting import no_data, why_unsure
from compliance.rules.misses import nearest_miss

ID = "count"
KEYS: Mapping[str, object] = {}
SCHEMA: Mapping[str, object] = {
    "allOf": [{"$ref": "#/definitions/counted"}],
    "description": "event, min, max",
}
OWN_TURN = "from"


@dataclass(frozen=True, slots=True)
class Params:
    cue: Cue
    least: int
    most: int | None = None


def params(author: Author) -> Params:
    least, most = author.number("min", 0), author.number("max")
    if (most is not None and most < (least or 0)) or (most is None and not least):
        author.fault(message("rulebook.count_bounds"))
    return Params(author.cue("min", "max"), int(least or 0), None if most is None else int(most))


def cues(params: Params) -> tuple[Cue, ...]:
    return (params.cue,)


def judge(params: Params, activation: Activation) -> Judgement | None:
    certain = _distinct(activation.answers(params.cue))
    unsure = activation.answers(params.cue, Fit.UNSURE)
    possible = _distinct([*certain, *unsure])
    enough = len(certain) >= params.least
    if params.most is not None and len(certain) > params.most:
        return _failed(params, activation, certain, certain[params.most])
    if enough and params.most is None:
        return _judged(Outcome.PASS, activation, certain, settled=certain[params.least - 1].moment)
    silent = params.least == 0 and nobody_spoke(params.cue, activation)  # a mere upper bound is a ban
    if activation.void or (silent and activation.closed):
        return None
    if activation.over and len(possible) < params.least and not no_data(params.cue, activation):
        return _failed(params, activation, certain, None)
    if lacking := activation.blind or no_data(params.cue, activation):
        return _judged(Outcome.UNKNOWN, activation, certain, lacking)
    if len(possible) > len(certain):
        return _judged(Outcome.UNKNOWN, activation, possible, why_unsure(unsure[0], activation), activation.ended)
    if silent or not activation.over:
        return _judged(Outcome.PENDING, activation, certain, message("judge.due"))
    return _judged(Outcome.PASS, activation, certain, settled=activation.ended)


def _judged(
    outcome: Outcome, activation: Activation, hits: Sequence[Hit], reason: Message | None = None, settled: int | None = None
) -> Judgement:
    return Judgement(outcome, activation.trigger, witnesses=tuple(hits), reason=reason, deadline_s=activation.limit_s, settled=settled)


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """The first of each wording. Events are not said: each is another one."""
    firsts: dict[str | int, Hit] = {}
    for hit in hits:
        firsts.setdefault(hit.moment if hit.turn is None else hit.folded, hit)
    return list(firsts.values())


def _failed(params: Params, activation: Activation, distinct: Sequence[Hit], excess: Hit | None) -> Judgement:
    bounds = f"{params.least}–{params.most}" if params.most is not None else f"≥ {params.least}"
    reason = message("judge.wrong_count", found=len(distinct), bounds=bounds)
    turn = excess.turn if excess else activation.owed_turn
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(turn, excess, reason, excess.start_s if excess else activation.limit_s),),
        witnesses=tuple(distinct),
        reason=reason,
        deadline_s=activation.limit_s,
        searched=activation.searched(params.cue),
        nearest_miss=None if excess else nearest_miss(params.cue, activation),
        settled=excess.moment if excess else activation.ended,
    )
