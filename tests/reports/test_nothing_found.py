"""An audit that found nothing: because nothing was wrong, or because nothing could be judged; no report mistakes one for the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from compliance.audit import Plan
from compliance.audit import audit as judged
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.reports import REPORTS
from compliance.reports.report import View

RULES = """
version: 1
rules:
  - {id: quick, name: 二十秒内应答, level: error, when: {customer: [在吗]}, must: {agent: [您好]}, within: 20s}
"""
NO_FINDINGS, NO_CHECKS = "没有发现问题。", "没有可判定的检查"
READ = ("terminal", "coach", "markdown_summary", "html")  # what people read


@pytest.fixture(scope="module")
def rulebook(rulebook_of: Callable[[str], Rulebook]) -> Rulebook:
    return rulebook_of(RULES)


def told_of(rulebook: Rulebook, *starts: float | None) -> Audit:
    """The customer asks, the agent answers, each at that second of the conversation, if any."""
    words = ((Role.CUSTOMER, "在吗"), (Role.AGENT, "您好，请讲"))
    turns = tuple(Turn(n, role, text, start) for n, ((role, text), start) in enumerate(zip(words, starts, strict=True)))
    talk = Conversation("c-1", "c.jsonl", turns, agent=Agent("A7", "何静", "早班"))
    return judged([talk], Plan(rulebook))


@pytest.fixture(scope="module")
def well(rulebook: Rulebook) -> Audit:
    return told_of(rulebook, 0.0, 2.0)


@pytest.fixture(scope="module")
def blind(rulebook: Rulebook) -> Audit:
    return told_of(rulebook, None, None)


def written(name: str, audit: Audit, view: View) -> bytes:
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in REPORTS[name].render(audit, view))


def said(name: str, audit: Audit, view: View) -> str:
    """A page without its style and script."""
    return written(name, audit, view).decode().partition("<script")[0].rpartition("</style>")[2]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("findings", ""), ("github", ""), ("gitlab", "[]\n"), ("m3u", "#EXTM3U\n#PLAYLIST:最该回看的片段\n")],
)
def test_lists_are_empty(name: str, expected: str, well: Audit, blind: Audit, view: View) -> None:
    assert [written(name, audit, view).decode() for audit in (well, blind)] == [expected] * 2


@pytest.mark.parametrize("name", ["csv", "listening"])
def test_tables_keep_their_headings(name: str, well: Audit, view: View) -> None:
    assert written(name, well, view).decode("utf-8-sig").count("\r\n") == 1


def test_the_workbook_has_all_its_sheets(well: Audit, view: View) -> None:
    book = load_workbook(BytesIO(written("xlsx", well, view)))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [
        ("概览", 11), ("客服", 2), ("问题项", 1), ("规则", 2), ("会话", 1), ("方法", 10),
    ]  # fmt: skip


def test_servers_see_what_passed_and_what_was_skipped(well: Audit, blind: Audit, view: View) -> None:
    assert ["<skipped" in written("junit", audit, view).decode() for audit in (well, blind)] == [False, True]
    assert [json.loads(written("sarif", audit, view))["runs"][0]["results"] for audit in (well, blind)] == [[], []]


@pytest.mark.parametrize("name", ["terminal", "html"])
def test_nobody_is_told_that_nothing_is_wrong_where_nothing_could_be_judged(name: str, well: Audit, blind: Audit, view: View) -> None:
    assert NO_FINDINGS in said(name, well, view)
    assert NO_FINDINGS not in said(name, blind, view)


@pytest.mark.parametrize("name", ["coach", "html"])
def test_it_is_said_that_nothing_could_be_judged(name: str, well: Audit, blind: Audit, view: View) -> None:
    assert NO_CHECKS not in said(name, well, view)
    assert NO_CHECKS in said(name, blind, view)


@pytest.mark.parametrize("name", ["terminal", "markdown_summary"])
def test_nobody_needs_attention_of_whom_nothing_was_found(name: str, well: Audit, audit: Audit, view: View) -> None:
    assert [title in said(name, well, view) for title in ("优先关注", "各位客服")] == [False, True]
    assert [title in said(name, audit, view) for title in ("优先关注", "各位客服")] == [True, False]


def test_the_page_leads_nowhere_where_there_is_nothing_to_see(well: Audit, blind: Audit, audit: Audit, view: View) -> None:
    assert ['class="jump"' in said("html", told, view) for told in (well, blind, audit)] == [False, False, True]
    assert ["点姓名" in said("html", told, view) for told in (well, blind, audit)] == [False, False, True]
    assert ["该判的检查都判出来了" in said("html", told, view) for told in (well, blind, audit)] == [True, False, False]
    assert "0.0%" in said("html", well, view).partition("有问题的会话")[2][:60]
    assert "–" in said("html", blind, view).partition("有问题的会话")[2][:60]


@pytest.mark.parametrize("name", READ)
def test_one_day_is_told_once(name: str, audit: Audit, view: View) -> None:
    day = replace(audit, conversations=audit.conversations[:1], verdicts=audit.verdicts[:1])
    assert "2026-03-02 至 2026-03-02" not in said(name, day, view)
