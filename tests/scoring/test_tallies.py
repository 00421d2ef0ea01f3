"""Tallies: what counts as an opportunity, and whose it was."""

from __future__ import annotations

import pytest

from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.scorecard import Tally
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, Verdict
from compliance.scoring.tallies import charges, rule_tallies

TALK = Conversation(
    "c",
    "f",
    (Turn(0, Role.AGENT, "您好", agent="A"), Turn(1, Role.CUSTOMER, "嗯"), Turn(2, Role.AGENT, "好", agent="B")),
    agent=Agent("A"),
)
FIRST, SECOND = (Hit(turn, turn, 0, 1, "好", "好", "好") for turn in (0, 2))
RECORD = Hit(3, None, 0, 0, "已回电", "已回电", "callback")


@pytest.mark.parametrize(
    ("judgement", "agent"),
    [
        (Judgement(Outcome.FAIL, FIRST, (Breach(2, None, message("owed")),), (FIRST,)), "B"),
        (Judgement(Outcome.FAIL, SECOND, (Breach(None, None, message("owed")),)), "B"),
        (Judgement(Outcome.PASS, SECOND, (), (FIRST,)), "B"),
        (Judgement(Outcome.PASS, RECORD, (), (SECOND,)), "B"),
        (Judgement(Outcome.PASS, None, (), (SECOND,)), "B"),
        (Judgement(Outcome.UNKNOWN, FIRST), "A"),
        (Judgement(Outcome.PASS), "A"),
    ],
)
def test_charged_to_breach_then_trigger_then_witness_then_the_named_agent(judgement: Judgement, agent: str) -> None:
    verdict = Verdict("r", "c", judgement.outcome, (judgement,))
    assert list(charges(TALK, (verdict,))) == [("r", agent, judgement.outcome)]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_verdict_without_judgements_counts_once_where_it_counts_at_all(outcome: Outcome) -> None:
    counted = [("r", "A", outcome)] if outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN) else []
    assert list(charges(TALK, (Verdict("r", "c", outcome),))) == counted


def test_every_activation_counts_and_pending_ones_do_not() -> None:
    rules = tuple(Rule(name, name, "must", None, Level.WARN, 1.0, (), Place("r")) for name in ("a", "b", "quiet"))
    outcomes = (Outcome.PASS, Outcome.FAIL, Outcome.PENDING, Outcome.UNKNOWN, Outcome.NOT_TRIGGERED, Outcome.PASS)
    mixed = Verdict("b", "c", Outcome.FAIL, tuple(Judgement(outcome) for outcome in outcomes))
    row = (mixed, Verdict("a", "c", Outcome.UNKNOWN), Verdict("quiet", "c", Outcome.NOT_TRIGGERED))
    tallies = rule_tallies((TALK, TALK), (row, row[:1]), rules)
    assert list(tallies) == ["a", "b"]
    assert tallies["a"] == Tally(0, 0, 1, 0.0, 1.0)
    assert tallies["b"] == Tally(6, 2, 2, pytest.approx(0.0968, abs=1e-4), pytest.approx(0.7000, abs=1e-4))
