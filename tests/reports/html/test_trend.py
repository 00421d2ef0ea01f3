"""Trend: days, weeks and months that fit on a chart, without gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from compliance.model.scorecard import Audit
from compliance.reports.html.trend import MOST, Span, trends


def at(audit: Audit, *days: str | None) -> Audit:
    """The audit's conversations on other days; None for a start that nobody knows."""
    dated = (datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None for day in days)
    moved = [replace(talk, epoch=epoch) for talk, epoch in zip(audit.conversations, dated, strict=True)]
    new = {id(old): talk for old, talk in zip(audit.conversations, moved, strict=True)}
    found = tuple(replace(finding, conversation=new[id(finding.conversation)]) for finding in audit.findings)
    return replace(audit, conversations=tuple(moved), findings=found)


def test_a_few_days_are_shown_by_day_and_week(audit: Audit) -> None:
    found = trends(at(audit, "2026-03-06", "2026-03-06", "2026-03-08", "2026-03-09"))
    assert found == {
        "day": [
            Span(date(2026, 3, 6), 2, grave=2, judged=6, failed=3),
            Span(date(2026, 3, 7)),
            Span(date(2026, 3, 8), 1, grave=0, judged=2, failed=1),
            Span(date(2026, 3, 9), 1, grave=0, judged=3, failed=0),
        ],
        "week": [Span(date(2026, 3, 2), 3, grave=2, judged=8, failed=4), Span(date(2026, 3, 9), 1, grave=0, judged=3, failed=0)],
    }


def test_a_single_day_is_a_day(audit: Audit) -> None:
    found = trends(at(audit, *["2026-03-06"] * 4))
    assert [(unit, [span.start for span in spans]) for unit, spans in found.items()] == [("day", [date(2026, 3, 6)])]


def test_long_stretches_go_by_week_and_month(audit: Audit) -> None:
    found = trends(at(audit, "2025-11-15", "2026-01-31", "2026-03-01", None))
    assert {unit: len(spans) for unit, spans in found.items()} == {"week": 16, "month": 5}
    assert [span.conversations for span in found["month"]] == [1, 0, 1, 0, 1]


def test_centuries_are_shown_by_the_months_that_have_conversations(audit: Audit) -> None:
    found = trends(at(audit, "0001-01-01", "1970-01-01", "2026-03-06", "9999-12-31"))
    assert {unit: [span.start for span in spans] for unit, spans in found.items()} == {
        "month": [date(1, 1, 1), date(1970, 1, 1), date(2026, 3, 1), date(9999, 12, 1)]
    }
    assert len(found["month"]) <= MOST["month"]


def test_without_a_date_there_is_no_trend(audit: Audit) -> None:
    assert trends(at(audit, None, None, None, None)) == {}


def test_the_rate_of_nothing_is_not_zero() -> None:
    assert (Span(date(2026, 3, 6)).rate, Span(date(2026, 3, 6), 1, 0, 4, 1).rate) == (None, 0.25)
