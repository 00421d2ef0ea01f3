"""Intake: raw turns, events and descriptions checked against what is known of the talk. Times must run forwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from compliance.live.talk import Talk, begun, with_description
from compliance.model.problem import Place
from compliance.model.transcript import Conversation, Event, Turn
from compliance.readers.clock import Wall, seconds_between
from compliance.readers.live_events import described, described_further
from compliance.readers.neutral import LONGEST_S, event_of, turn_of, wall_of
from compliance.readers.refusals import refuse, shown

MOST_TURNS = 10_000  # of one conversation; all of them stay in memory until it ends
MOST_CHARACTERS = 2_000_000

Raw = Mapping[str, object]


def turn_from(talk: Talk, raw: Raw, place: Place) -> tuple[Talk, Turn]:
    """The turn, and the talk on the clock that the turn has set. Raises: Problems."""
    index = talk.length
    wall = None if raw.get("start") is not None else wall_of(raw.get("at"), "turn.at", place)
    if wall:
        talk = _on_its_clock(talk, wall, place)
    turn = turn_of(raw, index, wall, talk.about.epoch, place)
    if turn.start_s is not None:
        _refuse_times(talk, turn, turn.start_s, place)
    if index >= MOST_TURNS or talk.characters + len(turn.text) > MOST_CHARACTERS:
        refuse(place, "live.too_long", id=talk.about.id, turns=MOST_TURNS, characters=MOST_CHARACTERS)
    return _with_precision(talk, wall, timed=turn.start_s is not None), turn


def _refuse_times(talk: Talk, turn: Turn, start_s: float, place: Place) -> None:
    before_s = talk.timeline.talk_until_s
    if before_s is not None and start_s < before_s:
        refuse(place, "live.backwards", id=talk.about.id, start=start_s, before_s=before_s)
    if start_s < 0:
        refuse(place, "reader.negative", field="turn.at", found=shown(start_s))
    if start_s > LONGEST_S:
        refuse(place, "reader.too_late", field="turn.at", found=shown(start_s))


def _on_its_clock(talk: Talk, wall: Wall, place: Place) -> Talk:
    """The first turn with a wall-clock time says when second 0 was, unless that is known; never later than that turn."""
    epoch = talk.about.epoch
    if epoch and (wall.at >= epoch or talk.timeline.moments):
        return talk
    about = described_further(talk.about, {"started_at": wall.at.isoformat()}, place)
    if not talk.timeline.moments:
        return replace(begun(about), last_at=talk.last_at, stated_precision=talk.stated_precision)
    return with_description(talk, about, _placed(talk, about, place))


def _placed(talk: Talk, about: Conversation, place: Place) -> tuple[Event, ...] | None:
    """Events whose time could not be placed before; None where there are none."""
    events = talk.events
    if not any(event.at_s is None and "at" in event.attributes for event in events):
        return None
    return tuple(
        event_of({**event.attributes, "type": event.type}, 0, about.epoch, place) if event.at_s is None else event for event in events
    )


def _with_precision(talk: Talk, wall: Wall | None, *, timed: bool) -> Talk:
    """Coarse while all wall-clock times show minutes only, as in batch; what the description states counts."""
    if talk.stated_precision or not timed:
        return talk
    minutes = talk.minutes if wall is None else not wall.exact and talk.minutes is not False
    precision_s = 60.0 if minutes else 0.0
    if precision_s != talk.about.precision_s:
        talk = with_description(talk, replace(talk.about, precision_s=precision_s))
    return replace(talk, minutes=minutes)


def event_from(talk: Talk, raw: Raw, place: Place) -> Event:
    """Raises: Problems, also where the event lies before what was already heard."""
    event = event_of(raw, len(talk.events), talk.about.epoch, place)
    known_s = talk.timeline.reached_s[-1] if talk.timeline.moments else None
    if event.at_s is None and raw.get("at") is None:
        refuse(place, "live.event_untimed", type=event.type)
    if event.at_s is not None and known_s is not None and event.at_s < known_s:
        refuse(place, "live.backwards", id=talk.about.id, start=event.at_s, before_s=known_s)
    if event.at_s is not None and event.at_s > LONGEST_S:
        refuse(place, "reader.too_late", field="event.at", found=shown(event.at_s))
    return event


def talk_from(name: str, meta: Raw, place: Place) -> Talk:
    """A new talk. Raises: Problems."""
    return replace(begun(described(name, meta, place)), stated_precision=meta.get("precision") is not None)


def described_from(talk: Talk, meta: Raw, place: Place) -> Talk:
    """The talk with more known about it: once something was said nothing known may change. Raises: Problems."""
    stated = talk.stated_precision or meta.get("precision") is not None
    about = described_further(talk.about, meta, place)
    if not talk.timeline.moments:
        return replace(begun(about), last_at=talk.last_at, stated_precision=stated)
    changed = _changed(talk.about, about)
    if changed:
        refuse(place, "live.changed", id=talk.about.id, field=changed)
    return with_description(talk, about, _placed(talk, about, place) if about.epoch != talk.about.epoch else None)


def _changed(old: Conversation, new: Conversation) -> str | None:
    """The first field that says something else now; what was silent may speak, where silence did not already mean something."""
    fixed = ((old.kind, new.kind, "kind"), (old.case, new.case, "case"), (old.precision_s, new.precision_s, "precision"))
    open_ = (
        (old.channel, new.channel, "channel"), (old.agent, new.agent, "agent"),
        (old.customer, new.customer, "customer"), (old.epoch, new.epoch, "started_at"), (old.closed_s, new.closed_s, "ended_at"),
    )  # fmt: skip
    maps = ((old.attributes, new.attributes), (old.record or {}, new.record or {}), (old.extra, new.extra))
    for before, now, name in fixed:
        if before != now:
            return name
    for known, told, name in open_:
        if known is not None and known != told:
            return name
    for was, is_now in maps:
        for key, value in is_now.items():
            if was.get(key, value) != value or (key not in was and key in ("urgent", "mono")):
                return key
    return None


def ended_s(talk: Talk, wall: Wall | None, place: Place) -> float | None:
    """When it ended, seconds from its start, where that is said and can be placed. Raises: Problems."""
    if wall is None or talk.about.epoch is None:
        return None
    until_s = seconds_between(talk.about.epoch, wall.at)
    known_s = max((talk.timeline.talk_until_s or 0.0), 0.0)
    if until_s < known_s:
        refuse(place, "live.backwards", id=talk.about.id, start=until_s, before_s=known_s)
    return until_s
