"""The timeline: turns and events on one clock, and what is known of it."""

from __future__ import annotations

from time import perf_counter

import pytest

from compliance.model.timeline import Timeline, timeline
from compliance.model.transcript import Conversation, Event, Role, Turn


def conversation(*turns: tuple[float | None, float | None], events: tuple[float | None, ...] = (), **more: object) -> Conversation:
    said = tuple(Turn(i, Role.CUSTOMER if i % 2 else Role.AGENT, f"t{i}", start, end) for i, (start, end) in enumerate(turns))
    happened = tuple(Event(f"e{i}", at_s) for i, at_s in enumerate(events))
    return Conversation("c", "c", said, events=happened, **more)  # type: ignore[arg-type]


def order(line: Timeline) -> list[str]:
    return [moment.turn.text if moment.turn else moment.event.type if moment.event else "" for moment in line.moments]


@pytest.mark.parametrize(
    ("starts", "events", "expected"),
    [
        ((0, 10, 20), (), ["t0", "t1", "t2"]),
        ((0, 10, 20), (15,), ["t0", "t1", "e0", "t2"]),
        ((5, 10), (1,), ["e0", "t0", "t1"]),
        ((0, 10), (99,), ["t0", "t1", "e0"]),
        ((0, 10), (10,), ["t0", "t1", "e0"]),  # at the same instant turns come first
        ((0, 10), (9, 4), ["t0", "e1", "e0", "t1"]),
        ((0, 10), (None,), ["t0", "t1", "e0"]),
        ((0, 10), (None, 3), ["t0", "e1", "t1", "e0"]),
        ((None, None), (5,), ["t0", "t1", "e0"]),
        ((0, None, 20), (10,), ["t0", "t1", "e0", "t2"]),
    ],
)
def test_events_lie_among_the_turns_by_their_time(
    starts: tuple[float | None, ...], events: tuple[float | None, ...], expected: list[str]
) -> None:
    assert order(timeline(conversation(*((start, None) for start in starts), events=events))) == expected


@pytest.mark.parametrize(
    ("starts", "events", "adrift"),
    [((0, 10), (5,), []), ((0, 10), (None,), ["e0"]), ((0, None), (5,), ["e0"]), ((None, 3), (5,), []), ((None,), (), [])],
)
def test_events_of_which_nobody_knows_between_which_turns_they_lie(
    starts: tuple[float | None, ...], events: tuple[float | None, ...], adrift: list[str]
) -> None:
    line = timeline(conversation(*((start, None) for start in starts), events=events))
    assert [moment.event.type for moment in line.moments if moment.event and moment.adrift] == adrift


def test_a_turn_without_an_end_is_a_point() -> None:
    first, second = timeline(conversation((0, None), (5, 9))).moments
    assert (first.start_s, first.end_s) == (0, 0)
    assert (second.start_s, second.end_s) == (5, 9)


def test_a_turn_without_a_time_is_not_before_the_last_known_start() -> None:
    line = timeline(conversation((None, None), (3, 40), (None, None), (5, 6)))
    assert [moment.not_before_s for moment in line.moments] == [None, 3, 3, 5]


@pytest.mark.parametrize(
    ("more", "as_of_s", "now_s", "talk_until_s"),
    [
        ({}, None, 30, 30),  # closed: the last end, of whatever
        ({}, 100, 100, 30),
        ({}, 1, 30, 30),
        ({"closed_s": 50.0}, None, 50, 50),
        ({"closed_s": 2.0}, None, 30, 30),
        ({"closed": False}, None, 20, 20),  # open: an overlapping turn may still start before the last end
        ({"closed": False}, 25, 25, 20),
        ({"closed": False, "closed_s": 50.0}, None, 20, 20),
    ],
)
def test_now_and_the_end_of_the_talk(more: dict[str, object], as_of_s: float | None, now_s: float, talk_until_s: float) -> None:
    line = timeline(conversation((0, 30), (20, 25), **more), as_of_s)
    assert (line.now_s, line.talk_until_s) == (now_s, talk_until_s)


def test_what_happens_after_the_talk_is_known_but_no_talk() -> None:
    line = timeline(conversation((0, 30), events=(500,)))
    assert (line.now_s, line.talk_until_s) == (500, 30)


def test_nothing_is_known_without_times() -> None:
    line = timeline(conversation((None, None), (None, None)))
    assert (line.now_s, line.talk_until_s, line.has_events) == (None, None, False)


def test_places_of_each_side() -> None:
    line = timeline(conversation((0, 1), (2, 3), (4, 5), events=(1,)))
    assert {role: places for role, places in line.by_role.items() if places} == {Role.AGENT: (0, 3), Role.CUSTOMER: (2,)}


def test_thousands_of_events_are_placed_at_once() -> None:
    many = conversation(*((0.0, None) for _ in range(20_000)), events=(0.0,) * 20_000)
    before = perf_counter()
    assert len(timeline(many).moments) == 40_000
    assert perf_counter() - before < 5
