"""Parts of a conversation: what lies in them, and whether more can still lie in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance.model.rule import Where
from compliance.model.timeline import Timeline, timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit
from compliance.rules.scope import place_in_scope, scope_over

FIVE = Conversation("c", "c", tuple(Turn(i, Role.AGENT, "好", 10.0 * i, 10.0 * i + 5) for i in range(5)))


def places(where: Where, line: Timeline) -> str:
    """i(n), o(ut), u(nsure) or l(ater) for each turn."""
    hits = (Hit(m.index, m.index, 0, 1, "好", "好", "好", start_s=m.start_s, end_s=m.end_s) for m in line.moments)
    return "".join(place_in_scope(where, hit, line, Role.AGENT)[0] for hit in hits)


@pytest.mark.parametrize(
    ("where", "closed", "live"),
    [
        (Where("first", turns=2), "iiooo", "iiooo"),
        (Where("first", turns=9), "iiiii", "iiiii"),
        (Where("last", turns=2), "oooii", "lllll"),
        (Where("last", turns=9), "iiiii", "lllll"),
        (Where("first", share=0.2), "ioooo", "lllll"),
        (Where("first", share=0.21), "iiooo", "lllll"),
        (Where("last", share=0.4), "oooii", "lllll"),
        (Where("last", share=0.01), "ooooi", "lllll"),
        (Where("first", seconds=20), "iiioo", "iiioo"),
        (Where("first", seconds=22), "iiuoo", "iiuoo"),
        (Where("last", seconds=25), "ooiii", "lllll"),
        (Where("last", seconds=22), "oouii", "lllll"),
    ],
)
def test_place_in_scope(where: Where, closed: str, live: str) -> None:
    assert places(where, timeline(FIVE)) == closed
    assert places(where, timeline(replace(FIVE, closed=False))) == live


def test_a_share_is_not_rounded_up_by_the_machine() -> None:
    hundred = Conversation("c", "c", tuple(Turn(i, Role.AGENT, "好") for i in range(100)))
    assert places(Where("last", share=0.07), timeline(hundred)).count("i") == 7


def test_seconds_without_times() -> None:
    untimed = replace(FIVE, turns=tuple(replace(turn, start_s=None, end_s=None) for turn in FIVE.turns))
    assert places(Where("first", seconds=20), timeline(untimed)) == "uuuuu"
    assert places(Where("last", seconds=20), timeline(untimed)) == "uuuuu"


def test_seconds_by_a_clock_of_minutes() -> None:
    coarse = Conversation("c", "c", tuple(Turn(i, Role.AGENT, "好", 60.0 * i) for i in range(5)), precision_s=60.0)
    assert places(Where("first", seconds=120), timeline(coarse)) == "iiuoo"


def test_a_side_that_never_spoke_has_no_beginning_and_no_end() -> None:
    line = timeline(FIVE)
    hit = Hit(0, 0, 0, 1, "好", "好", "好")
    assert [place_in_scope(Where(end, turns=1), hit, line, Role.CUSTOMER) for end in ("first", "last")] == ["in", "in"]


@pytest.mark.parametrize(
    ("where", "live"),
    [
        (Where("first", turns=5), True),
        (Where("first", turns=6), False),
        (Where("first", seconds=39.9), True),
        (Where("first", seconds=40), False),
        (Where("first", share=0.1), False),
        (Where("last", turns=1), False),
        (Where("last", seconds=1), False),
    ],
)
def test_scope_over(where: Where, live: bool) -> None:
    assert scope_over(where, timeline(FIVE), Role.AGENT)
    assert scope_over(where, timeline(replace(FIVE, closed=False)), Role.AGENT) is live
