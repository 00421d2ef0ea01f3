"""Rows: what each field holds where data are rich, poor or strange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from compliance.model.message import Message, message
from compliance.model.rule import Clause
from compliance.model.scorecard import Audit, Tally
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, Verdict
from compliance.reports.report import View
from compliance.reports.rows import agent_row, clock, finding_row, number, reason_of, regulations, tally_row, team_of, verdict_row

BEIJING = timezone(timedelta(hours=8))
WORDS = Turn(0, Role.AGENT, "您好请稍等", agent="A")
TALK = Conversation("c", "f", (WORDS, Turn(1, Role.CUSTOMER, "好"), Turn(2, Role.AGENT, "再见", agent="B")))
HELLO, WAIT = Hit(0, 0, 0, 2, "您好", "您好", "您好"), Hit(0, 0, 2, 5, "请稍等", "请稍等", "稍等")
HELLO_ROW = {"turn": 0, "span": [0, 2], "text": "您好", "signs": []}
WAIT_ROW = {"turn": 0, "span": [2, 5], "text": "请稍等", "signs": []}
LATE, OWED = Breach(0, WAIT, message("test.too_early")), Breach(2, None, message("test.never"))
BLIND = message("test.no_times")
TOO_LATE = Judgement(Outcome.FAIL, breaches=(LATE,))
UNSURE = Judgement(Outcome.UNKNOWN, reason=message("a"))


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            Verdict("r", "c", Outcome.FAIL, (Judgement(Outcome.PASS, witnesses=(HELLO,)), Judgement(Outcome.FAIL, breaches=(LATE, OWED)))),
            ("A", 2, 1, "还没有安抚就先解释", [WAIT_ROW, {"turn": 2, "span": None, "text": None, "signs": []}]),
        ),
        (
            Verdict("r", "c", Outcome.FAIL, (replace(TOO_LATE, witnesses=(HELLO,)), TOO_LATE)),
            ("A", 2, 0, "还没有安抚就先解释", [WAIT_ROW]),
        ),
        (
            Verdict("r", "c", Outcome.FAIL, (Judgement(Outcome.FAIL, breaches=(OWED,)),)),
            ("B", 1, 0, "一直没有说", [{"turn": 2, "span": None, "text": None, "signs": []}]),
        ),
        (Verdict("r", "c", Outcome.PASS, (Judgement(Outcome.PASS, HELLO, witnesses=(WAIT,)),)), ("A", 1, 1, None, [WAIT_ROW])),
        (Verdict("r", "c", Outcome.PASS), ("B", 1, 1, None, [])),
        (Verdict("r", "c", Outcome.UNKNOWN, reason=BLIND), ("B", 0, 0, "缺少通话时间", [])),
        (
            Verdict("r", "c", Outcome.UNKNOWN, (Judgement(Outcome.PASS), Judgement(Outcome.UNKNOWN, breaches=(LATE,), reason=BLIND))),
            ("A", 2, 1, "缺少通话时间", [WAIT_ROW]),
        ),
        (Verdict("r", "c", Outcome.PENDING, (Judgement(Outcome.PENDING, HELLO, witnesses=(HELLO,)),)), ("A", 1, 0, None, [HELLO_ROW])),
        (Verdict("r", "c", Outcome.NOT_TRIGGERED, (Judgement(Outcome.NOT_TRIGGERED, HELLO),)), ("A", 0, 0, None, [])),
        (Verdict("r", "c", Outcome.NOT_APPLICABLE), ("B", 0, 0, None, [])),
    ],
)
def test_verdict_row(verdict: Verdict, expected: tuple[str, int, int, str | None, list[object]], view: View) -> None:
    agent, activations, kept, reason, evidence = expected
    assert verdict_row(verdict, TALK, view) == {
        "schema": "verdict/1",
        "transcript": "c",
        "agent": agent,
        "rule": "r",
        "verdict": str(verdict.outcome),
        "activations": activations,
        "kept": kept,
        "reason": reason,
        "evidence": evidence,
    }


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict("r", "c", Outcome.UNKNOWN, (Judgement(Outcome.UNKNOWN, reason=message("b")),), message("a")), message("a")),
        (Verdict("r", "c", Outcome.FAIL, (UNSURE, Judgement(Outcome.FAIL, reason=message("b")))), message("b")),
        (Verdict("r", "c", Outcome.FAIL, (Judgement(Outcome.FAIL, breaches=(OWED, LATE)),)), OWED.reason),
        (Verdict("r", "c", Outcome.PASS, (Judgement(Outcome.PASS),)), None),
        (Verdict("r", "c", Outcome.PASS), None),
    ],
)
def test_reason_of(verdict: Verdict, expected: Message | None) -> None:
    assert reason_of(verdict) == expected


@pytest.mark.parametrize(
    ("epoch", "at_s", "expected"),
    [
        (None, None, None),
        (None, 75.0, 75.0),
        (None, float("inf"), None),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), None, None),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), 75.0, "2026-03-02T09:01:15+08:00"),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), 0.25, "2026-03-02T09:00:00.250+08:00"),
        (datetime(2026, 3, 2, 23, 59, 59), 1.0, "2026-03-03T00:00:00"),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), -60.0, "2026-03-02T08:59:00+08:00"),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), 1e18, 1e18),
        (datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING), float("nan"), None),
    ],
)
def test_clock(epoch: datetime | None, at_s: float | None, expected: str | float | None) -> None:
    assert clock(replace(TALK, epoch=epoch), at_s) == expected


@pytest.mark.parametrize(("value", "expected"), [(None, None), (1.23456, 1.235), (-0.5, -0.5), (float("-inf"), None)])
def test_number(value: float | None, expected: float | None) -> None:
    assert number(value) == expected


def test_regulations_are_named_once_and_unknown_clauses_left_out() -> None:
    clauses = {name: Clause(name, "甲规范", section, "") for name, section in (("A1", "一"), ("A2", "一"), ("A3", ""))}
    assert regulations(("A1", "A2", "X9", "A3"), clauses) == ["甲规范 一", "甲规范"]


def test_finding_row_without_the_audit_around_it(audit: Audit, view: View) -> None:
    row = finding_row(audit.findings[0], view)
    assert (row["team"], row["clauses"], row["regulations"]) == ("售后一组", ["A5", "B13"], [])


def test_the_reason_speaks_for_a_rule_without_message(audit: Audit, view_of: Callable[..., View]) -> None:
    row = finding_row(audit.findings[1], view_of(lang="en"))
    assert (row["message"], row["reason"]) == ("never said", "never said")


def test_spans_point_into_the_original_text_although_the_words_are_masked(audit: Audit, view: View) -> None:
    first = audit.findings[0]
    turn = first.conversation.turns[1]
    number = Hit(1, 1, 12, 23, turn.text[12:23], "", "")
    row = finding_row(replace(first, breach=Breach(1, number, message("test.banned", text=number.text))), view)
    assert (row["span"], row["text"], row["reason"]) == ([12, 23], "138****5678", "说了“138****5678”")
    assert turn.text[12:23] == "13812345678"


def test_time_of_a_finding_is_the_breach_then_the_words_then_the_turn(audit: Audit, view: View) -> None:
    first = audit.findings[0]
    hit = first.breach.hit
    assert hit is not None
    own, spoken = replace(first.breach, time_s=1.0), Breach(2, replace(hit, start_s=2.0), BLIND)
    breaches = (own, spoken, Breach(2, None, BLIND), Breach(None, None, BLIND))
    times = [finding_row(replace(first, breach=breach), view)["time"] for breach in breaches]
    assert times == [1.0, 2.0, 10.5, None]


def test_words_of_an_event_have_no_span(audit: Audit, view: View) -> None:
    event = Hit(9, None, 0, 0, "callback", "callback", "callback")
    row = finding_row(replace(audit.findings[0], breach=Breach(None, event, BLIND)), view)
    assert (row["turn"], row["span"], row["text"]) == (None, None, "callback")


def test_team_of_one_who_took_over_comes_from_the_card(audit: Audit) -> None:
    taken_over = audit.findings[2]
    card = replace(audit.scorecards[2], team="夜班")
    assert (team_of(taken_over), team_of(taken_over, {"A300": card}), team_of(taken_over, {})) == (None, "夜班", None)


def test_tally_row_has_no_rate_without_opportunities() -> None:
    assert tally_row(Tally(0, 0, 2, 0.0, 1.0)) == {"opportunities": 0, "failures": 0, "unknown": 2, "rate": None, "low": 0.0, "high": 1.0}
    assert tally_row(Tally(3, 1, 0, 0.0614923, 0.7923404)) == {
        "opportunities": 3, "failures": 1, "unknown": 0, "rate": 0.333333, "low": 0.061492, "high": 0.79234,
    }  # fmt: skip


def test_agent_row_masks_ids_and_keeps_what_is_not_known_null(audit: Audit, view: View) -> None:
    row = agent_row(replace(audit.scorecards[3], agent="13812345678", score=None, checkable=None), view)
    assert (row["agent"], row["name"], row["team"], row["score"], row["checkable"]) == ("138****5678", None, None, None, None)
