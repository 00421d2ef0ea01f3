"""Switching rules, told as strings: + accepted, - rejected, r resumed; the inspection that comes next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.gate import Inspection
from compliance.scoring.switching import Past, inspection_after

SIGNS = {"+": Past.ACCEPTED, "-": Past.REJECTED, "r": Past.RESUMED}
NORMAL, TIGHTENED, STOPPED = Inspection.NORMAL, Inspection.TIGHTENED, Inspection.STOPPED


@pytest.mark.parametrize(
    ("history", "inspection"),
    [
        ("", NORMAL),
        ("-", NORMAL),
        ("--", TIGHTENED),
        ("-+++-", TIGHTENED),
        ("-++++-", NORMAL),  # the two lie six lots apart
        ("+++++-+-", TIGHTENED),
        ("--+++++", NORMAL),
        ("--++++", TIGHTENED),
        ("--++++-+++++", NORMAL),
        ("--+++++-", NORMAL),  # what led to tightened inspection no longer counts
        ("-------", STOPPED),
        ("--" + "----", TIGHTENED),
        ("--" + "++++-" * 5, STOPPED),  # cumulative, not consecutive
        ("--" + "++++-" * 4, TIGHTENED),
        ("--" + "----" + "+++++" + "--", TIGHTENED),  # the four of before are forgotten with normal inspection
        ("-------" + "+++++++", STOPPED),  # nothing but resuming ends a stop
        ("-------r", TIGHTENED),
        ("-------r" + "----", TIGHTENED),
        ("-------r" + "+++++", NORMAL),
        ("r", NORMAL),
        ("--r----", TIGHTENED),
    ],
)
def test_switching(history: str, inspection: Inspection) -> None:
    assert inspection_after(SIGNS[sign] for sign in history) is inspection


@given(st.lists(st.sampled_from([*Past])))
def test_five_good_lots_end_tightened_inspection_and_two_bad_ones_normal(history: list[Past]) -> None:
    now = inspection_after(history)
    if now is TIGHTENED:
        assert inspection_after([*history, *[Past.ACCEPTED] * 5]) is NORMAL
    if now is NORMAL:
        assert inspection_after([*history, Past.REJECTED, Past.REJECTED]) is TIGHTENED
