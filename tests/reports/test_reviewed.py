"""Machine, reviewed and final result side by side in every report that shows findings; nothing of it without reviews."""

from __future__ import annotations

import csv as tables
import json

import pytest

from compliance.model.appeal import Appeal, Decision
from compliance.model.scorecard import Audit
from compliance.reports import REPORTS
from compliance.reports.report import View
from compliance.scoring.reviews import reviewed

AT = "2026-03-06T10:00:00+08:00"
REVIEWS = (
    Appeal("f000000000000001", "empathy-first", "call-0001", Decision.GRANTED, "先说过抱歉，电话 13812345678", "王主管", AT),
    Appeal("f000000000000002", "hold-check-in", "call-0001", Decision.APPEALED, "", "林晓", AT),
    Appeal("f000000000000003", "ban-shirking", "chat-1", Decision.REJECTED, "确实说了", "王主管", AT),
    Appeal("f000000000000009", "curt", "gone", Decision.REJECTED, "另一天的", "王主管", AT),
)


@pytest.fixture(scope="module")
def both(audit: Audit) -> Audit:
    return reviewed(audit, REVIEWS)


def told(name: str, audit: Audit, view: View) -> str:
    return "".join(str(piece) for piece in REPORTS[name].render(audit, view))


def rows(name: str, audit: Audit, view: View) -> list[dict[str, object]]:
    return [json.loads(line) for line in told(name, audit, view).splitlines()]


def test_findings(both: Audit, view: View) -> None:
    found = [(row["machine"], row["reviewed"] and row["reviewed"]["decision"], row["final"]) for row in rows("findings", both, view)]  # type: ignore[index]
    assert found == [
        ("fail", "granted", "pass"),
        ("fail", "appealed", "fail"),
        ("fail", "rejected", "fail"),
        ("fail", None, "fail"),
        ("fail", None, "fail"),
    ]
    first = {"decision": "granted", "reason": "先说过抱歉，电话 138****5678", "reviewer": "王主管", "at": AT}
    assert rows("findings", both, view)[0]["reviewed"] == first


def test_agents_have_both_scores(both: Audit, audit: Audit, view: View) -> None:
    found = {row["agent"]: (row["score"], row["final"]) for row in rows("agents", both, view)}
    assert found["A102"] == (53.5714, {"score": 89.2857, "fatal": 0, "findings": 1, "failures": 1})
    assert found["A300"] == (0.0, {"score": 0.0, "fatal": 1, "findings": 1, "failures": 1})


def test_verdicts(both: Audit, view: View) -> None:
    changed = [(row["rule"], row["verdict"], row["final"]) for row in rows("verdicts", both, view) if row["verdict"] != row["final"]]
    assert changed == [("empathy-first", "fail", "pass")]


def test_the_summary_counts_decisions(both: Audit, view: View) -> None:
    assert json.loads(told("summary", both, view))["reviews"] == {
        "decisions": {"none": 2, "appealed": 1, "granted": 1, "rejected": 1},
        "lost": 1,
        "findings": {"fatal": 1, "error": 1, "warn": 2, "info": 0},
        "precision": {
            "ban-shirking": {"decided": 1, "upheld": 1, "precision": 1.0, "low": 0.206549, "high": 1.0},
            "curt": {"decided": 1, "upheld": 1, "precision": 1.0, "low": 0.206549, "high": 1.0},
            "empathy-first": {"decided": 1, "upheld": 0, "precision": 0.0, "low": 0.0, "high": 0.793451},
        },
    }


def test_the_table(both: Audit, view: View) -> None:
    _, first, second, *_ = tables.reader(told("csv", both, view).splitlines())
    assert first[-6:] == ["违规", "成立", "先说过抱歉，电话 138****5678", "王主管", AT, "撤销"]
    assert second[-6:] == ["违规", "申诉中", "", "林晓", AT, "违规"]


def test_people_read_both(both: Audit, view: View) -> None:
    page = told("terminal", both, view)
    assert "复核：申诉中 1 · 成立 1 · 驳回 1；复核后问题项 4" in page
    assert "申诉驳回，维持（王主管：确实说了）" in page
    assert "复核后得分" in page
    assert "还没有安抚就先解释" not in page  # overturned
    lesson = told("coach", both, view)
    assert "先安抚后解释  申诉成立，不计（王主管：先说过抱歉，电话 138****5678）" in lesson


@pytest.mark.parametrize("name", ["findings", "verdicts", "agents", "summary", "csv", "terminal", "coach"])
def test_without_reviews_nothing_is_said_of_them(name: str, audit: Audit, view: View) -> None:
    page = told(name, audit, view)
    assert not [word for word in ("复核", '"final"', '"reviewed"', '"reviews"', "最终") if word in page]
