"""Quoted words: masked within their whole turn, cut by the original offsets."""

from __future__ import annotations

import re

import pytest

from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit
from compliance.reports.quotes import quote, time_s, turn_at, words
from compliance.reports.report import View

TEXT = "电话13812345678，记好"
TALK = Conversation("c", "f", (Turn(0, Role.AGENT, TEXT, 5.0),))
SAME_LENGTH = View("zh", lambda text: re.sub(r"\d{11}", "*" * 11, text))
SHORTER = View("zh", lambda text: re.sub(r"\d{11}", "号码", text))


def hit(start: int, end: int, turn: int | None = 0, text: str | None = None, start_s: float | None = None) -> Hit:
    return Hit(0, turn, start, end, TEXT[start:end] if text is None else text, "", "", start_s=start_s)


@pytest.mark.parametrize(
    ("view", "found", "expected"),
    [
        (SAME_LENGTH, hit(0, 2), ("", "电话", "***********，记好")),
        (SAME_LENGTH, hit(2, 13), ("电话", "***********", "，记好")),
        (SAME_LENGTH, hit(2, 6), ("电话", "****", "*******，记好")),
        (SHORTER, hit(0, 2), ("", "电话", "")),
        (SHORTER, hit(2, 13), ("", "号码", "")),
        (View("zh", str), hit(2, 6), ("电话", "1381", "2345678，记好")),
        (SAME_LENGTH, hit(0, 2, text="别处的话"), ("", "别处的话", "")),
        (SAME_LENGTH, hit(0, 0, None, "已回电13812345678"), ("", "已回电***********", "")),
        (SAME_LENGTH, hit(0, 2, 7), ("", "电话", "")),
    ],
)
def test_quote(view: View, found: Hit, expected: tuple[str, str, str]) -> None:
    assert quote(found, TALK, view) == expected
    assert words(found, TALK, view) == expected[1]


def test_half_a_number_under_a_shortening_mask_is_not_shown_in_context() -> None:
    assert "2345678" not in "".join(quote(hit(2, 6), TALK, SHORTER))


def test_time_is_the_words_own_else_their_turns() -> None:
    assert time_s(hit(0, 2, start_s=7.5), 0, TALK) == 7.5
    assert time_s(hit(0, 2), 0, TALK) == 5.0
    assert time_s(None, 0, TALK) == 5.0
    assert time_s(None, None, TALK) is None


@pytest.mark.parametrize(("turn", "found"), [(0, TALK.turns[0]), (1, None), (-1, None), (None, None)])
def test_turn_at(turn: int | None, found: Turn | None) -> None:
    assert turn_at(TALK, turn) == found
