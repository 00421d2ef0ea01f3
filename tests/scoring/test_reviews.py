"""Reviews: what counts of a log, what is new to it, and the final result beside the machine's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.audit import Plan, audit
from compliance.model.appeal import Appeal, Decision, Precision
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome
from compliance.readers.reader import read_text
from compliance.scoring.reviews import latest, news, precisions, reviewed

RULES = """
version: 1
rules:
  - {id: curt, name: 生硬, level: error, points: 5, must_not: {agent: [随便, 不知道]}}
  - {id: bye, name: 道别, level: warn, points: 5, must: {agent: [再见]}}
  - {id: rude, name: 粗话, level: fatal, points: 5, must_not: {agent: [滚]}}
"""
TALK = "# id: t1\n# agent: A1\n客服：随便\n客户：什么\n客服：不知道\n客户：唉\n客服：随便吧\n客户：嗯\n客服：滚"

names = st.sampled_from(["f1", "f2", "f3"])
appeals = st.builds(
    Appeal,
    names,
    st.just("curt"),
    st.just("t1"),
    st.sampled_from(Decision),
    st.sampled_from(["", "一", " 一 "]),
    st.sampled_from("王李"),
    st.just("x"),
)
logs = st.lists(appeals, max_size=8)


def appeal(finding: str, decision: Decision, reason: str = "原因") -> Appeal:
    return Appeal(finding, "curt", "t1", decision, reason, "王", "2026-03-06T10:00:00+08:00")


@pytest.fixture(scope="module")
def judged(rulebook_of: Callable[[str], Rulebook]) -> Audit:
    return audit(read_text(TALK, "t.txt"), Plan(rulebook_of(RULES)))


def prints(judged: Audit, rule: str) -> list[str]:
    return [finding.fingerprint for finding in judged.findings if finding.rule.id == rule]


def final_of(judged: Audit, *granted: str) -> tuple[Audit, dict[str, Outcome]]:
    done = reviewed(judged, [appeal(name, Decision.GRANTED) for name in granted])
    assert done.final is not None
    return done, {verdict.rule: verdict.outcome for verdict in done.final.verdicts[0]}


# --- the log ----------------------------------------------------------------------------------------------------------


@given(logs, logs)
def test_importing_twice_is_importing_once(log: list[Appeal], wanted: list[Appeal]) -> None:
    once = (*log, *news(log, wanted))
    one_each = {entry.finding: entry for entry in wanted}.values()
    assert news(once, one_each) == ()


@given(logs, logs)
def test_the_log_only_grows_and_the_last_word_counts(log: list[Appeal], wanted: list[Appeal]) -> None:
    now = latest((*log, *news(log, wanted)))
    for finding, said in latest(wanted).items():
        assert said.same_as(now.get(finding))
    for finding, said in latest(log).items():
        assert finding in latest(wanted) or now[finding] is said


@given(logs)
def test_entries_about_different_findings_commute(wanted: list[Appeal]) -> None:
    by_finding = sorted(wanted, key=lambda entry: entry.finding)  # stable: the order within a finding stays
    assert {**latest(news((), wanted))} == {**latest(news((), by_finding))}


def test_nothing_is_noted_where_nothing_was_said() -> None:
    assert news((), [appeal("f1", Decision.NONE, "")]) == ()
    first = appeal("f1", Decision.GRANTED)
    assert news([first], [replace(first, reason="  原因 \n", reviewer="李", at="later")]) == ()
    withdrawn = appeal("f1", Decision.NONE, "")
    assert news([first], [withdrawn]) == (withdrawn,)


def test_precision_is_the_share_upheld_of_what_was_decided() -> None:
    said = [
        appeal(name, decision)
        for name, decision in zip("abcd", (Decision.GRANTED, Decision.REJECTED, Decision.REJECTED, Decision.APPEALED), strict=True)
    ]
    found = precisions([*said, replace(said[0], rule="other")])
    assert (found["curt"].upheld, found["curt"].decided) == (2, 3)
    assert found["other"] == Precision(0, 1, 0.0, pytest.approx(0.793451))
    assert precisions([said[3]]) == {}


# --- the final result -------------------------------------------------------------------------------------------------


def test_the_machine_keeps_its_result(judged: Audit) -> None:
    done, _ = final_of(judged, *(finding.fingerprint for finding in judged.findings))
    assert replace(done, final=None) == judged
    assert done.findings == judged.findings
    assert done.standing == ()
    assert judged.standing == judged.findings


def test_a_rule_is_broken_until_all_its_findings_are_overturned(judged: Audit) -> None:
    curt = prints(judged, "curt")
    assert len(curt) == 3
    some, outcomes = final_of(judged, *curt[:2])
    assert outcomes == {"curt": Outcome.FAIL, "bye": Outcome.FAIL, "rude": Outcome.FAIL}
    assert some.final and some.final.scorecards[0].findings == len(judged.findings) - 2
    _, outcomes = final_of(judged, *curt)
    assert outcomes == {"curt": Outcome.PASS, "bye": Outcome.FAIL, "rude": Outcome.FAIL}


def test_both_scores(judged: Audit) -> None:
    assert [card.score for card in judged.scorecards] == [0.0]  # fatal
    done, _ = final_of(judged, *prints(judged, "rude"), *prints(judged, "curt"))
    assert done.final is not None
    (card,) = done.final.scorecards
    assert (card.score, card.fatal, card.findings) == (pytest.approx(200 / 3), 0, 1)
    assert (card.overall.failures, done.final.by_rule["curt"].failures) == (1, 0)
    assert done.final.by_rule["curt"].opportunities == judged.by_rule["curt"].opportunities


@pytest.mark.parametrize("decision", [Decision.NONE, Decision.APPEALED, Decision.REJECTED])
def test_only_a_granted_appeal_changes_the_score(decision: Decision, judged: Audit) -> None:
    done = reviewed(judged, [appeal(finding.fingerprint, decision) for finding in judged.findings])
    assert done.final is not None
    assert done.final.scorecards == judged.scorecards
    assert done.final.verdicts == judged.verdicts
    assert done.standing == judged.findings


def test_decisions_about_findings_of_another_day_are_kept_apart(judged: Audit) -> None:
    done, _ = final_of(judged, "0123456789abcdef")
    assert done.final is not None
    assert done.final.lost == ("0123456789abcdef",)
    assert done.final.scorecards == judged.scorecards
