"""count: so many different things, neither fewer nor more; repetitions count once.

Declare: bounded existence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.model.message import message
from compliance.model.rule import Cue
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation, Fit
from compliance.rules.kind import Author

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
    answers = activation.answers(params.cue)
    distinct = list({hit.folded: hit for hit, fit in reversed(answers) if fit is Fit.IN}.values())[::-1]
    if params.most is not None and len(distinct) > params.most:
        return _failed(params, activation, distinct, distinct[params.most])
    if len(distinct) >= params.least and params.most is None:
        return Judgement(Outcome.PASS, activation.trigger, witnesses=tuple(distinct), settled=_last(distinct))
    if activation.void:
        return None
    if unsure := [hit for hit, fit in answers if fit is Fit.UNSURE]:
        reason = activation.blind or message("judge.limit_inside_words", turn=(unsure[0].turn or 0) + 1, words=unsure[0].text)
        return Judgement(Outcome.UNKNOWN, activation.trigger, witnesses=tuple(distinct), reason=reason)
    if activation.blind and not activation.over:
        return Judgement(Outcome.UNKNOWN, activation.trigger, witnesses=tuple(distinct), reason=activation.blind)
    if not activation.over:
        return Judgement(Outcome.PENDING, activation.trigger, witnesses=tuple(distinct), reason=message("judge.due"))
    if len(distinct) >= params.least:
        return Judgement(Outcome.PASS, activation.trigger, witnesses=tuple(distinct), settled=activation.ended)
    return _failed(params, activation, distinct, None)


def _failed(params: Params, activation: Activation, distinct: list[Hit], excess: Hit | None) -> Judgement:
    bounds = f"{params.least}–{params.most}" if params.most is not None else f"≥ {params.least}"
    reason = message("judge.wrong_count", found=len(distinct), bounds=bounds)
    turn = excess.turn if excess else activation.owed_turn
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        breaches=(Breach(turn, excess, reason, excess.start_s if excess else None),),
        witnesses=tuple(distinct),
        reason=reason,
        deadline_s=activation.deadline.at_s,
        searched=activation.searched(params.cue),
        settled=excess.moment if excess else activation.ended,
    )


def _last(hits: list[Hit]) -> int | None:
    return max((hit.moment for hit in hits), default=None)
