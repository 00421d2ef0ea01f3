"""The time and the speaker that a line of a plain transcript begins with."""

from __future__ import annotations

import pytest

from compliance.model.transcript import Role
from compliance.readers.openings import Label, is_spoken, opening
from compliance.readers.speakers import USUAL, Speakers
from compliance.readers.stamps import Stamp

AGENT = Role.AGENT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("客服：您好", (None, Label(AGENT, None, "您好"))),
        ("[00:05] 客服(A7)：您好", (Stamp("00:05", None, 5.0), Label(AGENT, "A7", "您好"))),
        ("[00:05] 您好", (Stamp("00:05", None, 5.0), None)),
        ("00:05 您好", (None, None)),
        ("00:05 ch0: 您好", (Stamp("00:05", None, 5.0), Label(AGENT, None, "您好"))),
        ("ch0(A7)：您好", (None, Label(AGENT, "A7", "您好"))),
        ("Customer service: hello", (None, None)),
        ("事件：callback", (None, Label(None, None, "callback"))),
        ("您好", (None, None)),
    ],
)
def test_time_and_speaker(line: str, expected: tuple[Stamp | None, Label | None]) -> None:
    assert opening(line, Speakers({"ch0": AGENT})) == expected


@pytest.mark.parametrize(
    ("line", "spoken"), [("客服：您好", True), ("agent: hello", True), ("agent: {id: A7}", False), ("客服：", False), ("ch0：您好", False)]
)
def test_what_says_something(line: str, spoken: bool) -> None:
    assert is_spoken(line, USUAL) is spoken
