"""Charts: where bars, dots and lines go."""

from __future__ import annotations

import pytest

from compliance.model.scorecard import Tally
from compliance.reports.html.charts import Bar, Frame, Whisker, bars, ceiling, every, frame, lines, middles, shade, ticks, whisker

FIELD = Frame(10, 5, 100, 50, 20.0)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (-3, 1), (0.03, 0.05), (0.2, 0.2), (0.21, 0.5), (1, 1), (3, 5), (6, 10), (1001, 2000), (0.7, 1)]
)
def test_a_scale_ends_at_the_next_round_figure(value: float, top: float) -> None:
    assert ceiling(value) == pytest.approx(top)


def test_a_frame_takes_its_scale_from_what_it_shows() -> None:
    assert frame(1, 2, 3, 4, [7, 13]) == Frame(1, 2, 3, 4, 20.0)
    assert frame(1, 2, 3, 4, []).most == 1.0
    assert (FIELD.y(0), FIELD.y(10), FIELD.y(20), FIELD.ground) == (55, 30, 5, 55)


def test_ticks_of_whole_things_are_whole() -> None:
    assert ticks(0.5) == [0.0, 0.25, 0.5]
    assert ticks(5, whole=True) == [0.0, 5]
    assert ticks(20, whole=True) == [0.0, 10, 20]


def test_bars_stand_side_by_side_on_the_ground() -> None:
    assert middles(FIELD, 2) == [35.0, 85.0]
    assert bars(FIELD, [20, 5]) == [Bar(17.5, 5, 35.0, 50), Bar(67.5, 42.5, 35.0, 12.5)]
    assert bars(FIELD, []) == []


def test_a_line_is_broken_where_nothing_is_known() -> None:
    assert lines(FIELD, [0, 20, None, 10, None, 5, 5]) == ["17.1,55.0 31.4,5.0", "88.6,42.5 102.9,42.5"]


def test_an_interval_lies_on_its_scale() -> None:
    assert whisker(Tally(4, 1, 0, 0.05, 0.7)) == Whisker(6.0, 30.0, 84.0)
    assert whisker(Tally(0, 0, 3, 0.0, 1.0)) is None


@pytest.mark.parametrize(("rate", "step"), [(0, 0), (0.001, 1), (0.1, 1), (0.11, 2), (0.6, 6), (1.0, 6)])
def test_shades(rate: float, step: int) -> None:
    assert shade(rate) == step


@pytest.mark.parametrize(("count", "step"), [(0, 1), (16, 1), (17, 2), (45, 3)])
def test_labels_are_thinned_out(count: int, step: int) -> None:
    assert every(count, 16) == step
