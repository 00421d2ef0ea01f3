"""Baselines: only what was known when it was recorded is known, whatever else comes up and in whatever order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.transcript import Conversation
from compliance.model.verdict import Breach, Judgement, Outcome
from compliance.model.waiver import Waiver
from compliance.scoring.baseline import known, recordable, renewed, stale

CURT = Rule("curt", "curt", "must_not", None, Level.WARN, 1.0, (), Place("rules.yaml"))
RULES = {"curt": CURT, "shirk": replace(CURT, id="shirk"), "firm": replace(CURT, id="firm", waivable=False)}
WAIVER = Waiver("curt", "c-1", "", "引用", "王敏", date(2026, 12, 31), Place("waivers.yaml"))
BREACH = Breach(0, None, message("judge.banned_said"))


def finding(rule: str, print_: str, waived: Waiver | None = None) -> Finding:
    return Finding(print_, RULES[rule], Conversation("c-1", "a", ()), None, Judgement(Outcome.FAIL), BREACH, None, waived)


A, B, SHIRK, FIRM = finding("curt", "a"), finding("curt", "b"), finding("shirk", "c"), finding("firm", "d")
WAIVED = finding("curt", "e", WAIVER)

FINDINGS = st.lists(
    st.builds(finding, st.sampled_from([*RULES]), st.sampled_from("abcdefgh"), st.sampled_from([None, None, WAIVER])), max_size=12
)
BASELINES = st.dictionaries(
    st.tuples(st.sampled_from(["curt", "shirk", "firm", "gone"]), st.sampled_from("abcdefgh")), st.integers(1, 3), max_size=8
)


def new(findings: list[Finding], baseline: dict[tuple[str, str], int]) -> Counter[tuple[str, str]]:
    return Counter((f.rule.id, f.fingerprint) for f in known(findings, baseline) if not f.known and not f.waived)


def test_as_many_are_known_as_were_recorded() -> None:
    assert [f.known for f in known([A, A, A, B], {("curt", "a"): 2})] == [True, True, False, False]


def test_the_same_fingerprint_under_another_rule_is_not_known() -> None:
    assert [f.known for f in known([SHIRK], {("curt", "c"): 1})] == [False]


def test_what_is_waived_needs_no_baseline_and_what_is_not_waivable_has_none() -> None:
    findings = [A, WAIVED, FIRM]
    assert recordable(findings) == {("curt", "a"): 1}
    assert known(findings, {("curt", "e"): 1, ("firm", "d"): 1}) == (A, WAIVED, FIRM)


def test_stale_is_what_is_not_needed() -> None:
    baseline = {("curt", "a"): 2, ("curt", "e"): 1, ("shirk", "c"): 1, ("gone", "x"): 1}
    assert stale(baseline, [A, WAIVED]) == {("curt", "a"): 1, ("curt", "e"): 1, ("shirk", "c"): 1, ("gone", "x"): 1}
    assert stale(baseline, [A, WAIVED], unasked={"shirk"}) == {("curt", "a"): 1, ("curt", "e"): 1, ("gone", "x"): 1}


def test_an_update_prunes_and_leaves_rules_alone_that_were_not_asked() -> None:
    assert renewed({("curt", "z"): 1, ("shirk", "c"): 3, ("gone", "x"): 1}, [A, A], unasked={"shirk"}) == {
        ("curt", "a"): 2,
        ("shirk", "c"): 3,
    }


@given(FINDINGS, BASELINES)
def test_after_an_update_nothing_is_new_and_nothing_stale(findings: list[Finding], before: dict[tuple[str, str], int]) -> None:
    after = renewed(before, findings)
    assert [f for f in known(findings, after) if not f.known and not f.waived and f.rule.waivable] == []
    assert stale(after, findings) == {}
    assert renewed(after, findings) == after


@given(FINDINGS, BASELINES, st.sampled_from([A, B, SHIRK, FIRM]))
def test_another_finding_makes_no_other_one_new(findings: list[Finding], baseline: dict[tuple[str, str], int], more: Finding) -> None:
    more = replace(more, fingerprint="unrelated")
    assert new([more, *findings], baseline) - new(findings, baseline) == {(more.rule.id, "unrelated"): 1}


@given(FINDINGS, BASELINES, st.randoms(use_true_random=False))
def test_order_does_not_matter(findings: list[Finding], baseline: dict[tuple[str, str], int], chance: Random) -> None:
    shuffled = [*findings]
    chance.shuffle(shuffled)
    assert new(shuffled, baseline) == new(findings, baseline)
    assert stale(baseline, shuffled) == stale(baseline, findings)
    assert renewed(baseline, shuffled) == renewed(baseline, findings)
