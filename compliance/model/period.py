"""Period: what a month or a quarter looks like in figures, each with the number of cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import hypot


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure taken from `n` cases. `low`, `high`: its 95 % interval, None where there are too few cases for one."""

    value: float
    n: int
    low: float | None
    high: float | None

    @property
    def count(self) -> int:
        """Of a share (0–1): how many of the `n`."""
        return round(self.value * self.n)

    def differs(self, before: Measured) -> bool | None:
        """Whether the difference is more than chance would make: its own 95 % interval leaves out 0. None where one has no interval.

        Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
        Medicine 17 (1998), method 10; for other figures G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008).
        """
        if self.low is None or self.high is None or before.low is None or before.high is None:
            return None
        difference = self.value - before.value
        low = difference - hypot(self.value - self.low, before.high - before.value)
        high = difference + hypot(self.high - self.value, before.value - before.low)
        return low > 0 or high < 0


@dataclass(frozen=True, slots=True)
class Figures:
    """None means that there is no data, which is not the same as 0. All but `score` and `first_response_s` are shares (0–1).

    `fatal`: of the conversations, those with a fatal finding. `checkable`: of the checks, those that could be made.
    `within_limit`: of the conversations with a limit for answers, those that kept it. `on_time`: of what had a date.
    `rules`: failure rates of the rules at stake, the most failures first (of an agent only the first few). `regulations`: of the
    rules of each regulation taken together.
    """

    conversations: int
    fatal: Measured
    score: Measured | None
    checkable: float | None
    satisfaction: Measured | None
    first_response_s: Measured | None  # the median
    first_response_p90_s: float | None
    within_limit: Measured | None
    on_time: Measured | None
    complaints: Measured | None
    rules: Mapping[str, Measured]
    regulations: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Period:
    """`unit` is "month" or "quarter", `label` 2026-03 or 2026-Q1. `first`, `last`: the days (ISO 8601) on which there were conversations.

    A conversation counts once for its team, and for every agent who took part.
    """

    unit: str
    label: str
    first: str
    last: str
    figures: Figures
    teams: Mapping[str | None, Figures]
    agents: Mapping[str | None, Figures]

    @property
    def before(self) -> str:
        """The label of the period that comes before in the calendar."""
        year, part = self.label.split("-")
        number = int(part.lstrip("Q"))
        if self.unit == "month":
            return f"{int(year) - (number == 1):04}-{(number - 2) % 12 + 1:02}"
        return f"{int(year) - (number == 1):04}-Q{(number - 2) % 4 + 1}"


@dataclass(frozen=True, slots=True)
class Periods:
    """Months first, then quarters, each in the order of the calendar. `undated`: conversations without a date, of each agent."""

    rows: tuple[Period, ...] = ()
    undated: int = 0
    undated_of: Mapping[str | None, int] = field(default_factory=dict)

    def of(self, unit: str) -> tuple[Period, ...]:
        return tuple(period for period in self.rows if period.unit == unit)
