"""Working days, with their make-up Saturdays, long holidays and years that nobody knows yet."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from compliance.model.workdays import Calendar, Hours, business_time_later, workdays_later

PLAIN = Calendar()
OFFICE = Hours(time(9), time(18))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("since", "days", "hours", "expected"),
    [
        ("2026-03-06 17:00", 1, None, "2026-03-10 00:00"),  # Friday: Monday's end
        ("2026-03-06 17:00", 1, OFFICE, "2026-03-09 18:00"),
        ("2026-03-09 00:00", 1, None, "2026-03-11 00:00"),  # the day itself does not count
        ("2026-02-13 12:00", 1, None, "2026-02-15 00:00"),  # the Saturday after is worked
        ("2026-02-14 12:00", 1, None, "2026-02-25 00:00"),  # the Sunday is not, nor is the Spring Festival
        ("2026-09-30 12:00", 1, OFFICE, "2026-10-08 18:00"),  # the long October holiday
        ("2024-02-28 12:00", 1, None, "2024-03-01 00:00"),  # leap day
        ("2026-03-02 12:00", 3, None, "2026-03-06 00:00"),
        ("2026-12-31 12:00", 1, None, None),  # 2027 has no notice yet
    ],
)
def test_workdays_later(since: str, days: int, hours: Hours | None, expected: str | None) -> None:
    assert workdays_later(at(since), days, PLAIN, hours) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("since", "seconds", "expected"),
    [
        ("2026-03-02 10:00", 7200, "2026-03-02 12:00"),
        ("2026-03-02 08:00", 3600, "2026-03-02 10:00"),  # before opening the clock stands
        ("2026-03-02 17:00", 7200, "2026-03-03 10:00"),  # goes on next morning
        ("2026-03-06 17:30", 3600, "2026-03-09 09:30"),  # over the weekend
        ("2026-03-02 16:00", 7200, "2026-03-02 18:00"),  # to the very second of closing
    ],
)
def test_business_time_later(since: str, seconds: float, expected: str) -> None:
    assert business_time_later(at(since), seconds, PLAIN, OFFICE) == at(expected)


def test_the_rule_file_comes_first() -> None:
    calendar = Calendar(holidays=frozenset({date(2026, 3, 9)}), workdays=frozenset({date(2027, 1, 1)}))
    assert workdays_later(at("2026-03-06 17:00"), 1, calendar, None) == at("2026-03-11 00:00")
    assert workdays_later(at("2026-12-31 12:00"), 1, calendar, None) == at("2027-01-02 00:00")
