"""How surely words lie before a limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.verdict import Verdict
from compliance.rules.deadline import Deadline

EXACT, MINUTES = Deadline(40.0), Deadline(300.0, precision_s=60.0)


@pytest.mark.parametrize(
    ("deadline", "start_s", "end_s", "place"),
    [
        (EXACT, 10, 20, "in"),
        (EXACT, 40, 40, "in"),
        (EXACT, 40, None, "in"),
        (EXACT, 40, 50, "in"),  # the limit on the near edge
        (EXACT, 30, 40, "in"),  # and on the far edge
        (EXACT, 30, 40.001, "unsure"),
        (EXACT, 39.999, 41, "unsure"),
        (EXACT, 40.001, 41, "out"),
        (EXACT, -5, -1, "in"),
        (EXACT, 40.0000001, None, "in"),  # less than a microsecond is the machine's doing
        (EXACT, None, None, "unsure"),
        (MINUTES, 240, 240, "in"),
        (MINUTES, 241, 241, "unsure"),
        (MINUTES, 300, 300, "unsure"),
        (MINUTES, 359, 359, "unsure"),
        (MINUTES, 360, 360, "out"),
        (Deadline(), 10, 20, "unsure"),
    ],
)
def test_place(deadline: Deadline, start_s: float | None, end_s: float | None, place: str) -> None:
    assert deadline.place(start_s, end_s) == place


@pytest.mark.parametrize(
    ("start_s", "end_s", "not_before_s", "place"),
    [
        (None, None, 41, "out"),  # no time of its own, but it stands behind one that was too late
        (None, None, 40, "unsure"),
        (None, None, 10, "unsure"),
        (30, 35, 41, "out"),  # the recogniser's word times begin before the turn they lie in
        (30, 35, 36, "in"),
    ],
)
def test_nothing_was_said_before_its_turn(start_s: float | None, end_s: float | None, not_before_s: float, place: str) -> None:
    assert EXACT.place(start_s, end_s, not_before_s) == place


@pytest.mark.parametrize(
    ("now_s", "precision_s", "passed"),
    [(40, 0, False), (40.001, 0, True), (99, 60, False), (100, 60, True), (None, 0, False)],
)
def test_passed(now_s: float | None, precision_s: float, passed: bool) -> None:
    assert Deadline(40.0, precision_s, now_s).passed is passed


@pytest.mark.parametrize("within", ["1 workday", "8h\neach_day: 09:00-18:00", "999999999h\neach_day: 09:00-18:00"])
@pytest.mark.parametrize("day", ["0001-01-01 00:00:01", "9999-12-31 23:59:59"])
def test_a_calendar_has_a_first_and_a_last_day(within: str, day: str, judged: Callable[[str, str], Verdict]) -> None:
    verdict = judged(f"when: {{agent: 回电}}\nmust: {{event: callback}}\nwithin: {within}", f"{day} 服: 回电\n{day} 事件: visit")
    assert verdict.reason is not None
    assert (str(verdict.outcome), verdict.reason.key) == ("unknown", "judge.no_calendar")
