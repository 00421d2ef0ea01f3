"""Charts: where bars, dots and lines of a drawing go, in plain numbers; the page template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

from compliance.model.scorecard import Tally

WHISKER = 120.0  # width of the 0–100 % scale of an interval
NICE = (1, 2, 5, 10)
SHADES = 6  # steps of the heat map's scale
FULL_SHADE = 0.6  # failure rates from here on are all equally dark


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval and the rate in it, as places on a scale that is WHISKER wide."""

    low: float
    rate: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A column that stands on the ground line `y + height`."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The field of a chart inside its margins, and the greatest value that it shows."""

    left: float
    top: float
    width: float
    height: float
    most: float

    def y(self, value: float) -> float:
        return round(self.top + self.height * (1 - value / self.most), 1)

    @property
    def ground(self) -> float:
        return round(self.top + self.height, 1)


def whisker(tally: Tally) -> Whisker | None:
    """None where there was no opportunity."""
    if not tally.opportunities:
        return None
    rate = tally.failures / tally.opportunities
    return Whisker(*(round(WHISKER * share, 1) for share in (tally.low, rate, tally.high)))


def frame(left: float, top: float, width: float, height: float, values: Sequence[float]) -> Frame:
    """Its top is the first round figure that no value exceeds."""
    return Frame(left, top, width, height, ceiling(max(values, default=0.0)))


def ceiling(value: float) -> float:
    """1, 2 or 5 times a power of ten, not below the value; 1 for nothing at all."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(round(nice * power, 9) for nice in NICE if nice * power >= value * (1 - 1e-9))


def ticks(most: float, whole: bool = False) -> list[float]:
    """Ground, middle and top of a scale; without the middle where it would not be a whole number but has to be."""
    return [0.0, most] if whole and most % 2 else [0.0, most / 2, most]


def middles(field: Frame, count: int) -> list[float]:
    """The middle of each of so many equal parts of the width."""
    return [round(field.left + field.width * (place + 0.5) / count, 1) for place in range(count)]


def bars(field: Frame, values: Sequence[float], widest: float = 36.0) -> list[Bar]:
    """One column a value, side by side."""
    width = round(min(widest, field.width / max(1, len(values)) * 0.7), 1)
    places = zip(middles(field, len(values)), values, strict=True)
    return [Bar(round(x - width / 2, 1), field.y(value), width, round(field.ground - field.y(value), 1)) for x, value in places]


def lines(field: Frame, values: Sequence[float | None]) -> list[str]:
    """Points of broken lines (`x,y x,y`); where a value is missing the line is interrupted."""
    placed = [(x, value) for x, value in zip(middles(field, len(values)), values, strict=True)]
    runs = (list(run) for known, run in groupby(placed, lambda point: point[1] is not None) if known)
    return [" ".join(f"{x},{field.y(value or 0.0)}" for x, value in run) for run in runs if len(run) > 1]


def every(count: int, room: int) -> int:
    """Each how manyth of so many labels is written, if there is room for so few."""
    return max(1, ceil(count / room))


def shade(rate: float) -> int:
    """The step on the heat map's scale: 0 for no failure at all, else 1 to SHADES."""
    return 0 if rate <= 0 else min(SHADES, ceil(rate / FULL_SHADE * SHADES))
