"""Trend: how many conversations there were on each day, week or month, and how much of what was judged in them failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome

MOST = {"day": 45, "week": 60, "month": 60}  # spans that a chart has room for

NUMBER: Mapping[str, Callable[[date], int]] = {
    "day": date.toordinal,
    "week": lambda day: (day.toordinal() - 1) // 7,  # the first day of the calendar is a Monday
    "month": lambda day: day.year * 12 + day.month - 1,
}
START: Mapping[str, Callable[[int], date]] = {
    "day": date.fromordinal,
    "week": lambda number: date.fromordinal(number * 7 + 1),
    "month": lambda number: date(number // 12, number % 12 + 1, 1),
}


@dataclass(slots=True)
class Span:
    """`start`: its first day. `grave`: conversations with an error or a fatal finding. `failed` of `judged` verdicts."""

    start: date
    conversations: int = 0
    grave: int = 0
    judged: int = 0
    failed: int = 0

    @property
    def rate(self) -> float | None:
        return self.failed / self.judged if self.judged else None


def trends(audit: Audit) -> Mapping[str, list[Span]]:
    """Unit -> its spans without a gap, for the units that fit on a chart; months alone, and only those with conversations, if none does."""
    days = _days(audit)
    if not days:
        return {}
    fitting = {}
    for unit, number in NUMBER.items():
        first, last = number(min(days)), number(max(days))
        if last - first < MOST[unit]:
            fitting[unit] = _gathered(unit, days, range(first, last + 1))
    if not fitting:
        return {"month": _gathered("month", days, sorted({NUMBER["month"](day) for day in days})[-MOST["month"] :])}
    several = {unit: spans for unit, spans in fitting.items() if len(spans) > 1}
    return several or {"day": fitting["day"]}


def _days(audit: Audit) -> Mapping[date, Span]:
    grave = {id(finding.conversation) for finding in audit.findings if finding.level >= Level.ERROR}
    days: dict[date, Span] = {}
    for talk, verdicts in zip(audit.conversations, audit.verdicts, strict=True):
        if talk.epoch:
            day = days.setdefault(talk.epoch.date(), Span(talk.epoch.date()))
            outcomes = [verdict.outcome for verdict in verdicts]
            failed = outcomes.count(Outcome.FAIL)
            day.conversations += 1
            day.grave += id(talk) in grave
            day.failed += failed
            day.judged += failed + outcomes.count(Outcome.PASS)
    return days


def _gathered(unit: str, days: Mapping[date, Span], numbers: range | list[int]) -> list[Span]:
    spans = {number: Span(START[unit](number)) for number in numbers}
    for start, day in days.items():
        span = spans.get(NUMBER[unit](start))
        if span:
            span.conversations += day.conversations
            span.grave += day.grave
            span.judged += day.judged
            span.failed += day.failed
    return list(spans.values())
