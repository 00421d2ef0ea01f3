"""What does not count is said in every report that counts or lists findings: overturned, waived, known before."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from compliance.model.appeal import Appeal, Decision
from compliance.model.finding import Finding
from compliance.model.problem import Place
from compliance.model.scorecard import Audit
from compliance.model.waiver import Waiver
from compliance.reports import REPORTS
from compliance.reports.excused import set_aside
from compliance.reports.report import View
from compliance.scoring.reviews import reviewed

WAIVER = Waiver("curt", "desk-7", "", "试用期，打13812345678", "李主管", date(2026, 6, 30), Place("waivers.yaml", 1))
GRANTED = Appeal("f000000000000003", "ban-shirking", "chat", Decision.GRANTED, "说的是别家公司", "王经理", "2026-03-06T10:00:00+08:00")
WHY = {"2": "以前就有，已记在基线里", "4": "已豁免：试用期，打138****5678（李主管，到 2026-06-30）"}


@pytest.fixture
def gated(audit: Audit) -> Audit:
    """As a gate leaves it: the second finding is known, the fourth waived."""
    first, second, third, fourth, fifth = audit.findings
    return replace(audit, findings=(first, replace(second, known=True), third, replace(fourth, waived=WAIVER), fifth))


def written(name: str, audit: Audit, view: View) -> bytes:
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in REPORTS[name].render(audit, view))


def opened(audit: Audit, view: View) -> Workbook:
    return load_workbook(io.BytesIO(written("xlsx", audit, view)))


def test_the_workbook_marks_what_a_gate_let_pass(gated: Audit, view: View) -> None:
    heading, *rows = opened(gated, view)["问题项"].iter_rows(values_only=True)
    assert [row[heading.index("放过")] for row in rows] == [WHY.get(finding.fingerprint[-1]) for finding in gated.findings]


def test_it_has_no_column_for_it_where_nothing_passed(audit: Audit, view: View) -> None:
    assert "放过" not in [cell.value for cell in opened(audit, view)["问题项"][1]]


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh", "其中复核撤销 1 · 已豁免 1 · 基线里已有 1"), ("en", "of these: overturned by reviews 1 · waived 1 · known before 1")],
)
def test_the_page_for_a_pull_request_counts_them(lang: str, told: str, gated: Audit, audit: Audit, view_of: Callable[..., View]) -> None:
    view = view_of(lang=lang)
    lines = written("markdown_summary", reviewed(gated, [GRANTED]), view).decode().split("\n")
    assert lines[2].startswith("**")
    assert lines[3:6] == ["", told, ""]
    assert view.word("of_these", told="") not in written("markdown_summary", audit, view).decode()


def test_the_overview_of_the_workbook_counts_them(gated: Audit, view: View) -> None:
    rows = [row[:2] for row in opened(reviewed(gated, [GRANTED]), view)["概览"].iter_rows(values_only=True)]
    assert [row for row in rows if row[0] in ("复核撤销", "已豁免", "基线里已有")] == [("复核撤销", 1), ("已豁免", 1), ("基线里已有", 1)]


def test_code_scanning_learns_what_is_new(gated: Audit, audit: Audit, view: View) -> None:
    """Of what is waived a baseline says nothing; without a known finding there may have been no baseline."""

    def states(told: Audit) -> list[str | None]:
        return [result.get("baselineState") for result in json.loads(written("sarif", told, view))["runs"][0]["results"]]

    assert states(gated) == ["new", "unchanged", "new", None, "new"]
    assert states(audit) == [None] * 5


def test_only_what_there_is_is_counted(audit: Audit, gated: Audit) -> None:
    waived: list[Finding] = [replace(finding, waived=WAIVER) for finding in audit.findings]
    assert set_aside(audit) == {}
    assert set_aside(gated) == {"waived": 1, "known": 1}
    assert set_aside(reviewed(replace(audit, findings=tuple(waived)), [GRANTED])) == {"overturned": 1, "waived": 5}
