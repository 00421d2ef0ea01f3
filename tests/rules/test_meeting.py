"""Meetings: which witnesses a demand made of several parts names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.verdict import Verdict

Judged = Callable[[str, str], Verdict]


@pytest.mark.parametrize(
    ("demand", "outcome", "witnesses", "settled"),
    [
        ("{all: [{agent: 甲}, {agent: 乙}]}", "pass", ["甲", "乙"], 4),
        ("{all: [{agent: 乙}, {agent: 甲}]}", "pass", ["乙", "甲"], 4),
        ("{any: [{agent: 乙}, {agent: 甲}]}", "pass", ["甲"], 2),  # what came first, not what was written first
        ("{any: [{agent: 丙}, {agent: 乙}]}", "pass", ["乙"], 4),
        ("{all: [{agent: 甲}, {any: [{agent: 丙}, {agent: 乙}]}]}", "pass", ["甲", "乙"], 4),
        ("{any: [{all: [{agent: 甲}, {agent: 乙}]}, {agent: 丁}]}", "pass", ["丁"], 3),
        ("{all: [{agent: 甲}, {agent: 丙}]}", "fail", ["甲"], 5),
        ("{any: [{agent: 丙}, {record: phone}]}", "unknown", [], 5),
        ("{all: [{agent: 甲}, {record: phone}]}", "unknown", ["甲"], 5),
        ("{all: [{agent: 丙}, {record: phone}]}", "fail", [], 5),
    ],
)
def test_witnesses(demand: str, outcome: str, witnesses: list[str], settled: int, judged: Judged) -> None:
    verdict = judged(f"when: {{customer: 开始}}\nmust: {demand}", "服: 丙\n客: 开始\n服: 甲\n服: 丁\n服: 乙")
    (judgement,) = verdict.judgements
    assert (str(verdict.outcome), [hit.text for hit in judgement.witnesses], judgement.settled) == (outcome, witnesses, settled)


@pytest.mark.parametrize(("value", "outcome"), [("王", "pass"), ("0", "pass"), ("false", "pass"), ("", "fail"), ("   ", "fail")])
def test_a_record_field_counts_when_it_holds_something(value: str, outcome: str, judged: Judged) -> None:
    assert str(judged("must: {record: name}", f"# record.name: {value}\n服: 好").outcome) == outcome
