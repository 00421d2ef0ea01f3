"""order: no step before the one in front of it; inside one turn character offsets decide.

Declare: precedence. LTL: ¬then U first (strong, `required`), ¬then W first (weak).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import repeat

from compliance.model.message import message
from compliance.model.rule import AllOf, Cue
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit
from compliance.rules.kind import Author
from compliance.rules.meeting import no_data, why_unsure
from compliance.rules.misses import nearest_miss
from compliance.rules.occurrences import position

ID = "order"
KEYS: Mapping[str, object] = {"required": {"type": "boolean", "default": True}}
SCHEMA: Mapping[str, object] = {"type": "array", "minItems": 2, "items": {"$ref": "#/definitions/event"}}
OWN_TURN = "from"


@dataclass(frozen=True, slots=True)
class Params:
    """`required`: the first step is owed even if the later ones never come."""

    steps: tuple[Cue, ...]
    required: bool = True


def params(author: Author) -> Params:
    return Params(tuple(author.steps()), author.flag("required", default=True))


def cues(params: Params) -> tuple[Cue, ...]:
    return params.steps


def judge(params: Params, activation: Activation) -> Judgement | None:
    judgement = _in_turn(params, activation)
    if judgement and (lacking := no_data(AllOf(params.steps), activation)):  # what nobody knows of may have come first
        return Judgement(Outcome.UNKNOWN, activation.trigger, witnesses=judgement.witnesses, reason=lacking)
    return judgement


def _in_turn(params: Params, activation: Activation) -> Judgement | None:
    """Walks through the steps as they were taken; the window bounds the first of them only."""
    done: list[Hit] = []
    for step, hit in _steps(params, activation):
        if not done and params.required and activation.ended is not None and hit.moment > activation.ended:
            break
        fit = activation.in_scope(hit) if step else activation.fit(hit)
        if hit.moment >= 0 and activation.scene.timeline.moments[hit.moment].adrift:
            fit = Fit.UNSURE
        if step < len(done) or fit in (Fit.OUT, Fit.LATER):
            continue
        if fit is Fit.UNSURE:
            return _unsure(activation, hit)
        if step > len(done):
            return _too_early(params, activation, hit, done)
        done.append(hit)
        if len(done) == len(params.steps) - 1:
            return _kept(activation, done, settled=hit.moment)
    return _unfinished(params, activation, done)


def _steps(params: Params, activation: Activation) -> Iterator[tuple[int, Hit]]:
    """As they were taken; merged one by one, since mostly the first few decide."""
    taken = (zip(repeat(number), activation.after(cue), strict=False) for number, cue in enumerate(params.steps))
    return merge(*taken, key=lambda entry: (*_place(*entry), entry[0]))


def _place(step: int, hit: Hit) -> tuple[int, int]:
    """A learned cue names a clause, not a place in it: words of an earlier step inside that clause come before it."""
    return (hit.moment, hit.end) if step and hit.signs else position(hit)


def _kept(activation: Activation, done: Sequence[Hit], settled: int | None) -> Judgement:
    return Judgement(
        Outcome.PASS,
        activation.trigger,
        witnesses=tuple(done),
        deadline_s=activation.limit_s,
        margin_s=activation.margin_s(done[0].start_s),
        settled=settled,
    )


def _unsure(activation: Activation, hit: Hit) -> Judgement:
    reason = why_unsure(hit, activation)
    return Judgement(
        Outcome.UNKNOWN, activation.trigger, witnesses=(hit,), reason=reason, deadline_s=activation.limit_s, settled=hit.moment
    )


def _too_early(params: Params, activation: Activation, hit: Hit, done: Sequence[Hit]) -> Judgement:
    skipped = params.steps[len(done)]
    reason = message("judge.too_early" if hit.turn is not None else "judge.too_early_event")
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(hit.turn, hit, reason, hit.start_s),),
        witnesses=tuple(done),
        reason=reason,
        searched=activation.searched(skipped),
        nearest_miss=nearest_miss(skipped, activation, before=hit),
        settled=hit.moment,
    )


def _unfinished(params: Params, activation: Activation, done: Sequence[Hit]) -> Judgement | None:
    deadline_s = activation.limit_s
    if done:
        if activation.closed:
            return _kept(activation, done, settled=None)
        return Judgement(Outcome.PENDING, activation.trigger, witnesses=tuple(done), reason=message("judge.due"))
    if activation.void or (activation.closed and not params.required):
        return None
    if params.required and activation.blind:
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=activation.blind)
    if not params.required or not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"), deadline_s=deadline_s)
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(activation.owed_turn, None, message("judge.never_said"), deadline_s),),
        reason=message("judge.never_said"),
        deadline_s=deadline_s,
        margin_s=activation.margin_s(activation.scene.timeline.now_s),
        searched=activation.searched(params.steps[0]),
        nearest_miss=nearest_miss(params.steps[0], activation),
        settled=activation.ended,
    )
