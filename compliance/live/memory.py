"""Memory: a room written to a state file and read back, so that a stop loses no verdict and repeats none.

Shape: {"schema": "live/1", "rules": "…", "lines": 0, "clock": …, "ended": {…}, "conversations": […], "cases": […]}, conversations as
neutral transcripts (their words as they are, unmasked) with what was told of them; one line for each, written piece by piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from compliance.live.cases import Matter
from compliance.live.room import Room, plan
from compliance.live.steps import review
from compliance.live.talk import Standing, Talk, resumed
from compliance.live.watch import Watch
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rule
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome
from compliance.readers.live_events import described
from compliance.readers.neutral import conversation_of, event_of
from compliance.readers.writer import to_neutral

SCHEMA = "live/1"


def remembered(room: Room, lines: int) -> Iterator[str]:
    """The state file, piece by piece. `lines`: how many lines of input it has taken in."""
    head = {
        "schema": SCHEMA,
        "rules": room.watched.rulebook.version,
        "lines": lines,
        "clock": room.clock.isoformat() if room.clock else None,
        "ended": room.ended,
    }
    yield json.dumps(head)[:-1] + ', "conversations": ['
    separator = "\n"
    for talk in room.talks.values():
        yield separator + json.dumps(_talk_fields(talk, room.watched.rulebook.rules))
        separator = ",\n"
    yield '\n], "cases": ['
    separator = "\n"
    for matter in room.matters.values():
        yield separator + json.dumps(_matter_fields(matter))
        separator = ",\n"
    yield "\n]}\n"


def recalled(text: str, source: str, room: Room) -> int:
    """Fills an empty room from a state file; how many lines it had taken in. Raises: Problems where this is none of our state files."""
    watched = room.watched
    try:
        fields = json.loads(text)
        if fields["schema"] != SCHEMA:
            raise ValueError
        room.clock = datetime.fromisoformat(fields["clock"]) if fields["clock"] else None
        room.ended.update({str(name): case for name, case in fields["ended"].items()})
        for entry in fields["conversations"]:
            talk = _talk(entry, watched, Place(source))
            if fields["rules"] != watched.rulebook.version and not talk.about.closed:
                talk, _ = review(watched, talk)
            room.talks[talk.about.id] = talk
            plan(room, talk.about.id)
        room.matters.update({entry["case"]: _matter(entry, Place(source)) for entry in fields["cases"]})
        return int(fields["lines"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Problems):
        raise Problems([Problem(Place(source), message("live.bad_state"), message("live.bad_state.hint"))]) from None


def _talk_fields(talk: Talk, rules: tuple[Rule, ...]) -> Mapping[str, object]:
    return {
        "talk": to_neutral(talk.whole),
        "told": [rules[number].id for number in sorted(talk.told)],
        "apart": [rules[number].id for number in sorted(talk.apart)],
        "standing": {rules[n].id: [s.open, s.due_s, s.owed, s.warned_s] for n, s in talk.standing.items()},
        "last_at": talk.last_at.isoformat() if talk.last_at else None,
        "now": talk.timeline.now_s,
        "minutes": talk.minutes,
        "stated_precision": talk.stated_precision,
    }


def _matter_fields(matter: Matter) -> Mapping[str, object]:
    return {
        "case": matter.id,
        "contacts": [to_neutral(contact) for contact in matter.contacts],
        "told": [[*key, outcome.value] for key, outcome in matter.told.items()],
        "warned": sorted(matter.warned),
        "last_at": matter.last_at.isoformat() if matter.last_at else None,
        "wake": matter.wake_s,
    }


def _matter(entry: Mapping[str, Any], place: Place) -> Matter:
    return Matter(
        entry["case"],
        tuple(conversation_of(fields, place) if fields["turns"] else _without_turns(fields, place) for fields in entry["contacts"]),
        {(contact, rule): Outcome(outcome) for contact, rule, outcome in entry["told"]},
        frozenset((contact, rule, at_s) for contact, rule, at_s in entry["warned"]),
        datetime.fromisoformat(entry["last_at"]) if entry["last_at"] else None,
        entry["wake"],
    )


def _talk(entry: Mapping[str, Any], watched: Watch, place: Place) -> Talk:
    fields = entry["talk"]
    whole = conversation_of(fields, place) if fields["turns"] else _without_turns(fields, place)
    numbers = {rule.id: number for number, rule in enumerate(watched.rulebook.rules)}
    talk = resumed(whole, entry["now"])
    return replace(
        talk,
        told=frozenset(numbers[name] for name in entry["told"] if name in numbers),
        apart=frozenset(numbers[name] for name in entry["apart"] if name in numbers),
        standing={numbers[name]: Standing(*stands) for name, stands in entry["standing"].items() if name in numbers},
        last_at=datetime.fromisoformat(entry["last_at"]) if entry["last_at"] else None,
        minutes=entry["minutes"],
        stated_precision=bool(entry["stated_precision"]),
    )


def _without_turns(fields: Mapping[str, Any], place: Place) -> Conversation:
    """Nobody has said anything yet; events may have come."""
    about = described(fields["id"], fields, place)
    return replace(about, events=tuple(event_of(raw, number, about.epoch, place) for number, raw in enumerate(fields.get("events", ()))))
