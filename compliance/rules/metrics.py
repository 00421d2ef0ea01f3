"""Metrics: figures from the times and lengths of turns. Each gives its readings, and says where something is missing.

`since` is the moment of the trigger, -1 without one: figures over a whole conversation count from there.
A reading that can still grow is `growing`; only its excess over a maximum is final while the conversation is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from compliance.model.message import Message, message
from compliance.model.rule import Cue, Said
from compliance.model.timeline import Moment
from compliance.model.transcript import Role
from compliance.rules.occurrences import Scene, occurrences

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
    """A reading that cannot be taken; `moment` is where it would have been."""

    reason: Message
    moment: int


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose figure; the cues that some metrics listen for (`hold`, `thanks`, `filler`); what opens a hold, if not the hold words."""

    who: Role
    cues: Mapping[str, Said]
    opening: Cue | None = None

    @property
    def other(self) -> Role:
        return Role.CUSTOMER if self.who is Role.AGENT else Role.AGENT


Figures = Iterator[Reading | Lacking]
Metric = Callable[[Scene, Setting, int], Figures]


def silence(scene: Scene, setting: Setting, since: int) -> Figures:
    """Every gap that ends with a turn of that side, seconds."""
    heard_until_s = 0.0
    for before, moment in pairwise(_turns(scene)):
        heard_until_s = max(heard_until_s, before.end_s or 0.0)
        if _role(moment) is not setting.who or moment.index <= since:
            continue
        if before.end_s is None or moment.start_s is None:
            yield _no_time(before if before.end_s is None else moment, moment)
        elif (gap_s := round(moment.start_s - heard_until_s, 6)) > 0:
            yield Reading(gap_s, moment.index)


def response_time(scene: Scene, setting: Setting, since: int) -> Figures:
    """From the first unanswered message of the other side to the start of the reply, seconds. Bots do not reply.

    Words that only thank or say goodbye ask for no reply. A transfer restarts the clock.
    """
    courteous = {hit.moment for hit in scene.heard.hits(setting.cues["thanks"])} if "thanks" in setting.cues else set()
    waiting: Moment | None = None
    from_s: float | None = None
    for moment in scene.timeline.moments:
        opens = waiting is None or moment.index == since
        if _role(moment) is setting.other and opens and moment.index not in courteous:
            waiting, from_s = moment, moment.end_s
        elif waiting and _role(moment) is setting.who:
            yield _wait(waiting, from_s, moment)
            waiting = None
        elif waiting and moment.event and moment.event.type == "transfer" and moment.start_s is not None:
            yield _wait(waiting, from_s, moment)
            from_s = moment.start_s
    if waiting and from_s is None:
        yield _no_time(waiting, waiting)
    elif waiting and from_s is not None and scene.timeline.now_s is not None:
        yield Reading(max(0.0, scene.timeline.now_s - from_s), waiting.index, growing=True)


def _wait(waiting: Moment, from_s: float | None, until: Moment) -> Reading | Lacking:
    if from_s is None or until.start_s is None:
        return _no_time(waiting if from_s is None else until, waiting)
    return Reading(max(0.0, until.start_s - from_s), waiting.index)


def hold_time(scene: Scene, setting: Setting, since: int) -> Figures:
    """From the end of the turn that asked to wait to the first turn that is neither that nor a check-in, seconds."""
    for hold in _holds(scene, setting):
        if isinstance(hold, Lacking):
            yield hold
            continue
        asked, answered = hold.touches[0], hold.touches[-1]
        yield Reading(max(0.0, answered[0] - asked[1]), asked[2], hold.growing)


def check_in_gap(scene: Scene, setting: Setting, since: int) -> Figures:
    """Within a hold: the longest time without a word to the customer, seconds."""
    for hold in _holds(scene, setting):
        if isinstance(hold, Lacking):
            yield hold
            continue
        longest_s, moment = max((after[0] - before[1], before[2]) for before, after in pairwise(hold.touches))
        yield Reading(longest_s, moment, hold.growing)


def interruptions(scene: Scene, setting: Setting, since: int) -> Figures:
    """How often that side started to speak while the other one was speaking: one growing count."""
    place = _last_of(scene, setting.who)
    if scene.timeline.conversation.attributes.get("mono") is True:
        yield Lacking(message("judge.mono"), place)
        return
    if all(moment.turn is None or moment.turn.end_s is None for moment in scene.timeline.moments):
        yield Lacking(message("judge.no_end_times"), place)
        return
    count, speaking_until_s = 0, 0.0
    endless: Moment | None = None
    for moment in _turns(scene):
        if _role(moment) is setting.other:
            endless = None if moment.turn and moment.turn.end_s is not None else moment
            speaking_until_s = max(speaking_until_s, moment.end_s or 0.0)
        elif _role(moment) is setting.who and moment.index > since and _spoken(moment) >= INTERRUPTION_CHARACTERS:
            if moment.start_s is not None and round(speaking_until_s - moment.start_s, 6) >= INTERRUPTION_S:
                count, place = count + 1, moment.index
            elif moment.start_s is None or endless:
                yield _no_end(endless, moment) if endless else _no_time(moment, moment)
    yield Reading(count, place, growing=True)


