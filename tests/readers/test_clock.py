"""Times as transcripts write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.readers.clock import Wall, parse_clock, parse_wall, seconds_between

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T09:00:05+08:00", Wall(datetime(2026, 3, 2, 9, 0, 5, tzinfo=BEIJING), exact=True)),
        ("2026-03-02T09:00:05+0800", Wall(datetime(2026, 3, 2, 9, 0, 5, tzinfo=BEIJING), exact=True)),
        ("2026-03-02T01:00:05Z", Wall(datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC), exact=True)),
        ("2026-03-02T09:00:05-05:30", Wall(datetime(2026, 3, 2, 14, 30, 5, tzinfo=UTC), exact=True)),
        ("2026-03-02 09:00:05", Wall(datetime(2026, 3, 2, 9, 0, 5, tzinfo=BEIJING), exact=True)),
        ("2026/3/2 9:00", Wall(datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), exact=False)),
        ("2026-03-02T09:00+08:00", Wall(datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), exact=False)),
        (" 2026-03-02 09：00：05.25 ", Wall(datetime(2026, 3, 2, 9, 0, 5, 250000, tzinfo=BEIJING), exact=True)),
        ("2026-03-02", None),
        ("2026-02-30 09:00", None),
        ("2026-03-02T25:00:00+08:00", None),
        ("2026-03-02T09:00:00+99:00", None),
        ("0000-01-01 00:00", None),
        ("tomorrow", None),
        ("09:00", None),
        ("", None),
    ],
)
def test_wall_clock_times(text: str, expected: Wall | None) -> None:
    assert parse_wall(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:05", 5.0),
        ("10:02", 602.0),
        ("75:30", 4530.0),
        ("00:01:05", 65.0),
        ("10:00:00", 36000.0),
        ("00:18.5", 18.5),
        ("00：18,25", 18.25),
        ("00:75", None),
        ("00:60:00", None),
        ("5", None),
        ("1:2:3:4", None),
        ("", None),
    ],
)
def test_times_from_the_start(text: str, expected: float | None) -> None:
    assert parse_clock(text) == expected


@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), st.integers(-14 * 60, 14 * 60))
def test_what_is_written_in_iso_form_is_read_as_the_same_moment(naive: datetime, minutes: int) -> None:
    at = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_wall(at.isoformat()) == Wall(at, exact=True)


@given(st.text())
def test_no_text_is_too_strange_to_be_refused(text: str) -> None:
    wall, clock = parse_wall(text), parse_clock(text)
    assert wall is None or wall.at.utcoffset() is not None
    assert clock is None or clock >= 0


def test_seconds_count_across_zones() -> None:
    assert seconds_between(datetime(2026, 3, 2, 9, tzinfo=BEIJING), datetime(2026, 3, 2, 1, 0, 12, tzinfo=UTC)) == 12.0
