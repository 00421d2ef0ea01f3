"""The neutral transcript: checks one JSON object and makes a conversation of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from compliance.model.problem import Place
from compliance.model.transcript import Agent, Conversation, Event, Role, Turn
from compliance.readers.clock import Wall, parse_wall, seconds_between
from compliance.readers.refusals import LONGEST_TURN, refuse, shown
from compliance.readers.roles import ROLES, nearest_role
from compliance.readers.words import locate_words

DEPTH_LIMIT = 50
LONGEST_S = 1e9  # some thirty years: more than that was meant as milliseconds or as a date
_KNOWN = (
    *("id", "channel", "kind", "case", "agent", "customer", "started_at", "ended_at"),
    *("attributes", "record", "turns", "events", "precision", "closed"),
)


def conversation_of(fields: object, place: Place) -> Conversation:
    """The conversation that one object of the neutral transcript describes; unknown fields are kept in `extra`.

    Raises: Problems, with the first thing that is wrong.
    """
    if not isinstance(fields, dict):
        refuse(place, "reader.not_object", found=shown(fields))
    name = fields.get("id")
    if not isinstance(name, str) or not name.strip():
        refuse(place, "reader.no_id" if name is None or name == "" else "reader.bad_id", found=shown(name))
    raw_turns = _turn_list(fields, place)
    walls = [wall_of(raw.get("at"), f"turns[{i}].at", place) for i, raw in enumerate(raw_turns)]
    started = wall_of(fields.get("started_at"), "started_at", place)
    epoch = _epoch(started, raw_turns, walls)
    raw_events = _list(fields, "events", place)
    extra = {key: plain(value, key, place) for key, value in fields.items() if key not in _KNOWN}
    closed_s = _closed_s(fields.get("ended_at"), epoch, place)
    if closed_s is None and fields.get("ended_at") is not None:
        extra["ended_at"] = fields["ended_at"]  # nothing to count from, but still worth keeping
    return Conversation(
        id=name,
        source=place.source,
        line=place.line,
        turns=_turns(raw_turns, walls, epoch, place),
        channel=_text(fields, "channel", place),
        kind=_text(fields, "kind", place) or "service",
        case=_text(fields, "case", place),
        agent=_agent(fields.get("agent"), place),
        customer=_customer(fields.get("customer"), place),
        epoch=epoch,
        closed_s=closed_s,
        attributes=_mapping(fields, "attributes", place) or {},
        record=_mapping(fields, "record", place),
        events=tuple(event_of(raw, i, epoch, place) for i, raw in enumerate(raw_events)),
        precision_s=_precision_s(fields, raw_turns, walls, raw_events, place),
        closed=_flag(fields, "closed", place),
        extra=extra,
    )


def plain(value: object, field: str, place: Place, depth: int = 0) -> object:
    """The value as strict JSON: what is no number (NaN) is nothing.

    Raises: Problems where it is nested deeper than anybody means it.
    """
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if depth > DEPTH_LIMIT and isinstance(value, dict | list):
        refuse(place, "reader.too_deep", limit=DEPTH_LIMIT, field=field)
    if isinstance(value, dict):
        return {str(key): plain(item, field, place, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, field, place, depth + 1) for item in value]
    return value


def _turn_list(fields: Mapping[str, object], place: Place) -> Sequence[Mapping[str, object]]:
    raw_turns = fields.get("turns")
    if raw_turns is None:
        refuse(place, "reader.turns_missing")
    if not isinstance(raw_turns, list):
        refuse(place, "reader.not_list", field="turns", found=shown(raw_turns))
    if not raw_turns:
        refuse(place, "reader.no_turns")
    for index, raw in enumerate(raw_turns):
        if not isinstance(raw, dict):
            refuse(place, "reader.bad_turn", turn=index, found=shown(raw))
    return raw_turns


def _turns(raws: Sequence[Mapping[str, object]], walls: Sequence[Wall | None], epoch: datetime | None, place: Place) -> tuple[Turn, ...]:
    turns = []
    before_s, before = float("-inf"), 0
    for index, (raw, wall) in enumerate(zip(raws, walls, strict=True)):
        turn = turn_of(raw, index, wall, epoch, place)
        if turn.start_s is not None:
            if turn.start_s < before_s:
                refuse(place, "reader.backwards", turn=index, start=turn.start_s, before=before, before_s=before_s)
            before_s, before = turn.start_s, index
        turns.append(turn)
    return tuple(turns)


def turn_of(raw: Mapping[str, object], index: int, wall: Wall | None, epoch: datetime | None, place: Place) -> Turn:
    """The turn that one object describes; `wall` is its `at`. Raises: Problems, with the first thing that is wrong."""
    text = raw.get("text")
    if not isinstance(text, str):
        refuse(place, "reader.bad_text", turn=index, found=shown(text))
    if len(text) > LONGEST_TURN:
        refuse(place, "reader.turn_too_long", length=len(text), limit=LONGEST_TURN)
    start_s = _seconds(raw.get("start"), f"turns[{index}].start", place)
    end_s = _seconds(raw.get("end"), f"turns[{index}].end", place)
    if start_s is None and wall and epoch:
        start_s = seconds_between(epoch, wall.at)
    if end_s is not None and start_s is None:
        refuse(place, "reader.end_alone", turn=index)
    if end_s is not None and start_s is not None and end_s < start_s:
        refuse(place, "reader.end_before_start", turn=index, start=start_s, end=end_s)
    agent, words = raw.get("agent"), raw.get("words")
    return Turn(
        index,
        _role(raw.get("role"), index, place),
        text,
        start_s,
        end_s,
        None if agent is None else _identity(agent.get("id") if isinstance(agent, dict) else agent, f"turns[{index}].agent", place),
        () if words is None else locate_words(text, _list(raw, "words", place)),
    )


def _role(value: object, index: int, place: Place) -> Role:
    role = ROLES.get(value) if isinstance(value, str) else None
    if role is None:
        meant = nearest_role(value) if isinstance(value, str) else None
        key = "reader.role_missing" if value is None else "reader.bad_role_meant" if meant else "reader.bad_role"
        refuse(place, key, turn=index, found=shown(value), meant=meant)
    return role


def _seconds(value: object, field: str, place: Place) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - true of NaN alone
        refuse(place, "reader.not_number", field=field, found=shown(value))
    if value < 0:
        refuse(place, "reader.negative", field=field, found=shown(value))
    if value > LONGEST_S:
        refuse(place, "reader.too_late", field=field, found=shown(value))
    return float(value)


def wall_of(value: object, field: str, place: Place) -> Wall | None:
    """None where nothing is said. Raises: Problems where it is no time."""
    if value is None:
        return None
    wall = parse_wall(value) if isinstance(value, str) else None
    if wall is None:
        refuse(place, "reader.bad_time", field=field, found=shown(value))
    return wall


def _epoch(started: Wall | None, raws: Sequence[Mapping[str, object]], walls: Sequence[Wall | None]) -> datetime | None:
    """The start that is named, or the first turn's; never later than a turn that has only a wall-clock time."""
    timed = [wall.at for raw, wall in zip(raws, walls, strict=True) if wall and raw.get("start") is None]
    if started:
        return min([started.at, *timed])
    return timed[0] if timed else None


