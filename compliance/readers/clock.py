"""Times as transcripts write them: of the wall clock (2026-03-02 09:00:05) or from the start (00:01:05)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WALL = (
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[Tt]|[ \t\u3000]+)\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,9})?)?"
    r"(?:[ \t]*(?:[Zz]|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?))?"
)
CLOCK = r"\d{1,3}[:：]\d{1,2}(?:[:：]\d{1,2})?(?:[.,]\d{1,9})?"

_WALL = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt]|[ \t\u3000]+)(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,](\d{1,9}))?)?"
    r"(?:[ \t]*([Zz]|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?))?"
)
_CLOCK = re.compile(r"(?:(\d{1,3})[:：])?(\d{1,3})[:：](\d{1,2})(?:[.,](\d{1,9}))?")


class Wall(NamedTuple):
    """A moment of the wall clock with its zone; `exact` is False where the source shows minutes only."""

    at: datetime
    exact: bool


def parse_wall(text: str) -> Wall | None:
    """None where the text is no date with a time. A time without a zone is taken to be of Asia/Shanghai."""
    found = _WALL.fullmatch(text.strip())
    if not found:
        return None
    *date, second, fraction, zone = found.groups()
    year, month, day, hour, minute = map(int, date)
    microsecond = int((fraction or "")[:6].ljust(6, "0"))
    try:
        at = datetime(year, month, day, hour, minute, int(second or 0), microsecond, tzinfo=_zone(zone))
        # A plain offset compares, pickles and writes the same everywhere, also where clocks were once changed.
        return Wall(at.replace(tzinfo=timezone(at.utcoffset() or timedelta())), second is not None)
    except (ValueError, OverflowError):
        return None


def parse_clock(text: str) -> float | None:
    """Seconds of mm:ss or hh:mm:ss, fractions allowed; None where the text is neither, or has 60 seconds and more."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if int(seconds) >= 60 or (hours and int(minutes) >= 60):
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{int(seconds)}.{fraction or 0}")


def seconds_between(epoch: datetime, at: datetime) -> float:
    """Seconds from `epoch` to `at`; negative where `at` is earlier."""
    return (at - epoch).total_seconds()


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return default_zone()
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(6, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def default_zone() -> tzinfo:
    """The zone of times that name none."""
    try:
        return ZoneInfo("Asia/Shanghai")  # the library keeps it after the first time
    except ZoneInfoNotFoundError:  # a machine without zone data; the offset has been the same since 1992
        return timezone(timedelta(hours=8))
