"""Metrics: figures from the times and lengths of turns. Each gives its readings, and says where something is missing.

`since` is the moment of the trigger, -1 without one: figures over a whole conversation count from there.
A reading that can still grow is `growing`; only its excess over a maximum is final while the conversation is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from compliance.model.message import Message, message
from compliance.model.rule import Cue, Said
from compliance.model.timeline import Moment
from compliance.model.transcript import CONTACT, Role
from compliance.rules.occurrences import Scene, occurrences, other_side

INTERRUPTION_S = 1.0  # agent speech that starts this long before the customer has ended
INTERRUPTION_CHARACTERS = 4  # 嗯 and 好的 interrupt nobody
UPDATES = (CONTACT, "callback", "progress", "update", "feedback", "visit")  # unless a rule names its own
ENDS = ("completed", "resolved", "closed")  # nothing is left to tell
RATE_CHARACTERS, RATE_S = 20, 5.0  # shorter turns say nothing about speed


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` in seconds, characters, a count, a rate or a share. `moment` is where it can be heard.

    `ended`: the moment that ended it, if that is another. `lacking`: why it cannot be taken; `value` is then the least that it can be.
    `since_s`: the second from which a gap is counted.
    """

    value: float
    moment: int
    growing: bool = False
    lacking: Message | None = None
    ended: int | None = None
    since_s: float | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose figure; the cues that some metrics listen for (`hold`, `thanks`, `filler`); what opens a hold, if not the hold words;
    the types of events that tell the customer something."""

    who: Role
    cues: Mapping[str, Said]
    opening: Cue | None = None
    updates: tuple[str, ...] = ()

    @property
    def other(self) -> Role:
        return other_side(self.who)


Metric = Callable[[Scene, Setting, int], Iterator[Reading]]


def silence(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """Every gap that ends with a turn of that side, seconds."""
    heard_until_s = 0.0
    for before, moment in pairwise(_turns(scene)):
        heard_until_s = max(heard_until_s, before.end_s or 0.0)
        if _role(moment) is not setting.who or moment.index <= since:
            continue
        if before.end_s is None or moment.start_s is None:
            yield _lacking(before if before.end_s is None else moment, moment.index)
        elif (gap_s := round(moment.start_s - heard_until_s, 6)) > 0:
            yield Reading(gap_s, moment.index)


def response_time(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """From the first unanswered message of the other side to the start of the reply, seconds. Bots do not reply.

    Words that only thank or say goodbye ask for no reply. A transfer restarts the clock.
    """
    courteous = {hit.moment for hit in scene.heard.hits(setting.cues["thanks"])} if "thanks" in setting.cues else set()
    asked: Moment | None = None
    waiting: Moment | None = None  # since the question, or since the transfer
    asks, answers = setting.other, setting.who
    for moment in scene.timeline.moments:
        role = _role(moment)
        if role is asks and (asked is None or moment.index == since) and moment.index not in courteous:
            asked = waiting = moment
        elif asked and waiting and role is answers:
            yield _gap(waiting, moment, asked.index)
            asked = waiting = None
        elif asked and waiting and moment.event and moment.event.type == "transfer" and not moment.adrift:
            yield _gap(waiting, moment, asked.index)
            waiting = moment
    if asked and waiting:
        yield replace(_gap(waiting, _instant(scene.timeline.now_s), asked.index), growing=True)


def hold_time(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """From the end of the turn that asked to wait to the first turn that is neither that nor a check-in, seconds."""
    for touches, growing in _holds(scene, setting):
        yield replace(_gap(touches[0], touches[-1], touches[0].index), growing=growing)


def check_in_gap(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """Within a hold: the longest time without a word to the customer, seconds."""
    for touches, growing in _holds(scene, setting):
        gaps = [_gap(before, after, before.index) for before, after in pairwise(touches)]
        lacking = next((gap.lacking for gap in gaps if gap.lacking), None)
        yield replace(max(gaps, key=lambda gap: gap.value), growing=growing, lacking=lacking)


def update_gap(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """The longest time without a word of that side or one of the events `updates`, seconds; the time still running by itself."""
    moments = scene.timeline.moments
    touches = list(moments[max(since, 0) : max(since, 0) + 1])
    for moment in moments[max(since, 0) + 1 :]:
        happened = moment.event.type if moment.event else None
        if _role(moment) is setting.who or happened in setting.updates or happened in ENDS:
            touches.append(moment)
        if happened in ENDS and not moment.adrift:
            break
    if touches and not scene.timeline.has_events:
        yield Reading(0, touches[-1].index, lacking=message("judge.no_events"))
        return
    over = bool(touches and touches[-1].event and touches[-1].event.type in ENDS)
    gaps = [_gap(before, after, before.index) for before, after in pairwise(touches)]
    if gaps:
        lacking = next((gap.lacking for gap in gaps if gap.lacking), None)
        yield replace(max(gaps, key=lambda gap: gap.value), growing=not over, lacking=lacking, since_s=None)
    if touches and not over:
        yield replace(_gap(touches[-1], _instant(scene.timeline.now_s), touches[-1].index), growing=True)


def interruptions(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """How often that side started to speak while the other one was speaking: one growing count."""
    place = _last_of(scene, setting.who)
    if scene.timeline.conversation.attributes.get("mono") is True:
        yield Reading(0, place, lacking=message("judge.mono"))
        return
    if all(moment.turn is None or moment.turn.end_s is None for moment in scene.timeline.moments):
        yield Reading(0, place, lacking=message("judge.no_end_times"))
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
                yield _endless(endless, moment.index) if endless else _lacking(moment, moment.index)
    yield Reading(count, place, growing=True)


def speech_rate(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """Characters a minute, spaces and punctuation not counted, for each turn that is long enough to tell."""
    for moment in _turns_of(scene, setting.who):
        if _spoken(moment) < RATE_CHARACTERS:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            yield _endless(moment, moment.index)
        elif (seconds := round(moment.turn.end_s - moment.start_s, 6)) >= RATE_S:
            yield Reading(_spoken(moment) / seconds * 60, moment.index)


def talk_ratio(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """Share of the speaking time, 0 to 1."""
    spoken_s = {Role.AGENT: 0.0, Role.CUSTOMER: 0.0}
    place = _last_of(scene, setting.who)
    for moment in _turns(scene):
        role = _role(moment)
        if role not in spoken_s or moment.index < since:
            continue
        if moment.start_s is None or moment.turn is None or moment.turn.end_s is None:
            yield _endless(moment, place)
            return
        spoken_s[role] += moment.turn.end_s - moment.start_s
    if total_s := sum(spoken_s.values()):
        yield Reading(spoken_s[setting.who] / total_s, place, growing=True)


def turn_length(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """Characters of each turn, spaces and punctuation not counted."""
    return (Reading(_spoken(moment), moment.index) for moment in _turns_of(scene, setting.who))


def duration(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
    """From the first turn to the end of the conversation, seconds."""
    turns = [moment for moment in _turns(scene) if moment.index >= since]
    place = _last_of(scene, setting.who)
    end_named = scene.timeline.closed and scene.timeline.conversation.closed_s is not None
    timeless = next((m for m in (turns[:1] if end_named else (*turns[:1], *turns[-1:])) if m.start_s is None), None)
    first_s = next((moment.start_s for moment in turns if moment.start_s is not None), None)
    until_s = scene.timeline.talk_until_s
    length_s = 0.0 if first_s is None or until_s is None else until_s - first_s
    yield Reading(length_s, place, growing=True, lacking=_lacking(timeless, place).lacking if timeless else None)


def filler_rate(scene: Scene, setting: Setting, since: int) -> Iterator[Reading]:
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
        update_gap,
        interruptions,
        speech_rate,
        talk_ratio,
        turn_length,
        duration,
        filler_rate,
    )
}
IN_SECONDS = frozenset({"silence", "response_time", "hold_time", "check_in_gap", "update_gap", "duration"})
# a growing reading of these never shrinks
ONLY_GROWS = frozenset({"response_time", "hold_time", "check_in_gap", "update_gap", "interruptions", "duration"})
ONE_FIGURE = frozenset({"interruptions", "talk_ratio", "duration", "filler_rate"})  # of the whole talk, in no place of it


def _holds(scene: Scene, setting: Setting) -> Iterator[tuple[Sequence[Moment], bool]]:
    """The moments at which the customer was spoken to, from the request to wait to the answer; and whether it lasts."""
    checking_in = {hit.moment for hit in scene.heard.hits(setting.cues["hold"])} if "hold" in setting.cues else set()
    opening = {hit.moment for hit in occurrences(scene, setting.opening)} if setting.opening else checking_in
    touches: list[Moment] = []
    for moment in scene.timeline.moments:
        if _role(moment) is not setting.who if touches else moment.index not in opening:
            continue
        touches.append(moment)
        if moment.index not in opening and moment.index not in checking_in:
            yield touches, False
            touches = []
    until_s = scene.timeline.talk_until_s  # what happens after the talk holds nobody
    if touches and until_s is not None and (touches[-1].end_s is None or until_s > touches[-1].end_s):
        touches.append(_instant(until_s))
    if len(touches) > 1:
        yield touches, not scene.timeline.closed


def _gap(before: Moment, after: Moment, place: int) -> Reading:
    """From the end of the one to the start of the other, at least; none where they overlap."""
    if before.end_s is None:
        return _lacking(before, place)
    until_s = after.start_s if after.not_before_s is None else after.not_before_s
    waited_s = 0.0 if until_s is None else max(0.0, until_s - before.end_s)
    lacking = _lacking(after, place).lacking if after.start_s is None else None
    return Reading(waited_s, place, lacking=lacking, ended=max(after.index, place), since_s=before.end_s)


def _instant(at_s: float | None) -> Moment:
    return Moment(-1, None, None, at_s, at_s, at_s)


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


def _lacking(timeless: Moment, place: int) -> Reading:
    if timeless.event:
        return Reading(0, place, lacking=message("judge.no_time_of_event", event=timeless.event.type))
    return Reading(0, place, lacking=message("judge.no_time_of_turn", turn=(timeless.turn.index if timeless.turn else 0) + 1))


def _endless(moment: Moment, place: int) -> Reading:
    return Reading(0, place, lacking=message("judge.no_end_of_turn", turn=(moment.turn.index if moment.turn else 0) + 1))
