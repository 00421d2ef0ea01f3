"""Indicators: what is taken for satisfaction, a first response, work done on time and a complaint, and what is not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from compliance.model.problem import Place
from compliance.model.rule import Anything, Level, Rule, Said, Trigger
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.model.verdict import Judgement, Outcome, Verdict
from compliance.model.window import Window
from compliance.scoring.indicators import (
    classified,
    complained,
    complaint_rules,
    dated_rules,
    first_response,
    on_time,
    rating,
    satisfied,
    within_limit,
)

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
ROLES = {"客": Role.CUSTOMER, "服": Role.AGENT, "机": Role.BOT}
PASS, FAIL, UNKNOWN, IDLE = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_TRIGGERED


def talk(*lines: str, **more: Any) -> Conversation:
    """Lines such as "客 16 18 在吗": who, from, until (– for none), what."""
    turns = []
    for index, line in enumerate(lines):
        who, start, end, text = line.split(" ", 3)
        turns.append(Turn(index, ROLES[who], text, *(None if time == "–" else float(time) for time in (start, end))))
    return Conversation("t", "t.jsonl", tuple(turns), **{"epoch": NINE, **more})


def rule(name: str, **more: Any) -> Rule:
    return Rule(name, name, "must", None, Level.WARN, 1.0, more.pop("clauses", ()), Place("rules.yaml"), **more)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((yes, True) for yes in ("满意", "非常满意", "比较满意", "基本满意", "客户表示满意", "好评", "没有不满意", "5", 4, 5.0, True)),
        *((no, False) for no in ("不满意", "不太满意", "很不满意", "未表示满意", "差评", "一般", "失望", "1", "3", 2, False)),
        *((none, None) for none in ("", "已回访", "满意度未评", 0, 10, "95", None, ["满意"], float("nan"))),
    ],
)
def test_what_a_rating_says(value: object, expected: bool | None) -> None:
    assert rating(value) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"record": {"feedback": "满意"}}, True),
        ({"record": {"feedback": ""}, "attributes": {"csat": 2}}, False),
        ({"extra": {"evaluation": "不满意"}}, False),
        ({"events": (Event("evaluation", None, {"score": 5}),), "record": {"feedback": "不满意"}}, True),
        ({"events": (Event("feedback", None, {"score": 5}),)}, None),
    ],
)
def test_where_a_rating_is_looked_for(fields: dict[str, Any], expected: bool | None) -> None:
    assert satisfied(talk("服 – – 再见", **fields)) is expected


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("您对处理结果满意吗", "满意", True),
        ("您对处理结果满意吗", "不太满意", False),
        ("您对处理结果满意吗", "还可以", None),
        ("还有什么可以帮您", "没有了，我很满意", True),
        ("还有什么可以帮您", "我对你们很不满意", False),
        ("还有什么可以帮您", "这样你觉得我会满意吗", None),
        ("还有什么可以帮您", "怎么可能满意", None),
        ("还有什么可以帮您", "发票要写满意家居公司", None),
    ],
)
def test_what_the_customer_says_at_the_end(asked: str, answer: str, expected: bool | None) -> None:
    assert satisfied(talk(f"服 – – {asked}", f"客 – – {answer}", "服 – – 再见")) is expected


def test_only_the_end_is_listened_to() -> None:
    assert satisfied(talk("客 – – 我非常满意", *["客 – – 嗯"] * 3)) is None


@pytest.mark.parametrize(
    ("lines", "fields", "expected"),
    [
        (("客 0 – 在吗", "服 16 – 在的", "服 41 – 请讲"), {"channel": "chat"}, (16.0, 1)),
        (("客 0 4 在吗", "机 5 6 排队中", "服 16 – 在的"), {"channel": "chat"}, (12.0, 2)),
        (("客 0 9 在吗", "服 5 6 在的"), {"channel": "chat"}, None),
        (("客 0 9 喂", "服 12 14 您好"), {"channel": "call"}, None),
        (("客 0 9 喂", "服 12 14 您好"), {}, None),
        (("服 0 – 您好", "客 8 – 在吗", "服 9 – 在"), {"channel": "chat"}, None),
        (("客 – – 在吗", "服 – – 在"), {"channel": "chat"}, None),
        (("客 0 – 在吗",), {"channel": "chat"}, None),
        (("服 60 65 您好",), {"channel": "counter", "events": (Event("arrived", 0.0), Event("completed", 90.0))}, (60.0, 0)),
        (("服 0 5 您好",), {"channel": "call", "events": (Event("request", -600.0),)}, (600.0, 0)),
        (("服 0 5 您好",), {"channel": "call", "events": (Event("inquiry", 0.0), Event("request", None))}, None),
    ],
)
def test_how_long_the_customer_waited(lines: tuple[str, ...], fields: dict[str, Any], expected: tuple[float, int] | None) -> None:
    assert first_response(talk(*lines, **fields)) == expected


@pytest.mark.parametrize(
    ("outcomes", "expected"), [((), None), ((UNKNOWN,), None), ((PASS,), True), ((PASS, IDLE), True), ((PASS, FAIL), False)]
)
def test_limits_are_kept_where_none_is_broken(outcomes: tuple[Outcome, ...], expected: bool | None) -> None:
    row = [Verdict(f"limit-{i}", "t", outcome) for i, outcome in enumerate(outcomes)]
    assert within_limit([*row, Verdict("other", "t", FAIL)], frozenset({"limit-0", "limit-1"})) is expected


@pytest.mark.parametrize(
    ("record", "completed_s", "expected"),
    [
        ({"finish_by": "2026-03-02 18:00"}, 32400.0, (1, 1)),
        ({"finish_by": "2026-03-02 18:00"}, 32401.0, (0, 1)),
        ({"expected_finish": "2026/3/2"}, 54000.0, (1, 1)),
        ({"deadline": "2026年3月2日"}, 54001.0, (0, 1)),
        ({"deadline": "周五"}, 10.0, (0, 0)),
        ({"deadline": "2026-02-30"}, 10.0, (0, 0)),
        ({"deadline": "9999-12-31"}, 10.0, (0, 0)),
        ({"deadline": "2026-03-02"}, None, (0, 0)),
        ({}, 10.0, (0, 0)),
    ],
)
def test_work_is_on_time_by_the_date_of_its_record(record: dict[str, str], completed_s: float | None, expected: tuple[int, int]) -> None:
    conversation = talk("服 – – 好", record=record, events=(Event("completed", completed_s),))
    assert on_time(conversation, (), frozenset()) == expected


def test_duties_with_a_date_count_each() -> None:
    row = Verdict("dated", "t", FAIL, tuple(Judgement(outcome) for outcome in (PASS, PASS, FAIL, UNKNOWN, Outcome.PENDING)))
    other = Verdict("other", "t", FAIL, (Judgement(FAIL),))
    assert on_time(talk("服 – – 好"), (row, other), frozenset({"dated"})) == (2, 3)


def test_rules_with_a_date_look_beyond_the_contact_and_by_the_clock() -> None:
    day, reply = Window(1, "workdays"), Window(1, "replies")
    rules = (rule("a", over="case", within=day), rule("b", over="case", within=reply), rule("c", within=day), rule("d", over="case"))
    assert dated_rules(rules) == {"a"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"kind": "complaint"}, True),
        ({"record": {"category": "投诉"}}, True),
        ({"record": {"category": "退货"}}, False),
        ({"attributes": {"complaint": True}}, True),
        ({"events": (Event("complaint", None),)}, True),
    ],
)
def test_what_makes_a_complaint(fields: dict[str, Any], expected: bool) -> None:
    assert complained(talk("服 – – 好", **fields), (), frozenset()) is expected


@pytest.mark.parametrize(("outcome", "expected"), [(PASS, True), (FAIL, True), (IDLE, False), (UNKNOWN, False)])
def test_a_complaint_is_heard_by_a_rule(outcome: Outcome, expected: bool) -> None:
    assert complained(talk("服 – – 好"), [Verdict("heard", "t", outcome)], frozenset({"heard"})) is expected


def test_rules_that_hear_complaints_cite_the_clause_and_wait_for_the_customer() -> None:
    heard = Trigger(Said(0, Role.CUSTOMER, ()))
    rules = (
        rule("yes", clauses=("D4", "C6"), when=heard),
        rule("other-clause", clauses=("D4",), when=heard),
        rule("agent", clauses=("C6",), when=Trigger(Said(1, Role.AGENT, ()))),
        rule("anything", clauses=("C6",), when=Trigger(Anything(Role.CUSTOMER))),
        rule("always", clauses=("C6",)),
    )
    assert complaint_rules(rules) == {"yes"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({}, False), ({"record": {"category": ""}}, False), ({"record": {"category": "退货"}}, True), ({"kind": "follow-up"}, True)],
)
def test_silence_on_complaints_means_none_only_where_data_would_tell(fields: dict[str, Any], expected: bool) -> None:
    assert classified(talk("服 – – 好", **fields)) is expected
