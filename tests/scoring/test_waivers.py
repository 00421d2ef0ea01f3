"""Waivers held against findings: the same rule, conversation and words, nothing less; and which of them cover nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.transcript import Conversation
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.model.waiver import Waiver
from compliance.scoring.waivers import near, unused, waived

CURT = Rule("curt", "curt", "must_not", None, Level.WARN, 1.0, (), Place("rules.yaml"))
RULES = {"curt": CURT, "shirk": replace(CURT, id="shirk"), "firm": replace(CURT, id="firm", waivable=False)}


def finding(rule: str, conversation: str, words: str) -> Finding:
    hit = Hit(0, 0, 0, len(words), words, words, words) if words else None
    breach = Breach(0, hit, message("judge.banned_said"))
    return Finding("0", RULES[rule], Conversation(conversation, "a", ()), None, Judgement(Outcome.FAIL), breach, None)


def waiver(rule: str, conversation: str, words: str) -> Waiver:
    return Waiver(rule, conversation, words, "引用", "王敏", date(2026, 12, 31), Place("waivers.yaml", 2, 5))


def masked(finding: Finding) -> str:
    return (finding.breach.hit.folded if finding.breach.hit else "").replace("138", "***")


def looked_at(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("found", "written", "covered"),
    [
        (("curt", "c-1", "随便"), ("curt", "c-1", "随便"), True),
        (("curt", "c-1", "随便"), ("shirk", "c-1", "随便"), False),
        (("curt", "c-1", "随便"), ("curt", "c-2", "随便"), False),
        (("curt", "c-1", "随便"), ("curt", "c-1", "随"), False),
        (("curt", "c-1", "随便"), ("curt", "c-1", ""), False),
        (("curt", "c-1", ""), ("curt", "c-1", ""), True),
        (("curt", "c-1", ""), ("curt", "c-1", "随便"), False),
        (("curt", "c-1", "打138"), ("curt", "c-1", "打***"), True),
        (("curt", "c-1", "打138"), ("curt", "c-1", "打138"), True),
        (("firm", "c-1", "随便"), ("firm", "c-1", "随便"), False),
    ],
)
def test_what_a_waiver_covers(found: tuple[str, str, str], written: tuple[str, str, str], covered: bool) -> None:
    plain, accepted = finding(*found), waiver(*written)
    marked = waived([plain], [accepted], masked)
    assert marked == ((replace(plain, waived=accepted),) if covered else (plain,))
    assert unused([accepted], marked, RULES, looked_at) == (() if covered else (accepted,))


def test_one_waiver_covers_the_same_words_however_often() -> None:
    accepted = waiver("curt", "c-1", "随便")
    marked = waived([finding("curt", "c-1", "随便"), finding("curt", "c-1", "不行"), finding("curt", "c-1", "随便")], [accepted], masked)
    assert [f.waived for f in marked] == [accepted, None, accepted]


def test_nothing_is_said_of_what_was_not_looked_at() -> None:
    here, there = waiver("curt", "c-1", "随便"), waiver("curt", "c-2", "随便")
    assert unused([here, there], [], {"curt"}, lambda conversation: conversation == "c-2") == (here,)
    assert unused([here, there], [], {"shirk"}, looked_at) == ()


def test_what_may_have_been_meant() -> None:
    findings = [finding("curt", "c-1", "随便"), finding("shirk", "c-1", "不管"), finding("curt", "c-2", "随便")]
    assert near(waiver("curt", "c-1", "不行"), findings) == [findings[0]]


PARTS = st.tuples(st.sampled_from([*RULES]), st.sampled_from(["c-1", "c-2"]), st.sampled_from(["", "随便", "打138"]))


@given(st.lists(PARTS, max_size=8), st.lists(PARTS, max_size=6, unique=True))
def test_each_finding_is_waived_for_itself(found: list[tuple[str, str, str]], written: list[tuple[str, str, str]]) -> None:
    """Neither other findings nor the order of waivers make a difference."""
    findings, accepted = [finding(*parts) for parts in found], [waiver(*parts) for parts in written]
    together = waived(findings, accepted, masked)
    assert together == tuple(waived([one], accepted[::-1], masked)[0] for one in findings)
    assert {f.waived for f in together} | {None} == {*accepted, None} - {*unused(accepted, together, RULES, looked_at)}
