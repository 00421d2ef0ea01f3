"""measure: a figure stays within its bounds; a figure at the limit passes.

Each reading is a breach of its own. `warn_above` marks a grace band below the limit: it passes, and says so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue, Rule
from compliance.model.transcript import Role
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, worst
from compliance.rules.activation import Activation, Fit
from compliance.rules.kind import Author
from compliance.rules.meeting import why_unsure
from compliance.rules.metrics import IN_SECONDS, METRICS, ONE_FIGURE, ONLY_GROWS, UPDATES, Reading, Setting
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
        "updates": {"$ref": "#/definitions/names"},
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
    if (least is None and most is None) or (least is not None and most is not None and least > most):
        author.fault(message("rulebook.measure_bounds"))
    opening = author.trigger() if LISTENS.get(metric) == "hold" else None
    updates = author.words("updates", UPDATES)
    setting = Setting(Role.CUSTOMER if who == "customer" else Role.AGENT, cues, opening, updates)
    return Params(metric, setting, least, most, warn_above, author.option("of", ("each", "first", "longest"), "each"))


def cues(params: Params) -> tuple[Cue, ...]:
    opening = (params.setting.opening,) if params.setting.opening else ()
    return (Anything(params.setting.who), *params.setting.cues.values(), *opening)


def limits_response(rule: Rule) -> bool:
    """Whether the rule says how long the customer may wait for an answer."""
    params = rule.params
    if not isinstance(params, Params) or params.metric != "response_time":
        return False
    return params.setting.who is Role.AGENT and params.most is not None


def judge(params: Params, activation: Activation) -> Judgement | None:
    scene = activation.scene
    if activation.trigger is None and params.metric in ONE_FIGURE and not scene.timeline.by_role[params.setting.who]:
        return None  # of those who never spoke there is no figure
    since = activation.trigger.moment if activation.trigger else -1
    readings = METRICS[params.metric](scene, params.setting, since)
    taken = [r for r in readings if r.moment >= since and _counts(params, activation, r)]
    counted = _chosen(params, taken)
    if not counted:
        return None
    outcomes = [_outcome(params, activation, reading) for reading in counted]
    outcome = worst(outcomes)
    concerned = [reading for reading, its in zip(counted, outcomes, strict=True) if its is outcome]
    if outcome is Outcome.FAIL:
        return _failed(params, activation, concerned)
    if outcome is Outcome.UNKNOWN:
        reason = concerned[0].lacking or why_unsure(_heard_at(activation, concerned[0].moment), activation)
        return Judgement(Outcome.UNKNOWN, activation.trigger, reason=reason, deadline_s=due_s(params, taken))
    if outcome is Outcome.PENDING or not (activation.closed or params.of == "first"):
        return Judgement(Outcome.PENDING, activation.trigger, reason=message("judge.due"), deadline_s=due_s(params, taken))
    return _kept(params, activation, max(counted, key=lambda reading: _strain(params, reading)))


def due_s(params: Params, readings: Sequence[Reading]) -> float | None:
    """The second at which a wait for an answer or for news will have been too long: no other figure grows with the clock alone."""
    if params.metric not in ("response_time", "update_gap") or params.most is None:
        return None
    counted = readings[:1] if params.of == "first" else readings
    return min((reading.since_s + params.most for reading in counted if reading.growing and reading.since_s is not None), default=None)


def _counts(params: Params, activation: Activation, reading: Reading) -> bool:
    """Inside window and scope, where the figure has a place in the talk, and not excused."""
    excuse = activation.rule.unless_before
    inside = params.metric in ONE_FIGURE or activation.fit(_heard_at(activation, reading.moment)) in (Fit.IN, Fit.UNSURE)
    return inside and not (excuse and _excused(excuse, activation, reading.moment))


def _chosen(params: Params, readings: Sequence[Reading]) -> Sequence[Reading]:
    """The longest lasts at least so long where one cannot be taken, and grows while one does."""
    if params.of == "first":
        return readings[:1]
    if params.of == "longest":
        longest = max(readings, key=lambda reading: reading.value, default=None)
        lacking = next((reading.lacking for reading in readings if reading.lacking), None)
        return [replace(longest, growing=any(reading.growing for reading in readings), lacking=lacking)] if longest else []
    return readings


def _excused(excuse: Cue, activation: Activation, moment: int) -> bool:
    """The event occurred in the turn before (or since), or in the last turn of the same side before."""
    timeline = activation.scene.timeline
    turn = next((index for index in range(moment - 1, -1, -1) if timeline.moments[index].turn), moment)
    speaker = timeline.moments[moment].turn
    turns = timeline.by_role[speaker.role] if speaker else ()
    before = bisect_left(turns, moment)
    own = turns[before - 1] if before else None
    return any(hit.moment == own or turn <= hit.moment < moment for hit in occurrences(activation.scene, excuse))


def _outcome(params: Params, activation: Activation, reading: Reading) -> Outcome:
    """A figure at the limit passes. While nobody has answered, even the end of the conversation does not stop that clock."""
    whole = params.metric in ONE_FIGURE
    if not whole and activation.fit(_heard_at(activation, reading.moment)) is Fit.UNSURE:
        return Outcome.UNKNOWN
    precision_s = activation.scene.timeline.precision_s if params.metric in IN_SECONDS else 0.0
    too_much = params.most is not None and _exceeds(reading.value - params.most, precision_s)
    if too_much and (activation.closed or not reading.growing or params.metric in ONLY_GROWS):
        return Outcome.FAIL
    if reading.lacking:
        return Outcome.UNKNOWN
    if reading.growing and not (activation.closed and whole):
        return Outcome.PENDING
    too_little = params.least is not None and _exceeds(params.least - reading.value, precision_s)
    if too_little:
        return Outcome.FAIL if activation.closed or params.of != "longest" else Outcome.PENDING
    return Outcome.UNKNOWN if None in (too_much, too_little) else Outcome.PASS


def _exceeds(excess: float, precision_s: float) -> bool | None:
    """None where the clock is too coarse: two of its times lie less than its precision nearer or farther than they show."""
    excess = round(excess, 6)
    if excess > 0 and excess >= precision_s:
        return True
    return None if excess > -precision_s else False


def _kept(params: Params, activation: Activation, nearest: Reading) -> Judgement:
    in_grace = params.warn_above is not None and nearest.value > params.warn_above
    key = "judge.figure_in_grace" if in_grace else "judge.figure"
    return Judgement(
        Outcome.PASS,
        activation.trigger,
        witnesses=(_heard_at(activation, nearest.moment),),
        reason=message(key, figure=_figure(params, nearest.value), limit=_limit(params, nearest.value)),
        margin_s=_margin(params, nearest),
        settled=_settled(params, nearest),
    )


def _failed(params: Params, activation: Activation, bad: Sequence[Reading]) -> Judgement:
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
        settled=_settled(params, bad[0]),
    )


def _settled(params: Params, reading: Reading) -> int | None:
    """The first figure after a trigger closes its episode; where all count, none is left for a later one."""
    if params.of != "first" or reading.growing:
        return None
    return reading.moment if reading.ended is None else reading.ended


def _heard_at(activation: Activation, index: int) -> Hit:
    """A figure counts where its turn begins."""
    moment = activation.scene.timeline.moments[index]
    turn = moment.turn
    text = turn.text if turn else ""
    return Hit(index, turn.index if turn else None, 0, len(text), text, text, "", start_s=moment.start_s, end_s=moment.start_s)


def _strain(params: Params, reading: Reading) -> float:
    """How near the limit: of a mere lower bound, the smallest figure is the nearest."""
    return reading.value if params.most is not None else -reading.value


def _margin(params: Params, reading: Reading) -> float | None:
    return round(params.most - reading.value, 3) if params.metric in IN_SECONDS and params.most is not None else None


def _figure(params: Params, value: float) -> Message:
    return message(f"metric.{params.metric}", value=f"{value:.2f}".rstrip("0").rstrip("."))


def _limit(params: Params, value: float) -> str:
    limit = params.most if params.most is not None and (params.least is None or value >= params.least) else params.least
    return f"{limit:g}" if limit is not None else ""
