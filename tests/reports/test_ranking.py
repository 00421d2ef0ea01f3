"""Ranking: who and what comes first."""

from __future__ import annotations

from dataclasses import replace

from compliance.model.rule import Level
from compliance.model.scorecard import Audit, Tally
from compliance.reports.ranking import by_need, commonest_rules, most_broken, worst_first


def test_agents_with_fatal_findings_then_low_scores_then_those_without(audit: Audit) -> None:
    card = audit.scorecards[1]
    cards = [
        replace(card, agent=name, score=score, fatal=fatal)
        for name, score, fatal in (("fine", 100.0, 0), ("none", None, 0), ("low", 10.0, 0), ("one", 60.0, 1), ("two", 60.0, 2))
    ]
    assert [card.agent for card in by_need(cards)] == ["two", "one", "low", "fine", "none"]


def test_commonest_rule_of_each_agent_the_gravest_among_equals(audit: Audit) -> None:
    empathy, _, shirk, curt, again = audit.findings
    mine = [replace(finding, agent="A") for finding in (curt, empathy, shirk)]
    assert commonest_rules([*mine, curt, again]) == {"A": (shirk.rule, 1), None: (curt.rule, 2)}


def test_most_broken_rules_by_failures_then_level_then_rate(audit: Audit) -> None:
    empathy, shirk, curt, hold, callback = audit.rulebook.rules
    tallies = {
        empathy.id: Tally(9, 2, 0, 0.0, 1.0), shirk.id: Tally(50, 2, 0, 0.0, 1.0), curt.id: Tally(9, 3, 0, 0.0, 1.0),
        hold.id: Tally(4, 2, 0, 0.0, 1.0), callback.id: Tally(4, 0, 9, 0.0, 1.0),
    }  # fmt: skip
    assert [rule.id for rule, _ in most_broken(audit.rulebook.rules, tallies)] == ["curt", "ban-shirking", "hold-check-in", "empathy-first"]


def test_worst_moments_take_turns_between_rules(audit: Audit) -> None:
    empathy, hold, shirk, curt, _ = audit.findings
    lenient = replace(curt, rule=replace(curt.rule, id="tip", level=Level.INFO))
    assert worst_first([lenient, curt, empathy, empathy, hold, shirk]) == [shirk, empathy, hold, empathy, curt, lenient]
