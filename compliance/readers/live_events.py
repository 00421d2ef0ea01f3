"""Live events: the JSON Lines that tell, as it happens, what is said in many conversations at once.

Shape: {"conversation": "id", "meta": {…} | "turn": {…} | "event": {…} | "end": true}, or {"clock": "2026-03-02T09:10:00+08:00"}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from compliance.model.problem import Place
from compliance.model.transcript import Conversation
from compliance.readers.clock import Wall
from compliance.readers.native import decoded
from compliance.readers.neutral import conversation_of, wall_of
from compliance.readers.refusals import refuse, shown
from compliance.readers.speakers import USUAL, Names, renamed
from compliance.readers.writer import to_neutral

KINDS = ("meta", "turn", "event", "end")
_STAND_IN: Mapping[str, object] = {"role": "system", "text": ""}  # no transcript is without turns; this one is taken out again


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed, at least to this moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What a line says of one conversation, as it was written: a turn, an event or the end, and perhaps a description in front of it.

    `ended_at`: when it ended, where that is said.
    """

    conversation: str
    meta: Mapping[str, object] | None = None
    turn: Mapping[str, object] | None = None
    event: Mapping[str, object] | None = None
    end: bool = False
    ended_at: Wall | None = None


def read_event(line: str, place: Place, names: Names = USUAL.names) -> Tick | News | None:
    """What is on one line; None for a blank one. `names`: what the lines call the speakers, apart from their roles.

    Raises: Problems, with the first thing that is wrong.
    """
    line = line.strip(" \t\r\n\ufeff")
    if not line:
        return None
    fields = decoded(line, place)
    if not isinstance(fields, dict):
        refuse(place, "reader.live.not_object", found=shown(fields))
    if "clock" in fields:
        wall = wall_of(fields["clock"], "clock", place)
        if wall is None:
            refuse(place, "reader.bad_time", field="clock", found=shown(None))
        return Tick(wall.at)
    return _news({**fields, "turn": renamed(fields.get("turn"), names)}, place)


def _news(fields: Mapping[str, object], place: Place) -> News:
    name = fields.get("conversation")
    if not isinstance(name, str) or not name.strip():
        refuse(place, "reader.live.no_conversation", found=shown(name))
    meta, turn, event = (_object(fields, key, place) for key in KINDS[:3])
    end = fields.get("end")
    if end is not None and not isinstance(end, bool):
        refuse(place, "reader.not_flag", field="end", found=shown(end))
    if not end and meta is turn is event is None:
        refuse(place, "reader.live.nothing", words=", ".join(KINDS))
    if sum((turn is not None, event is not None, bool(end))) > 1:
        refuse(place, "reader.live.several")
    return News(name, meta, turn, event, bool(end), wall_of(fields.get("at"), "at", place) if end else None)


def _object(fields: Mapping[str, object], key: str, place: Place) -> Mapping[str, object] | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, dict):
        refuse(place, "reader.not_object_field", field=key, found=shown(value))
    return value


def described(name: str, meta: Mapping[str, object], place: Place) -> Conversation:
    """An open conversation of which nothing is known yet but this. Raises: Problems."""
    fields = {key: value for key, value in meta.items() if key not in ("id", "turns", "events", "closed")}
    told = conversation_of({**fields, "id": name, "turns": [_STAND_IN], "closed": False}, place)
    return replace(told, turns=())


def described_further(about: Conversation, meta: Mapping[str, object], place: Place) -> Conversation:
    """What is known of it together with what is told now; what is told later counts. Raises: Problems."""
    known = to_neutral(about)
    for key in ("attributes", "record"):
        before, now = known.get(key), meta.get(key)
        if isinstance(before, dict) and isinstance(now, dict):
            meta = {**meta, key: {**before, **now}}
    return described(about.id, {**known, **{key: value for key, value in meta.items() if value is not None}}, place)
