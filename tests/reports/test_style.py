"""Colours only where asked for, and none for blanks."""

from __future__ import annotations

import pytest

from compliance.model.rule import Level
from compliance.reports.style import BOLD, BY_LEVEL, paint


@pytest.mark.parametrize(
    ("text", "colour", "expected"), [("好", True, "\x1b[1m好\x1b[0m"), ("好", False, "好"), ("  ", True, "  "), ("", True, "")]
)
def test_paint(text: str, colour: bool, expected: str) -> None:
    assert paint(text, BOLD, colour) == expected


def test_every_level_has_its_own_style() -> None:
    assert set(BY_LEVEL) == set(Level)
    assert len(set(BY_LEVEL.values())) == len(Level)
