"""measure: a figure stays within its bounds; a figure at the limit passes.

Each reading is a breach of its own. `warn_above` marks a grace band below the limit: it passes, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue
from compliance.model.transcript import Role
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.rules.activation import Activation
from compliance.rules.kind import Author
from compliance.rules.metrics import IN_SECONDS, METRICS, ONLY_GROWS, Lacking, Reading, Setting
from compliance.rules.occurrences import occurrences

ID = "measure"
KEYS: Mapping[str, object] = {
    "min": {"$ref": "#/definitions/bound"},
    "max": {"$ref": "#/definitions/bound"},
    "warn_above": {"$ref": "#/definitions/bound"},
}
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        **{name: {"enum": ["agent", "customer"]} for name in METRICS},
        "of": {"enum": ["each", "first", "longest"]},
        **{name: {"$ref": "#/definitions/phrases"} for name in ("hold", "thanks", "filler")},
    },
    "additionalProperties": False,
}
LISTENS = {"hold_time": "hold", "check_in_gap": "hold", "response_time": "thanks", "filler_rate": "filler"}
OWN_TURN = "after"


@dataclass(frozen=True, slots=True)
class Params:
    """`of`: which readings count: each, first or longest. Bounds in the metric's own unit."""

    metric: str
    setting: Setting
    least: float | None = None
    most: float | None = None
    warn_above: float | None = None
    of: str = "each"


def params(author: Author) -> Params:
    metric, who = author.named()
    if metric not in METRICS:
        author.fault(message("rulebook.no_metric", name=metric, words=", ".join(METRICS)))
        metric = next(iter(METRICS))
    if who not in ("agent", "customer"):
        author.fault(message("rulebook.not_choice", what=metric, raw=who))
    cues = {LISTENS[metric]: author.heard(LISTENS[metric])} if metric in LISTENS else {}
    in_seconds = metric in IN_SECONDS
    least, most, warn_above = (author.bound(name, seconds=in_seconds) for name in ("min", "max", "warn_above"))
    if least is None and most is None:
        author.fault(message("rulebook.measure_bounds"))
    setting = Setting(Role.CUSTOMER if who == "customer" else Role.AGENT, cues)
    return Params(metric, setting, least, most, warn_above, author.option("of", ("each", "first", "longest"), "each"))


def cues(params: Params) -> tuple[Cue, ...]:
    return (Anything(params.setting.who), *params.setting.cues.values())


def judge(params: Params, activation: Activation) -> Judgement | None:
    scene = activation.scene
    if activation.trigger is None and not scene.timeline.by_role[params.setting.who]:
        return None
    since = activation.trigger.moment if activation.trigger else -1
    readings = METRICS[params.metric](scene, params.setting, since)
    if isinstance(readings, Lacking):
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=readings.reason)
    counted = _counted(params, activation, readings)
    if not counted:
        return None
    bad = [reading for reading in counted if _broken(params, activation, reading)]
    if bad:
        return _failed(params, activation, bad)
    if any(_still_open(params, activation, reading) for reading in counted) or not activation.closed:
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"))
    worst = max(counted, key=lambda reading: reading.value)
    in_grace = params.warn_above is not None and worst.value > params.warn_above
    key = "judge.figure_in_grace" if in_grace else "judge.figure"
    reason = message(key, figure=_figure(params, worst.value), limit=_limit(params, worst.value))
    witnesses = (_heard_at(activation, worst),)
    return Judgement(Outcome.PASS, activation.trigger, witnesses=witnesses, reason=reason, margin_s=_margin(params, worst))


def _counted(params: Params, activation: Activation, readings: list[Reading]) -> list[Reading]:
    since = activation.trigger.moment if activation.trigger else -1
    excuse = activation.rule.unless_before
    kept = [r for r in readings if r.moment >= since and not (excuse and _excused(excuse, activation, r))]
    if params.of == "first":
        return kept[:1]
    if params.of == "longest":
        return [max(kept, key=lambda reading: reading.value)] if kept else []
    return kept


def _excused(excuse: Cue, activation: Activation, reading: Reading) -> bool:
    """The event occurred in the turn before, or in the last turn of the same side before."""
    turns = activation.scene.timeline.by_role
    speaker = activation.scene.timeline.moments[reading.moment].turn
    before = [i for i in turns[speaker.role] if i < reading.moment][-1:] if speaker else []
    return any(hit.moment in (*before, reading.moment - 1) for hit in occurrences(activation.scene, excuse))


def _broken(params: Params, activation: Activation, reading: Reading) -> bool:
    final = activation.closed or not reading.growing
    if params.most is not None and reading.value > params.most:
        return final or params.metric in ONLY_GROWS
    return final and params.least is not None and reading.value < params.least and not _still_open(params, activation, reading)


def _still_open(params: Params, activation: Activation, reading: Reading) -> bool:
    """Nobody has answered yet: the end of the conversation does not stop that clock."""
    return reading.growing and params.metric in ("response_time", "hold_time", "check_in_gap") and params.most is not None


def _failed(params: Params, activation: Activation, bad: list[Reading]) -> Judgement:
    breaches = []
    for reading in bad:
        moment = activation.scene.timeline.moments[reading.moment]
        turn = moment.turn.index if moment.turn else None
        reason = message("judge.figure_broken", figure=_figure(params, reading.value), limit=_limit(params, reading.value))
        breaches.append(Breach(turn, None, reason, moment.start_s))
    return Judgement(
        Outcome.FAIL,
        activation.trigger,
        tuple(breaches),
        reason=breaches[0].reason,
        margin_s=_margin(params, bad[0]),
        settled=bad[0].moment,
    )


def _heard_at(activation: Activation, reading: Reading) -> Hit:
    moment = activation.scene.timeline.moments[reading.moment]
    turn = moment.turn
    text = turn.text if turn else ""
    return Hit(moment.index, turn.index if turn else None, 0, len(text), text, text, "", start_s=moment.start_s, end_s=moment.end_s)


def _margin(params: Params, reading: Reading) -> float | None:
    from_limit = params.metric in ("silence", "response_time", "hold_time", "check_in_gap", "duration") and params.most is not None
    return round(params.most - reading.value, 3) if from_limit and params.most is not None else None


def _figure(params: Params, value: float) -> Message:
    return message(f"metric.{params.metric}", value=f"{value:.2f}".rstrip("0").rstrip("."))


def _limit(params: Params, value: float) -> str:
    limit = params.most if params.most is not None and (params.least is None or value >= params.least) else params.least
    return f"{limit:g}" if limit is not None else ""