def speech_rate(scene: Scene, setting: Setting, since: int) -> Figures:
    """Characters a minute, spaces and punctuation not counted, for each turn that is long enough to tell."""
    for moment in _turns_of(scene, setting.who):
        if _spoken(moment) < RATE_CHARACTERS:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            yield _no_end(moment, moment)
        elif (seconds := round(moment.turn.end_s - moment.start_s, 6)) >= RATE_S:
            yield Reading(_spoken(moment) / seconds * 60, moment.index)


def talk_ratio(scene: Scene, setting: Setting, since: int) -> Figures:
    """Share of the speaking time, 0 to 1."""
    spoken_s = {Role.AGENT: 0.0, Role.CUSTOMER: 0.0}
    place = _last_of(scene, setting.who)
    for moment in _turns(scene):
        role = _role(moment)
        if role not in spoken_s or moment.index < since:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            yield _no_end(moment, scene.timeline.moments[place])
            return
        spoken_s[role] += moment.turn.end_s - moment.start_s
    if total_s := sum(spoken_s.values()):
        yield Reading(spoken_s[setting.who] / total_s, place, growing=True)


def turn_length(scene: Scene, setting: Setting, since: int) -> Figures:
    """Characters of each turn, spaces and punctuation not counted."""
    return (Reading(_spoken(moment), moment.index) for moment in _turns_of(scene, setting.who))


def duration(scene: Scene, setting: Setting, since: int) -> Figures:
    """From the first turn to the end of the conversation, seconds."""
    turns = [moment for moment in _turns(scene) if moment.index >= since]
    place = scene.timeline.moments[_last_of(scene, setting.who)]
    named = scene.timeline.closed and scene.timeline.conversation.closed_s is not None
    for moment in turns[:1] if named else (*turns[:1], *turns[-1:]):
        if moment.start_s is None:
            yield _no_time(moment, place)
    first_s = next((moment.start_s for moment in turns if moment.start_s is not None), None)
    if first_s is not None and scene.timeline.talk_until_s is not None:
        yield Reading(scene.timeline.talk_until_s - first_s, place.index, growing=True)


def filler_rate(scene: Scene, setting: Setting, since: int) -> Figures:
    """Fillers per 100 characters of that side, over the whole conversation."""
    characters = sum(_spoken(moment) for moment in _turns_of(scene, setting.who) if moment.index >= since)
    if characters and "filler" in setting.cues:
        fillers = [hit for hit in scene.heard.hits(setting.cues["filler"]) if hit.moment >= since]
        place = fillers[-1].moment if fillers else _last_of(scene, setting.who)
        yield Reading(100 * len(fillers) / characters, place, growing=True)


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
ONE_FIGURE = frozenset({"interruptions", "talk_ratio", "duration", "filler_rate"})  # of the whole talk, in no place of it

_Touch = tuple[float, float, int]  # start, end, moment


@dataclass(frozen=True, slots=True)
class _Hold:
    """The times at which the customer was spoken to, from the request to wait to the answer (or till now)."""

    touches: tuple[_Touch, ...]
    growing: bool = False


def _holds(scene: Scene, setting: Setting) -> Iterator[_Hold | Lacking]:
    checking_in = {hit.moment for hit in scene.heard.hits(setting.cues["hold"])} if "hold" in setting.cues else set()
    opening = {hit.moment for hit in occurrences(scene, setting.opening)} if setting.opening else checking_in
    soothing = opening | checking_in
    current: tuple[_Touch, ...] = ()
    for moment in scene.timeline.moments:
        touches = _role(moment) is setting.who if current else moment.index in opening
        if not touches:
            continue
        if moment.start_s is None or moment.end_s is None:
            yield _no_time(moment, moment)
            current = ()
            continue
        current = (*current, (moment.start_s, moment.end_s, moment.index))
        if moment.index not in soothing:
            yield _Hold(current)
            current = ()
    until_s = scene.timeline.talk_until_s  # what happens after the talk holds nobody
    if current and until_s is not None and until_s > current[-1][1]:
        yield _Hold((*current, (until_s, until_s, current[-1][2])), growing=not scene.timeline.closed)


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


def _no_time(of: Moment, place: Moment) -> Lacking:
    if of.event:
        return Lacking(message("judge.no_time_of_event", event=of.event.type), place.index)
    return Lacking(message("judge.no_time_of_turn", turn=(of.turn.index if of.turn else 0) + 1), place.index)


def _no_end(of: Moment, place: Moment) -> Lacking:
    return Lacking(message("judge.no_end_of_turn", turn=(of.turn.index if of.turn else 0) + 1), place.index)
