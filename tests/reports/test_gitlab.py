"""Code Quality: an array of issues as GitLab reads it, each with a fingerprint of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate

from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.gitlab import SEVERITIES, render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
# Exactly what GitLab documents, and nothing else.
FORMAT = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def issues(audit: Audit, view: View) -> Any:
    found = json.loads("".join(render(audit, view)).encode())
    validate(found, FORMAT)
    return found


def test_one_issue_a_finding(audit: Audit, view: View) -> None:
    found = issues(audit, view)
    assert [issue["fingerprint"] for issue in found] == [finding.fingerprint for finding in audit.findings]
    assert [issue["severity"] for issue in found] == ["major", "major", "blocker", "minor", "minor"]
    assert found[0]["location"] == {"path": "talks/call-0001.jsonl", "lines": {"begin": 3}}


def test_nothing_found_is_an_empty_array(audit: Audit, view: View) -> None:
    assert issues(replace(audit, findings=()), view) == []


def test_every_level_has_its_severity() -> None:
    assert [*SEVERITIES] == sorted(Level, reverse=True)


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    told = [issue["description"] for issue in issues(biting(bite), view)]
    assert [printable(text) for text in told] == told
    assert len(told) == 1


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert len(issues(biting(text), view)) == 1