def _closed_s(value: object, epoch: datetime | None, place: Place) -> float | None:
    if value is None or isinstance(value, int | float):
        return _seconds(value, "ended_at", place)
    wall = wall_of(value, "ended_at", place)
    if wall is None or epoch is None:
        return None
    if wall.at < epoch:
        refuse(place, "reader.ended_early", found=shown(value))
    return seconds_between(epoch, wall.at)


def event_of(raw: object, index: int, epoch: datetime | None, place: Place) -> Event:
    """`at` is wall-clock time, or seconds from the start; one that cannot be placed stays among the attributes."""
    if not isinstance(raw, dict):
        refuse(place, "reader.bad_event", event=index, found=shown(raw))
    kind = raw.get("type")
    if not isinstance(kind, str) or not kind.strip():
        refuse(place, "reader.event_type", event=index, found=shown(kind))
    attributes = {key: plain(value, f"events[{index}]", place) for key, value in raw.items() if key not in ("at", "type")}
    at = raw.get("at")
    if isinstance(at, int | float) and not isinstance(at, bool):
        return Event(kind, _event_seconds(at, index, place), attributes)
    wall = wall_of(at, f"events[{index}].at", place)
    if wall and epoch:
        return Event(kind, seconds_between(epoch, wall.at), attributes)
    return Event(kind, None, {**attributes, "at": at} if wall else attributes)


def _event_seconds(at: float, index: int, place: Place) -> float | None:
    """Events may lie before the conversation, so these seconds may be negative."""
    seconds = _seconds(abs(at), f"events[{index}].at", place)
    return -seconds if seconds is not None and at < 0 else seconds


def _precision_s(
    fields: Mapping[str, object],
    raws: Sequence[Mapping[str, object]],
    walls: Sequence[Wall | None],
    raw_events: Sequence[object],
    place: Place,
) -> float:
    stated = _seconds(fields.get("precision"), "precision", place)
    if stated is not None:
        return stated
    used = [wall for raw, wall in zip(raws, walls, strict=True) if wall and raw.get("start") is None]
    if used or any(raw.get("start") is not None for raw in raws):
        return precision_of(used, [])
    events = [parse_wall(at) for raw in raw_events if isinstance(raw, dict) and isinstance(at := raw.get("at"), str)]
    return precision_of([], [wall for wall in events if wall])


def precision_of(turns: Sequence[Wall], events: Sequence[Wall]) -> float:
    """60 where the source's clock shows minutes only; events are asked where no turn has a wall-clock time."""
    asked = turns or events
    return 60.0 if asked and not any(wall.exact for wall in asked) else 0.0


def _agent(value: object, place: Place) -> Agent | None:
    if not isinstance(value, dict):
        known = _identity(value, "agent", place)
        return Agent(known) if known else None
    name = _text(value, "name", place, "agent.name")
    known = _identity(value.get("id"), "agent.id", place) or name
    return Agent(known, name, _text(value, "team", place, "agent.team")) if known else None


def _customer(value: object, place: Place) -> str | None:
    return _identity(value.get("id") if isinstance(value, dict) else value, "customer", place)


def _identity(value: object, field: str, place: Place) -> str | None:
    return _text({field: value}, field, place)


def _text(fields: Mapping[str, object], key: str, place: Place, field: str | None = None) -> str | None:
    """A text, or a whole number taken as one (T-778, 778); an empty one is none."""
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        refuse(place, "reader.not_text", field=field or key, found=shown(value))
    return value or None


def _flag(fields: Mapping[str, object], key: str, place: Place) -> bool:
    value = fields.get(key)
    if value is not None and not isinstance(value, bool):
        refuse(place, "reader.not_flag", field=key, found=shown(value))
    return value is not False


def _list(fields: Mapping[str, object], key: str, place: Place) -> Sequence[object]:
    value = fields.get(key)
    if value is not None and not isinstance(value, list):
        refuse(place, "reader.not_list", field=key, found=shown(value))
    return value or ()


def _mapping(fields: Mapping[str, object], key: str, place: Place) -> Mapping[str, object] | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, dict):
        refuse(place, "reader.not_object_field", field=key, found=shown(value))
    return {str(name): plain(item, key, place) for name, item in value.items()}
