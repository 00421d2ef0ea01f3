"""Measures: evidence, margins and what a figure says, where the tables do not reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.verdict import Verdict
from compliance.wording import say

Judged = Callable[[str, str], Verdict]
GAP = "[00:00-00:05] 客: 看看\n[00:15-00:20] 服: 好"


@pytest.mark.parametrize(
    ("rule", "outcome", "told", "margin_s"),
    [
        ("measure: {silence: agent}\nmax: 12s", "pass", "静默 10 秒，限 12", 2),
        ("measure: {silence: agent}\nmax: 10s", "pass", "静默 10 秒，限 10", 0),
        ("measure: {silence: agent}\nmax: 9.5s", "fail", "静默 10 秒，超出限值 9.5", -0.5),
        ("measure: {silence: agent}\nmax: 12s\nwarn_above: 9s", "pass", "静默 10 秒，接近上限 12", 2),
        ("measure: {silence: agent}\nmin: 10s", "pass", "静默 10 秒，限 10", None),
        ("measure: {silence: agent}\nmin: 11s", "fail", "静默 10 秒，超出限值 11", None),
        ("measure: {silence: agent}\nmin: 5s\nmax: 20s", "pass", "静默 10 秒，限 20", 10),
        ("measure: {silence: agent}\nmin: 15s\nmax: 20s", "fail", "静默 10 秒，超出限值 15", 10),
    ],
)
def test_what_a_figure_says(rule: str, outcome: str, told: str, margin_s: float | None, judged: Judged) -> None:
    verdict = judged(rule, GAP)
    assert verdict.reason is not None
    assert (str(verdict.outcome), say(verdict.reason), verdict.judgements[0].margin_s) == (outcome, told, margin_s)


@pytest.mark.parametrize(("limit", "turn"), [("max: 30s", 3), ("min: 1s", 1)])
def test_the_witness_is_the_figure_nearest_to_the_limit(limit: str, turn: int, judged: Judged) -> None:
    script = "[00:00-00:05] 客: 看看\n[00:07-00:08] 服: 好\n[00:09-00:10] 客: 嗯\n[00:15-00:20] 服: 好"
    (judgement,) = judged(f"measure: {{silence: agent}}\n{limit}", script).judgements
    assert [hit.turn for hit in judgement.witnesses] == [turn]


def test_the_time_of_a_breach_is_that_of_its_turn(judged: Judged) -> None:
    (judgement,) = judged("measure: {silence: agent}\nmax: 1s", GAP).judgements
    assert [(breach.turn, breach.hit, breach.time_s) for breach in judgement.breaches] == [(1, None, 15)]


@pytest.mark.parametrize(
    ("each", "activations"),
    [("episode", 2), ("every", 3), ("first", 1)],
)
def test_the_first_figure_after_each_trigger(each: str, activations: int, judged: Judged) -> None:
    script = "[00:00] 客: 投诉\n[00:05] 客: 投诉\n[00:10] 服: 好\n[00:20] 客: 投诉\n[00:25] 服: 好"
    rule = f"when: {{customer: 投诉, each: {each}}}\nmeasure: {{response_time: agent, of: first}}\nmax: 1m"
    verdict = judged(rule, script)
    assert (str(verdict.outcome), len(verdict.judgements)) == ("pass", activations)


def test_a_figure_is_told_once_however_often_it_was_triggered(judged: Judged) -> None:
    script = "[00:00] 客: 投诉\n[00:20] 服: 好\n[00:25] 客: 投诉\n[00:50] 服: 好"
    verdict = judged("when: {customer: 投诉}\nmeasure: {silence: agent}\nmax: 10s", script)
    assert [[breach.turn for breach in judgement.breaches] for judgement in verdict.judgements] == [[1, 3]]


def test_figures_within_a_window_after_the_trigger(judged: Judged) -> None:
    script = "[00:00] 客: 投诉\n[00:05] 服: 好\n[00:50] 服: 好"
    assert str(judged("when: {customer: 投诉}\nmeasure: {silence: agent}\nmax: 10s\nwithin: 1 turns", script).outcome) == "pass"
    assert str(judged("when: {customer: 投诉}\nmeasure: {silence: agent}\nmax: 10s\nwithin: 2 turns", script).outcome) == "fail"
