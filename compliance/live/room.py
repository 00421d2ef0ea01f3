"""Room: all conversations that go on, and the one clock that may be told to them all.

The room is what changes; everything in it is replaced, never altered, so that a line which is refused leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from compliance.judge import clock_of
from compliance.live.cases import CaseWatch, Matter, case_watch, judged, quiet, with_contact
from compliance.live.intake import described_from, ended_s, event_from, talk_from, turn_from
from compliance.live.steps import Row, after_end, after_event, after_time, after_turn, review
from compliance.live.talk import Talk, resumed, with_event
from compliance.live.watch import Watch, watch
from compliance.model.problem import Place, Problem
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation
from compliance.readers.live_events import News, Tick
from compliance.readers.neutral import LONGEST_S
from compliance.readers.refusals import fault, refuse

MOST_OPEN = 50_000  # conversations; one more, and that of which nothing was heard for longest is given up
MOST_CONTACTS = 100  # of one case: all of them are looked at together
MOST_ENDED = 100_000  # ids of ended conversations that are remembered, so that none begins twice

Said = list[Row | Problem]


@dataclass(slots=True)
class Room:
    """`talks` and `matters`: the one heard of last comes last. `ended`: conversations no longer among the talks, with their case.

    `wakes`: when to look at which talk next, of which `planned` holds what still counts.
    """

    watched: Watch
    cases: CaseWatch
    quiet_s: float
    talks: dict[str, Talk] = field(default_factory=dict)
    ended: dict[str, str | None] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    clock: datetime | None = None
    wakes: list[tuple[float, str]] = field(default_factory=list)
    planned: dict[str, float] = field(default_factory=dict)
    undated: set[str] = field(default_factory=set)


def room_for(rulebook: Rulebook, warn_s: float, quiet_s: float) -> Room:
    """An empty room. `warn_s`: how long before a deadline to warn; `quiet_s`: how long without news a conversation lasts."""
    return Room(watch(rulebook, warn_s), case_watch(rulebook, warn_s), quiet_s)


def receive(room: Room, told: Tick | News, place: Place) -> Said:
    """What is to be said after this line. Raises: Problems where it is refused; then nothing has changed."""
    if isinstance(told, Tick):
        return _tick(room, told.at, place)
    known = room.talks.get(told.conversation)
    if told.conversation in room.ended or (known and known.about.closed):
        return _belated(room, known, told, place)
    if known is None and told.end and told.meta is None:
        refuse(place, "live.not_open", id=told.conversation)
    talk, rows = _step(room, known or talk_from(told.conversation, {}, place), told, place)
    given_up = _make_place(room, place) if known is None else []
    case: Said = []
    if told.event or told.end or talk.length == 1:
        case = _case_rows(room, talk.about.case, talk.whole, talk.last_at, place)
    return [*given_up, *_keep(room, talk, rows), *case]


def finish(room: Room) -> list[Row]:
    """What is told of cases when no more input will come."""
    ended = [matter for matter in room.matters.values() if matter.ended]
    return [row for matter in ended for row in judged(room.cases, matter, room.clock, over=True)[1]]


def _belated(room: Room, talk: Talk | None, told: News, place: Place) -> Said:
    """Of an ended conversation only events still count: for windows that are open, and for its case."""
    if told.turn is not None:
        refuse(place, "live.ended", id=told.conversation)
    case = talk.about.case if talk else room.ended[told.conversation]
    if told.event is None:
        return []
    if talk:
        talk, rows = after_event(room.watched, talk, event_from(talk, told.event, place), _as_of_s(room, talk))
        return [*_keep(room, talk, rows), *_case_rows(room, case, talk.whole, _last_at(room, talk), place)]
    contact = room.matters[case].contact(told.conversation) if case and case in room.matters else None
    if contact is None:
        return []
    alone = resumed(contact, None)
    alone = with_event(alone, event_from(alone, told.event, place), None, room.cases.ear)[0]
    return [*_case_rows(room, case, alone.whole, _last_at(room, alone), place)]


def _case_rows(room: Room, case: str | None, contact: Conversation, at: datetime | None, place: Place) -> Said:
    """What is new in the case of this contact."""
    if case is None or not room.cases.rulebook.rules:
        return []
    matter = room.matters.pop(case, None) or Matter(case)
    if len(matter.contacts) >= MOST_CONTACTS and matter.contact(contact.id) is None:
        room.matters[case] = matter
        return [fault(place, "live.case_full", case=case, limit=MOST_CONTACTS)]
    if len(room.matters) >= MOST_OPEN:
        del room.matters[next(iter(room.matters))]
    room.matters[case], rows = judged(room.cases, with_contact(matter, contact, at), room.clock)
    return [*rows]


def _cases_passed(room: Room, at: datetime) -> Iterator[Row]:
    """Cases whose time has come; one that has long been quiet is told to its end, and let go when no window is open."""
    for name, matter in [*room.matters.items()]:
        over = quiet(matter, at, room.quiet_s)
        if not over and (matter.wake_s is None or matter.wake_s > at.timestamp()):
            continue
        room.matters[name], rows = judged(room.cases, matter, at, over=over)
        yield from rows
        if over and room.matters[name].wake_s is None:
            del room.matters[name]


def _step(room: Room, talk: Talk, told: News, place: Place) -> tuple[Talk, list[Row]]:
    rows: list[Row] = []
    if told.meta is not None:
        talk, rows = review(room.watched, described_from(talk, told.meta, place))
    if told.turn is not None:
        talk, turn = turn_from(talk, told.turn, place)
        talk, more = after_turn(room.watched, talk, turn, _as_of_s(room, talk))
        rows += more
    if told.event is not None:
        talk, more = after_event(room.watched, talk, event_from(talk, told.event, place), _as_of_s(room, talk))
        rows += more
    talk = replace(talk, last_at=_last_at(room, talk))
    if told.end:
        talk, more = after_end(room.watched, talk, ended_s(talk, told.ended_at, place), _as_of_s(room, talk))
        rows += more
    return talk, rows


def _tick(room: Room, at: datetime, place: Place) -> Said:
    known = room.clock or max((talk.last_at for talk in room.talks.values() if talk.last_at), default=None)
    if room.clock and at < room.clock:
        refuse(place, "live.clock_backwards", clock=at.isoformat(), before=room.clock.isoformat())
    if known and (at - known).total_seconds() > LONGEST_S:
        refuse(place, "live.clock_far", clock=at.isoformat(), before=known.isoformat())
    room.clock = at
    for name in room.undated:
        if name in room.talks and room.talks[name].last_at is None:
            room.talks[name] = replace(room.talks[name], last_at=at)
            plan(room, name)
    room.undated.clear()
    awake = []
    while room.wakes and room.wakes[0][0] <= at.timestamp():
        wake_s, name = heappop(room.wakes)
        if room.planned.get(name) == wake_s:
            del room.planned[name]
            awake.append(name)
    rows = [row for name in awake for row in _passed(room, name, at, place)]
    return [*rows, *_cases_passed(room, at)]


def _passed(room: Room, name: str, at: datetime, place: Place) -> Said:
    """Time alone: deadlines, warnings, and the end of a conversation that has long been quiet."""
    talk = room.talks[name]
    as_of_s = _as_of_s(room, talk)
    talk, rows = after_time(room.watched, talk, as_of_s)
    case: Said = []
    if not talk.about.closed and talk.last_at and at - talk.last_at >= timedelta(seconds=room.quiet_s):
        talk, more = after_end(room.watched, talk, None, as_of_s)
        rows = rows + more
        case = _case_rows(room, talk.about.case, talk.whole, talk.last_at, place)
    return [*_keep(room, talk, rows, touched=False), *case]


def _keep(room: Room, talk: Talk, rows: list[Row], *, touched: bool = True) -> Said:
    """Puts the talk back in its place; one that is closed and waits for nothing is let go."""
    name = talk.about.id
    if talk.about.closed and not any(standing.due_s is not None for standing in talk.standing.values()):
        room.talks.pop(name, None)
        room.planned.pop(name, None)
        room.ended[name] = talk.about.case
        if len(room.ended) > MOST_ENDED:
            del room.ended[next(iter(room.ended))]
        return [*rows]
    if touched:
        room.talks.pop(name, None)
    room.talks[name] = talk
    plan(room, name)
    return [*rows]


def _make_place(room: Room, place: Place) -> list[Problem]:
    if len(room.talks) < MOST_OPEN:
        return []
    name = next(iter(room.talks))
    del room.talks[name]
    room.planned.pop(name, None)
    return [fault(place, "live.given_up", id=name, limit=MOST_OPEN)]


def plan(room: Room, name: str) -> None:
    """Looks at the talk again when its next deadline, warning or end of patience comes; earlier does no harm."""
    talk = room.talks[name]
    if talk.last_at is None and not talk.about.closed:
        room.undated.add(name)
    wake_s = _wake_s(room, talk)
    if wake_s is not None and wake_s < room.planned.get(name, float("inf")):
        room.planned[name] = wake_s
        heappush(room.wakes, (wake_s, name))


def _wake_s(room: Room, talk: Talk) -> float | None:
    """On the wall clock."""
    times = [talk.last_at.timestamp() + room.quiet_s] if talk.last_at and not talk.about.closed else []
    if talk.about.epoch:
        epoch_s = talk.about.epoch.timestamp()
        for standing in talk.standing.values():
            if standing.due_s is not None:
                warns = standing.owed and standing.warned_s != standing.due_s
                later_s = -room.watched.warn_s if warns else max(talk.about.precision_s, 1e-6)
                times.append(epoch_s + standing.due_s + later_s)
    return min(times, default=None)


def _last_at(room: Room, talk: Talk) -> datetime | None:
    """Its own last moment or the clock, whichever is later."""
    own = None
    if talk.about.epoch:
        last = talk.timeline.moments[-1] if talk.timeline.moments else None
        until_s = max(talk.timeline.now_s or 0.0, (last.end_s if last else None) or 0.0)
        with suppress(OverflowError):  # beyond the last day that a calendar can hold
            own = talk.about.epoch + timedelta(seconds=until_s)
    return max((at for at in (own, room.clock) if at), default=None)


def _as_of_s(room: Room, talk: Talk) -> float | None:
    return clock_of(talk.about, room.clock)
