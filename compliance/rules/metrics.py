"""Metrics: figures from the times and lengths of turns. Each gives its readings, or says what is missing.

`since` is the moment of the trigger, -1 without one: figures over a whole conversation count from there.
A reading that can still grow is `growing`; only its excess over a maximum is final while the conversation is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from compliance.model.message import Message, message
from compliance.model.rule import Said
from compliance.model.timeline import Moment
from compliance.model.transcript import Role
from compliance.rules.occurrences import Scene

INTERRUPTION_S = 1.0  # agent speech that starts this long before the customer has ended
INTERRUPTION_CHARACTERS = 4  # 嗯 and 好的 interrupt nobody
RATE_CHARACTERS, RATE_S = 20, 5.0  # shorter turns say nothing about speed


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` in seconds, characters, a count, a rate or a share. `moment` is where it can be heard."""

    value: float
    moment: int
    growing: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    reason: Message


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose figure; and the cues that some metrics listen for (`hold`, `thanks`, `filler`)."""

    who: Role
    cues: Mapping[str, Said]


Metric = Callable[[Scene, Setting, int], list[Reading] | Lacking]


def silence(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Every gap that ends with a turn of that side, seconds."""
    readings: list[Reading] = []
    heard_until: float | None = None
    for moment in _turns(scene):
        if moment.start_s is None or moment.end_s is None:
            return _no_time(moment)
        if heard_until is not None and moment.start_s > heard_until and _role(moment) is setting.who:
            readings.append(Reading(moment.start_s - heard_until, moment.index))
        heard_until = max(heard_until or 0.0, moment.end_s)
    return readings


