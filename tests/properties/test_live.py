"""Live and batch are one evaluation: whatever is said, each verdict becomes final at the same moment, and is told once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.live.memory import recalled, remembered
from compliance.live.room import Room, receive, room_for
from compliance.model.due import Due
from compliance.model.problem import Place
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Turn
from compliance.model.verdict import Outcome
from compliance.readers.live_events import News, Tick
from compliance.readers.writer import to_neutral

World = Talk = Any  # of conftest.py, which cannot be imported
Told = list[tuple[str, Outcome]]
CHANCE = st.integers(0, 2**32).map(Random)
EPOCH = datetime(2026, 3, 2, 1, tzinfo=UTC)
PLACE = Place("stdin", 1)
FINAL = (Outcome.PASS, Outcome.FAIL)


class Parts:
    """The rules in parts, so that each part is quickly judged. No dataclass: its repr would be as long as a book."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.all = [room_for(replace(rulebook, rules=rulebook.rules[start::8]), 10.0, 1e9) for start in range(8)]


@pytest.fixture(scope="module")
def parts(world: World) -> Parts:
    return Parts(world.rulebook)


def empty(part: Room) -> Room:
    """A room for the same rules; what hears for them is made once."""
    return Room(part.watched, part.cases, part.quiet_s)


def news(talk: Talk, name: str) -> list[News]:
    """The talk as it comes in: what is known of it, each turn and event, the end."""
    fields = to_neutral(talk.whole)
    turns, events = list(fields.pop("turns")), list(fields.pop("events", None) or ())  # type: ignore[call-overload]
    told = [News(name, meta=fields)]
    for item in talk.arrivals:
        told.append(News(name, turn=turns.pop(0)) if isinstance(item, Turn) else News(name, event=events.pop(0)))
    return [*told, News(name, end=True)]


def heard(room: Room, told: News | Tick) -> tuple[Told, list[tuple[str, float, float]]]:
    said = receive(room, told, PLACE)
    verdicts = [(row[1].rule, row[1].outcome) for row in said if isinstance(row, tuple)]
    return verdicts, [(row.rule.id, row.deadline_s, row.due_in_s) for row in said if isinstance(row, Due)]


def new_finals(world: World, known: set[str], conversation: Conversation, as_of_s: float | None, rules: Any) -> Told:
    verdicts = [v for v in world.judge(conversation, as_of_s, rules) if v.outcome in FINAL and v.rule not in known]
    known.update(verdict.rule for verdict in verdicts)
    return [(verdict.rule, verdict.outcome) for verdict in verdicts]


def same_moments(world: World, talk: Talk, part: Room, ticks: Random) -> list[str]:
    """The rules told of, in order; the clock ticks now and then, never ahead of what comes next."""
    room, known, rules = empty(part), set[str](), part.watched.rulebook.rules
    talk = replace(talk, whole=replace(talk.whole, epoch=EPOCH))
    lines = news(talk, "talk")
    heard(room, lines[0])
    clock_s: float | None = None
    for number, line in enumerate(lines[1:-1], start=1):
        conversation = talk.after(number)
        assert (number, heard(room, line)[0]) == (number, new_finals(world, known, conversation, clock_s, rules))
        if ticks.random() < 0.4 and (ahead := room_to_tick(talk, number)):
            clock_s = round(ahead[0] + (ahead[1] - ahead[0]) * ticks.random(), 3)
            told = heard(room, Tick(EPOCH + timedelta(seconds=clock_s)))[0]
            assert (number, clock_s, sorted(told)) == (number, clock_s, sorted(new_finals(world, known, conversation, clock_s, rules)))
    ended = heard(room, lines[-1])[0]
    assert ended == [(v.rule, v.outcome) for v in world.judge(talk.whole, clock_s, rules) if v.rule not in known]
    after_its_end(world, talk, room, dict(ended), ticks)
    return [*known, *(rule for rule, _ in ended)]


def each_once(part: Room) -> list[str]:
    return sorted(rule.id for rule in part.watched.rulebook.rules)


def after_its_end(world: World, talk: Talk, room: Room, ended: dict[str, Outcome], ticks: Random) -> None:
    """Clock windows outlive the talk; what was pending is told once more when it is decided."""
    rules = room.watched.rulebook.rules
    clock_s = (room.clock - EPOCH).total_seconds() if room.clock else 0.0
    later_s = clock_s + ticks.choice((0.0, 10.0, 1000.0, 1e6))
    told = dict(heard(room, Tick(EPOCH + timedelta(seconds=later_s)))[0])
    now = {verdict.rule: verdict.outcome for verdict in world.judge(talk.whole, later_s, rules)}
    assert {**ended, **told} == {rule: outcome for rule, outcome in now.items() if rule in ended}
    assert {ended[rule] for rule in told} <= {Outcome.PENDING, Outcome.UNKNOWN}


def room_to_tick(talk: Talk, known: int) -> tuple[float, float] | None:
    """Between which seconds the clock may stand after so many arrivals."""
    times = [item.start_s if isinstance(item, Turn) else item.at_s for item in talk.arrivals]
    if None in times:
        return None
    latest = talk.whole.closed_s if known == len(times) else times[known]
    return None if latest is None else (times[known - 1], latest)


@settings(max_examples=60)
@given(chance=CHANCE)
def test_each_verdict_is_told_when_batch_would_first_find_it_final(chance: Random, world: World, parts: Parts) -> None:
    part = chance.choice(parts.all)
    assert sorted(same_moments(world, world.talk(chance), part, chance)) == each_once(part)


@pytest.mark.slow
def test_the_same_in_hundreds_of_talks(world: World, parts: Parts) -> None:
    for seed in range(400):
        chance = Random(seed)
        part = chance.choice(parts.all)
        assert sorted(same_moments(world, world.talk(chance), part, chance)) == each_once(part)


def alone_told(part: Room, lines: list[News]) -> list[object]:
    room = empty(part)
    return [row for line in lines for rows in heard(room, line) for row in rows]


@settings(max_examples=20)
@given(chance=CHANCE)
def test_other_talks_between_the_lines_and_stops_change_nothing(chance: Random, world: World, parts: Parts) -> None:
    part = chance.choice(parts.all)
    talks = {name: news(world.talk(chance), name) for name in ("a", "b", "c")}
    alone = {name: alone_told(part, lines) for name, lines in talks.items()}
    mixed: dict[str, list[object]] = {name: [] for name in talks}
    room = empty(part)
    while waiting := [name for name, lines in talks.items() if lines]:
        name = chance.choice(waiting)
        mixed[name] += [row for rows in heard(room, talks[name].pop(0)) for row in rows]
        if chance.random() < 0.3:
            text = "".join(remembered(room, 7))
            room = empty(part)
            assert (recalled(text, "state", room), json.loads(text)["schema"]) == (7, "live/1")
    assert mixed == alone
