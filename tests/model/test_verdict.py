"""Which turn answers for a judgement, and which outcome is worst."""

from __future__ import annotations

import pytest

from compliance.model.message import message
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, worst

ONE, TWO, EVENT = (Hit(0, turn, 0, 1, "好", "好", "好") for turn in (1, 2, None))
BREACH, NOWHERE = (Breach(turn, None, message("owed")) for turn in (7, None))


@pytest.mark.parametrize(
    ("judgement", "turn"),
    [
        (Judgement(Outcome.FAIL, ONE, (BREACH,), (TWO,)), 7),
        (Judgement(Outcome.FAIL, ONE, (NOWHERE, BREACH), (TWO,)), 1),
        (Judgement(Outcome.PASS, ONE, (), (TWO,)), 1),
        (Judgement(Outcome.PASS, EVENT, (), (TWO, ONE)), 2),
        (Judgement(Outcome.PASS), None),
    ],
)
def test_turn(judgement: Judgement, turn: int | None) -> None:
    assert judgement.turn == turn


def test_worst() -> None:
    assert worst([Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.UNKNOWN, Outcome.PENDING]) is Outcome.UNKNOWN
    assert worst(list(Outcome)) is Outcome.FAIL
