"""The time in front of a line."""

from __future__ import annotations

import pytest

from compliance.readers.clock import parse_wall
from compliance.readers.stamps import Stamp, bare, bracketed

Found = tuple[Stamp, str] | None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[00:05] 客服：您好", (Stamp("00:05", None, 5.0), "客服：您好")),
        ("[00:01:05]客服：您好", (Stamp("00:01:05", None, 65.0), "客服：您好")),
        ("［ 00：05 ］客服", (Stamp("00：05", None, 5.0), "客服")),
        ("[00:00-00:02] 客服", (Stamp("00:00-00:02", None, 0.0, 2.0), "客服")),
        ("[00:18.5-00:20] 客服", (Stamp("00:18.5-00:20", None, 18.5, 20.0), "客服")),
        ("[00:00 ~ 00:00:02] 客服", (Stamp("00:00 ~ 00:00:02", None, 0.0, 2.0), "客服")),
        ("[2026-03-06 17:00] 客服", (Stamp("2026-03-06 17:00", parse_wall("2026-03-06 17:00")), "客服")),
        ("[00:75] 客服", (Stamp("00:75"), "客服")),
        ("[00:10-00:75] 客服", (Stamp("00:10-00:75"), "客服")),
        ("[2026-13-06 17:00] 客服", (Stamp("2026-13-06 17:00"), "客服")),
        ("[链接x] 客服", None),
        ("[3] 客服", None),
        ("客服：您好", None),
        ("00:05 客服", None),
    ],
)
def test_times_in_brackets(line: str, expected: Found) -> None:
    assert bracketed(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("00:05 客服：您好", (Stamp("00:05", None, 5.0), "客服：您好")),
        ("00:01:05客服：您好", (Stamp("00:01:05", None, 65.0), "客服：您好")),
        ("2026-03-02 09:00:05 客服", (Stamp("2026-03-02 09:00:05", parse_wall("2026-03-02 09:00:05")), "客服")),
        ("2026-03-02T01:00:05Z 客服", (Stamp("2026-03-02T01:00:05Z", parse_wall("2026-03-02 09:00:05")), "客服")),
        ("10 元 客服", None),
        ("客服：您好", None),
    ],
)
def test_times_without_brackets(line: str, expected: Found) -> None:
    assert bare(line) == expected


def test_only_a_real_time_is_valid() -> None:
    stamps = (Stamp("00:05", None, 5.0), Stamp("2026-03-02 09:00", parse_wall("2026-03-02 09:00")), Stamp("00:75"))
    assert [stamp.valid for stamp in stamps] == [True, True, False]
