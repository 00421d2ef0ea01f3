"""Recent: the few moments on which the newest figure of a metric rests, so that a long talk is not measured anew at every turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from compliance.model.timeline import Moment, Timeline
from compliance.model.transcript import Role
from compliance.rules.measure import Params
from compliance.rules.metrics import METRICS, ONE_FIGURE, ONLY_GROWS, Reading
from compliance.rules.occurrences import Scene, occurrences

Reach = Mapping[Role, Moment]  # of each role the turn that lasts longest into the talk, the newest left out

SHORT = frozenset({"silence", "interruptions", "duration", "response_time", "hold_time", "check_in_gap", "speech_rate", "turn_length"})
END_ONLY = ONE_FIGURE - ONLY_GROWS  # figures that can rise and fall until the end: nothing is final before
OF_OWN_TURNS = frozenset({"silence", "interruptions", "speech_rate", "turn_length"})  # only a turn of that side gives a new figure


def newest(params: Params, scene: Scene, reach: Reach) -> list[Reading]:
    """The figures that the last moment of the scene, a turn, may have brought or changed: no fewer than measuring it all would show.

    The metric is one of SHORT, or of END_ONLY.
    """
    moments = scene.timeline.moments
    role = moments[-1].turn.role if moments[-1].turn else None
    if params.metric in END_ONLY or (params.metric in OF_OWN_TURNS and role is not params.setting.who):
        return []
    part = _part(scene.timeline, sorted({*_places(params, scene, reach), len(moments) - 1}))
    readings = METRICS[params.metric](Scene(part, scene.heard), params.setting, -1)
    # between the turns that last longest others are left out: the gap there is none
    return [reading for reading in readings if params.metric != "silence" or reading.moment == moments[-1].index]


def strained(params: Params, readings: Iterable[Reading]) -> bool:
    """Whether one of them may break a bound."""
    least, most = params.least, params.most
    if params.metric == "interruptions":  # these add up
        return any(reading.value for reading in readings)
    return any((most is not None and r.value > most) or (least is not None and r.value < least and not r.growing) for r in readings)


def _places(params: Params, scene: Scene, reach: Reach) -> Iterable[int]:
    """Which moments in front of the last one its figure rests on."""
    timeline, setting = scene.timeline, params.setting
    end = len(timeline.moments) - 1
    match params.metric:
        case "silence":
            return [*(moment.index for moment in reach.values()), *_last_turn(timeline, end)]
        case "interruptions":
            longest = [reach[setting.other].index] if setting.other in reach else []
            return [*longest, *timeline.by_role[setting.other][-1:]]
        case "duration":
            return _first_timed(timeline)
        case "response_time":
            return range(_before(timeline.by_role[setting.who], end, frozenset()) + 1, end)
        case "hold_time" | "check_in_gap":
            words = {hit.moment for hit in scene.heard.hits(setting.cues["hold"])} if "hold" in setting.cues else set()
            if setting.opening:
                words |= {hit.moment for hit in occurrences(scene, setting.opening)}
            return range(_before(timeline.by_role[setting.who], end, words) + 1, end) if words else ()
        case _:
            return ()


def _last_turn(timeline: Timeline, end: int) -> Iterable[int]:
    return next(((place,) for place in range(end - 1, -1, -1) if timeline.moments[place].turn), ())


def _first_timed(timeline: Timeline) -> list[int]:
    """The first turn, and on from there to the first whose start is known."""
    places = []
    for moment in timeline.moments:
        if moment.turn:
            places.append(moment.index)
            if moment.start_s is not None:
                break
    return places


def _before(turns: Sequence[int], end: int, passing: Iterable[int]) -> int:
    """The last of these turns in front of `end` that is not one to be passed over; -1 if there is none."""
    for number in range(len(turns) - 1, -1, -1):
        if turns[number] < end and turns[number] not in passing:
            return turns[number]
    return -1


def _part(timeline: Timeline, places: Sequence[int]) -> Timeline:
    moments = tuple(timeline.moments[place] for place in places)
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for place, moment in enumerate(moments):
        if moment.turn:
            by_role[moment.turn.role].append(place)
    return replace(timeline, moments=moments, by_role={role: tuple(places) for role, places in by_role.items()})
