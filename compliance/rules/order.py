"""order: no step before the one in front of it; inside one turn character offsets decide.

Declare: precedence. LTL: ¬then U first (strong, `required`), ¬then W first (weak).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.model.message import message
from compliance.model.rule import Cue
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit
from compliance.rules.kind import Author
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
    done: list[Hit] = []
    for step, hit in _in_order(params, activation):
        if step > len(done):
            return _too_early(params, activation, hit, done)
        if step < len(done):
            continue
        if step == 0 and (fit := activation.in_window(hit)) is not Fit.IN:
            if fit is Fit.UNSURE:
                reason = activation.blind or message("judge.limit_inside_words", turn=(hit.turn or 0) + 1, words=hit.text)
                return Judgement(Outcome.UNKNOWN, activation.trigger, reason=reason, deadline_s=activation.deadline.at_s)
            continue
        done.append(hit)
        if len(done) == len(params.steps) - 1:
            return Judgement(Outcome.PASS, activation.trigger, witnesses=tuple(done), settled=hit.moment)
    return _unfinished(params, activation, done)


def _in_order(params: Params, activation: Activation) -> list[tuple[int, Hit]]:
    steps = [
        (number, hit)
        for number, cue in enumerate(params.steps)
        for hit in activation.after(cue)
        if activation.in_scope(hit) in (Fit.IN, Fit.UNSURE)
    ]
    return sorted(steps, key=lambda entry: (*position(entry[1]), entry[0]))


def _too_early(params: Params, activation: Activation, hit: Hit, done: list[Hit]) -> Judgement:
    skipped = params.steps[len(done)]
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(hit.turn, hit, message("judge.too_early"), hit.start_s),),
        witnesses=tuple(done),
        reason=message("judge.too_early"),
        searched=activation.searched(skipped),
        nearest_miss=nearest_miss(skipped, activation),
        settled=hit.moment,
    )


def _unfinished(params: Params, activation: Activation, done: list[Hit]) -> Judgement | None:
    if done:
        outcome = Outcome.PASS if activation.closed else Outcome.PENDING
        return Judgement(outcome, activation.trigger, witnesses=tuple(done), settled=activation.ended)
    if activation.void or (activation.closed and not params.required):
        return None
    if params.required and activation.blind:
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=activation.blind)
    if not params.required or not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"), deadline_s=activation.deadline.at_s)
    owed = activation.owed_turn
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(owed, None, message("judge.never_said"), activation.deadline.at_s),),
        reason=message("judge.never_said"),
        deadline_s=activation.deadline.at_s,
        searched=activation.searched(params.steps[0]),
        nearest_miss=nearest_miss(params.steps[0], activation),
        settled=activation.ended,
    )
