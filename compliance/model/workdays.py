"""Working days: public holidays with make-up working days, business hours, and the deadlines they give.

Source of the public holidays: the chinesecalendar library, made from the State Council's yearly notices. It refuses a year that
has no notice yet; so do we: the answer is then None, never a guess. Dates in the rule file come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_DAYS = 3660  # a deadline further away than ten years is no deadline
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Hours:
    """Business hours of a working day; `closes` may be 24:00, written as None."""

    opens: time
    closes: time | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the rule file adds to the public calendar: company holidays, and days that are worked."""

    holidays: frozenset[date] = field(default_factory=frozenset)
    workdays: frozenset[date] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool | None:
        """None where nobody knows yet."""
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        import chinese_calendar  # only where working days are asked for

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return None


def workdays_later(since: datetime, days: int, calendar: Calendar, hours: Hours | None) -> datetime | None:
    """The end of the n-th working day after the day of `since`: 24:00, or close of business. None where a year is unknown."""
    local = since.astimezone(ZoneInfo(ZONE))
    day = local.date()
    left = days
    for _ in range(MOST_DAYS):
        day += timedelta(days=1)
        works = calendar.is_workday(day)
        if works is None:
            return None
        left -= works
        if left == 0:
            return _at(day, hours.closes if hours else None)
    return None


def business_time_later(since: datetime, seconds: float, calendar: Calendar, hours: Hours) -> datetime | None:
    """When so many seconds of business time have passed; outside business hours no time passes."""
    local = since.astimezone(ZoneInfo(ZONE))
    day = local.date()
    left = seconds
    for _ in range(MOST_DAYS):
        works = calendar.is_workday(day)
        if works is None:
            return None
        opens, closes = _at(day, hours.opens), _at(day, hours.closes)
        start = max(opens, local)
        if works and start < closes:
            if (closes - start).total_seconds() >= left:
                return start + timedelta(seconds=left)
            left -= (closes - start).total_seconds()
        day += timedelta(days=1)
    return None


def _at(day: date, clock: time | None) -> datetime:
    """That time of that day; None is 24:00."""
    zone = ZoneInfo(ZONE)
    if clock is None:
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, clock, zone)
