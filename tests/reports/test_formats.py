"""What holds for every format that other programs read: golden files, the same bytes each time, steady fingerprints, little memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.audit import Plan
from compliance.audit import audit as judged
from compliance.model.appeal import Appeal, Decision
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit, Final
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Outcome
from compliance.reports import REPORTS
from compliance.reports.report import View

FILES = {
    "junit": "junit.xml",
    "sarif": "findings.sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown_summary": "markdown_summary.md",
    "openmetrics": "openmetrics.txt",
    "listening": "listening.csv",
    "m3u": "listening.m3u8",
}
SHORT = ("markdown_summary", "openmetrics", "listening", "m3u")  # however much was found
SAID = st.sampled_from(["随便", "不知道，随便", "您好", "好的"])
RULES = """
version: 1
rules:
  - {id: curt, level: error, must_not: {agent: [随便, 不知道]}}
  - {id: hello, level: warn, must: {agent: [您好]}}
"""


def told(name: str, audit: Audit, view: View) -> bytes:
    return b"".join(str(piece).encode("utf-8", "replace") for piece in REPORTS[name].render(audit, view))


@pytest.mark.usefixtures("golden")  # by name, so that --renew-golden finds it
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FILES)
def test_golden(name: str, lang: str, audit: Audit, request: pytest.FixtureRequest) -> None:
    stem, _, ending = FILES[name].partition(".")
    actual = told(name, audit, request.getfixturevalue("view_of")(lang=lang)).decode()
    assert actual == request.getfixturevalue("golden")(FILES[name] if lang == "zh" else f"{stem}.en.{ending}", actual)


@pytest.mark.parametrize("name", FILES)
def test_the_same_audit_makes_the_same_bytes(name: str, audit: Audit, view: View) -> None:
    assert told(name, audit, view) == told(name, replace(audit), view)


@pytest.mark.parametrize("name", FILES)
def test_more_findings_make_more_pieces_or_none_and_never_larger_ones(name: str, many: Callable[[int], Audit], view: View) -> None:
    """So nothing large is held in memory: what is told is handed on at once, or it is short."""
    few, lots = ([len(str(piece)) for piece in REPORTS[name].render(many(times), view)] for times in (20, 200))
    assert max(lots) <= max(few) + 20  # ids grow by a digit
    assert (sum(lots) < 2 * sum(few)) == (name in SHORT)


def test_what_a_review_has_overturned_fails_no_more(audit: Audit, view: View) -> None:
    """Code scanning keeps it, closed; the others leave it out."""
    first, words = audit.findings[0], "上一通已经安抚过，见 13812345678"
    granted = Appeal(first.fingerprint, first.rule.id, first.conversation.id, Decision.GRANTED, words, "周", "2026-03-06T09:00:00+08:00")
    passed = (replace(audit.verdicts[0][0], outcome=Outcome.PASS), *audit.verdicts[0][1:])
    final = Final({first.fingerprint: granted}, (), {}, (passed, *audit.verdicts[1:]), audit.scorecards, audit.by_rule)
    reviewed = replace(audit, final=final)
    results = json.loads(told("sarif", reviewed, view))["runs"][0]["results"]
    closed = [{"kind": "external", "status": "accepted", "justification": "上一通已经安抚过，见 138****5678"}]
    assert [result.get("suppressions") for result in results] == [closed, None, None, None, None]
    assert told("junit", reviewed, view).count(b"<failure") == told("junit", audit, view).count(b"<failure") - 1
    for name in ("github", "gitlab", "listening"):
        assert "还没有安抚就先解释" in told(name, audit, view).decode()
        assert "还没有安抚就先解释" not in told(name, reviewed, view).decode()


@pytest.fixture(scope="module")
def rulebook(rulebook_of: Callable[[str], Rulebook]) -> Rulebook:
    return rulebook_of(RULES)


def talk(number: int, said: list[str]) -> Conversation:
    return Conversation(f"call-{number}", "calls.jsonl", tuple(Turn(n, Role.AGENT, text) for n, text in enumerate(said)), line=number + 1)


def fingerprints(name: str, audit: Audit, view: View) -> dict[str, list[str]]:
    """Those of each conversation, as a program would read them out of the report."""
    rows = json.loads(told(name, audit, view))
    found: dict[str, list[str]] = {}
    for row in rows if name == "gitlab" else rows["runs"][0]["results"]:
        text = row["description"] if name == "gitlab" else row["message"]["text"]
        own = row["fingerprint"] if name == "gitlab" else row["partialFingerprints"]["primaryLocationLineHash"]
        found.setdefault(re.findall(r"call-\d+", text)[0], []).append(own)
    return found


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
@settings(max_examples=30)
@given(said=st.lists(st.lists(SAID, min_size=1, max_size=3), min_size=1, max_size=5), at=st.integers(0, 5))
def test_another_conversation_changes_no_fingerprint_of_the_others(
    name: str, rulebook: Rulebook, view: View, said: list[list[str]], at: int
) -> None:
    talks = [talk(number, texts) for number, texts in enumerate(said)]
    more = [*talks[:at], talk(99, ["随便", "随便"]), *talks[at:]]
    before, after = (fingerprints(name, judged(some, Plan(rulebook)), view) for some in (talks, more))
    added = after.pop("call-99")
    assert after == before
    every = [own for prints in (*after.values(), added) for own in prints]
    assert len(set(every)) == len(every)
