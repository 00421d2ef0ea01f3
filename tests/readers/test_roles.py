"""Who was probably meant by a role that does not exist."""

from __future__ import annotations

import pytest

from compliance.readers.roles import nearest_role


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Agent", "agent"),
        ("agnet", "agent"),
        ("客服", "agent"),
        ("用户", "customer"),
        ("user", "customer"),
        ("custommer", "customer"),
        ("robot", "bot"),
        ("sytem", "system"),
        ("speaker 0", None),
        ("", None),
    ],
)
def test_nearest_role(word: str, expected: str | None) -> None:
    assert nearest_role(word) == expected