def response_time(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """From the first unanswered message of the other side to the start of the reply, seconds. Bots do not reply.

    Words that only thank or say goodbye ask for no reply. A transfer restarts the clock.
    """
    asked = Role.CUSTOMER if setting.who is Role.AGENT else Role.AGENT
    courteous = {hit.moment for hit in scene.heard.hits(setting.cues["thanks"])} if "thanks" in setting.cues else set()
    readings: list[Reading] = []
    waiting: tuple[float, int] | None = None
    for moment in scene.timeline.moments:
        role = _role(moment)
        opens = role is asked and waiting is None and moment.index not in courteous
        if role in (setting.who, asked) and moment.start_s is None and (opens or (role is setting.who and waiting)):
            return _no_time(moment)
        if opens and moment.end_s is not None:
            waiting = (moment.end_s, moment.index)
        elif role is setting.who and waiting and moment.start_s is not None:
            readings.append(Reading(max(0.0, moment.start_s - waiting[0]), waiting[1]))
            waiting = None
        elif moment.event and moment.event.type == "transfer" and waiting and moment.start_s is not None:
            waiting = (moment.start_s, waiting[1])
    if waiting and scene.timeline.now_s is not None:
        readings.append(Reading(scene.timeline.now_s - waiting[0], waiting[1], growing=True))
    return readings


def hold_time(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """From the end of the turn that asked to wait to the first turn that is neither that nor a check-in, seconds."""
    holds = _holds(scene, setting)
    if isinstance(holds, Lacking):
        return holds
    return [Reading(hold[-1][0] - hold[0][1], hold[0][2], growing) for hold, growing in holds]


def check_in_gap(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Within a hold: the longest time without a word to the customer, seconds."""
    holds = _holds(scene, setting)
    if isinstance(holds, Lacking):
        return holds
    readings = []
    for hold, growing in holds:
        gaps = [(after[0] - before[1], before[2]) for before, after in pairwise(hold)]
        longest = max(gaps)
        readings.append(Reading(longest[0], longest[1], growing))
    return readings


def interruptions(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """How often that side started to speak while the other one was speaking: one growing count."""
    if scene.timeline.conversation.attributes.get("mono") is True:
        return Lacking(message("judge.mono"))
    other = Role.CUSTOMER if setting.who is Role.AGENT else Role.AGENT
    if all(m.turn is None or m.turn.end_s is None for m in _turns(scene)):
        return Lacking(message("judge.no_end_times"))
    count, speaking_until, place = 0, 0.0, _last_of(scene, setting.who)
    for moment in _turns(scene):
        if moment.start_s is None or moment.end_s is None:
            continue
        if _role(moment) is other:
            speaking_until = max(speaking_until, moment.end_s)
        elif moment.index > since and _role(moment) is setting.who and _interrupts(moment, speaking_until - moment.start_s):
            count, place = count + 1, moment.index
    return [Reading(count, place, growing=True)]


def speech_rate(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Characters a minute, spaces and punctuation not counted, for each turn that is long enough to tell."""
    readings = []
    for moment in _turns_of(scene, setting.who):
        if _spoken(moment) < RATE_CHARACTERS:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            return _no_end(moment)
        if (seconds := moment.turn.end_s - moment.start_s) >= RATE_S:
            readings.append(Reading(_spoken(moment) / seconds * 60, moment.index))
    return readings


def talk_ratio(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Share of the speaking time, 0 to 1."""
    spoken: dict[Role, float] = {Role.AGENT: 0.0, Role.CUSTOMER: 0.0}
    for moment in _turns(scene):
        if _role(moment) not in spoken or moment.index < since:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            return _no_end(moment)
        spoken[moment.turn.role] += moment.turn.end_s - moment.start_s
    total = sum(spoken.values())
    if not total:
        return []
    return [Reading(spoken[setting.who] / total, _last_of(scene, setting.who), growing=True)]


def turn_length(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Characters of each turn, spaces and punctuation not counted."""
    return [Reading(_spoken(moment), moment.index) for moment in _turns_of(scene, setting.who)]


def duration(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """From the first turn to the end of the conversation, seconds."""
    turns = [m for m in _turns(scene) if m.start_s is not None and m.index >= since]
    if not turns:
        first = next(_turns(scene), None)
        return _no_time(first) if first else []
    closed_s = scene.timeline.conversation.closed_s
    end_s = closed_s if closed_s is not None else max(m.end_s or 0.0 for m in turns)
    return [Reading(end_s - (turns[0].start_s or 0.0), _last_of(scene, setting.who), growing=True)]


def filler_rate(scene: Scene, setting: Setting, since: int) -> list[Reading] | Lacking:
    """Fillers per 100 characters of that side, over the whole conversation."""
    characters = sum(_spoken(moment) for moment in _turns_of(scene, setting.who) if moment.index >= since)
    if not characters or "filler" not in setting.cues:
        return []
    fillers = [hit for hit in scene.heard.hits(setting.cues["filler"]) if hit.moment >= since]
    place = fillers[-1].moment if fillers else _last_of(scene, setting.who)
    return [Reading(100 * len(fillers) / characters, place, growing=True)]


METRICS: dict[str, Metric] = {
    metric.__name__: metric
    for metric in (
        silence,
        response_time,
        hold_time,
        check_in_gap,
        interruptions,
        speech_rate,
        talk_ratio,
        turn_length,
        duration,
        filler_rate,
    )
}
IN_SECONDS = frozenset({"silence", "response_time", "hold_time", "check_in_gap", "duration"})
ONLY_GROWS = frozenset({"response_time", "hold_time", "check_in_gap", "interruptions", "duration"})  # a growing reading never shrinks

_Touch = tuple[float, float, int]  # start, end, moment


def _holds(scene: Scene, setting: Setting) -> list[tuple[list[_Touch], bool]] | Lacking:
    """Each hold as the times at which the customer was spoken to, from the request to wait to the answer."""
    asking = {hit.moment for hit in scene.heard.hits(setting.cues["hold"])} if "hold" in setting.cues else set()
    holds: list[tuple[list[_Touch], bool]] = []
    current: list[_Touch] = []
    for moment in _turns_of(scene, setting.who):
        if not current and moment.index not in asking:
            continue
        if moment.start_s is None or moment.end_s is None:
            return _no_time(moment)
        current.append((moment.start_s, moment.end_s, moment.index))
        if moment.index not in asking:
            holds.append((current, False))
            current = []
    until_s = _end_of_talk(scene)  # what happens after the call holds nobody
    if current and until_s is not None and until_s > current[-1][1]:
        holds.append(([*current, (until_s, until_s, current[-1][2])], not scene.timeline.closed))
    return holds


def _end_of_talk(scene: Scene) -> float | None:
    """While the conversation is open, now; afterwards its end."""
    if not scene.timeline.closed:
        return scene.timeline.now_s
    if scene.timeline.conversation.closed_s is not None:
        return scene.timeline.conversation.closed_s
    return max((m.end_s for m in _turns(scene) if m.end_s is not None), default=None)


def _interrupts(moment: Moment, overlap_s: float) -> bool:
    return overlap_s >= INTERRUPTION_S and _spoken(moment) >= INTERRUPTION_CHARACTERS


def _turns(scene: Scene) -> Iterator[Moment]:
    return (moment for moment in scene.timeline.moments if moment.turn)


def _turns_of(scene: Scene, role: Role) -> Iterator[Moment]:
    return (scene.timeline.moments[i] for i in scene.timeline.by_role[role])


def _role(moment: Moment) -> Role | None:
    return moment.turn.role if moment.turn else None


def _spoken(moment: Moment) -> int:
    return sum(char.isalnum() for char in moment.turn.text) if moment.turn else 0


def _last_of(scene: Scene, role: Role) -> int:
    return (scene.timeline.by_role[role] or (len(scene.timeline.moments) - 1,))[-1]


def _no_time(moment: Moment) -> Lacking:
    return Lacking(message("judge.no_time_of_turn", turn=(moment.turn.index if moment.turn else 0) + 1))


def _no_end(moment: Moment) -> Lacking:
    return Lacking(message("judge.no_end_of_turn", turn=(moment.turn.index if moment.turn else 0) + 1))
