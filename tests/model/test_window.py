"""Windows: an amount with its unit, or nothing at all."""

from __future__ import annotations

import pytest

from compliance.model.window import Window, parse_window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("30s", Window(30, "seconds")),
        ("0.5s", Window(0.5, "seconds")),
        ("0s", Window(0, "seconds")),
        ("3m", Window(180, "seconds")),
        ("1.5h", Window(5400, "seconds")),
        ("2 d", Window(172800, "seconds")),
        (" 24h ", Window(86400, "seconds")),
        ("1 workday", Window(1, "workdays")),
        ("3 workdays", Window(3, "workdays")),
        ("1 turns", Window(1, "turns")),
        ("3 turns", Window(3, "turns")),
        ("1 turn", Window(1, "turns")),
        ("1 reply", Window(1, "replies")),
        ("2 replies", Window(2, "replies")),
    ],
)
def test_an_amount_and_a_unit(text: str, window: Window) -> None:
    assert parse_window(text) == window


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "s",
        "-3m",
        "3:00",
        "3 min",
        "3M",
        "1e3s",
        "0 turns",
        "0 workdays",
        "1.5 turns",
        "1 replys",
        "2 repliess",
        "1 day",
        "½h",
        "三天",
    ],
)
def test_anything_else_is_no_window(text: str) -> None:
    assert parse_window(text) is None


@pytest.mark.parametrize("text", ["9" * 5000 + "s", "9" * 5000 + " turns", "1" * 10 + "d", "0." + "1" * 400 + "h"])
def test_absurd_amounts_are_refused(text: str) -> None:
    assert parse_window(text) is None


@pytest.mark.parametrize(("text", "by_clock"), [("30s", True), ("2 workdays", True), ("3 turns", False), ("1 reply", False)])
def test_what_ends_at_an_instant(text: str, by_clock: bool) -> None:
    window = parse_window(text)
    assert window is not None
    assert window.by_clock is by_clock
