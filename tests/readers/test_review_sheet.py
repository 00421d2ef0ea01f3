"""The workbook that came back: what was decided in it, row by row, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook as Writer

from compliance.model.appeal import Appeal, Decision, seal
from compliance.model.problem import Problems
from compliance.readers import review_sheet
from compliance.readers.review_sheet import read_sheet

HEADINGS = {
    "zh": ["编号", "规则编号", "会话", "申诉", "申诉理由", "复核人", "校验码"],
    "en": ["finding", "rule", "conversation", "appeal", "reason for the decision", "reviewer", "check code"],
}
AT = "2026-03-06T10:00:00+08:00"
ID = "0123456789abcdef"


def row(decision: object = "未申诉", reason: object = None, reviewer: object = None, finding: str = ID, **other: object) -> list[object]:
    """A row that was written with 未申诉."""
    check = f"{seal(ID if finding == 'x' else finding, 'curt', 't1')}-{seal('none', '')}"
    cells: dict[str, object] = {"finding": finding, "rule": "curt", "transcript": "t1", "decision": decision, "reason": reason}
    return [*{**cells, "reviewer": reviewer, "check": check, **other}.values()]


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., str]:
    def made(*rows: list[object], lang: str = "zh", before: Mapping[str, list[list[object]]] | None = None) -> str:
        book = Workbook()
        for title, others in (before or {}).items():
            for other in others:
                (book[title] if title in book.sheetnames else book.create_sheet(title)).append(other)
        page = book.create_sheet("问题项")
        page.append(HEADINGS[lang])
        for one in rows:
            page.append(one)
        file = tmp_path / "a.xlsx"
        book.save(file)
        return str(file)

    return made


def said(decision: Decision, reason: str = "", reviewer: str = "王", finding: str = ID) -> Appeal:
    return Appeal(finding, "curt", "t1", decision, reason, reviewer, AT)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (row(), None),
        (row(None), None),
        (row(" 成立 ", "说过了", "王"), said(Decision.GRANTED, "说过了")),
        (row("granted", "说过了", "王"), said(Decision.GRANTED, "说过了")),
        (row("驳回", 5, "王"), said(Decision.REJECTED, "5")),
        (row("申诉中"), said(Decision.APPEALED, reviewer="李")),
        (row("成立", "一\r\n二_x000D_", "王"), said(Decision.GRANTED, "一\n二")),
        (row("成立", "_x005F_x0041_", "王"), said(Decision.GRANTED, "_x0041_")),
        (row("未申诉", "先记一笔"), said(Decision.NONE, "先记一笔", "李")),
        (row("成立", "=客户先说的", "王"), said(Decision.GRANTED, "=客户先说的")),  # a formula for the program that writes it
        (row("成立", ArrayFormula("E2", "=客户先说的"), "王"), said(Decision.GRANTED, "=客户先说的")),
    ],
)
@pytest.mark.parametrize("lang", HEADINGS)
def test_what_was_decided(lang: str, cells: list[object], expected: Appeal | None, sheet: Callable[..., str]) -> None:
    assert read_sheet(sheet(cells, lang=lang), "李", AT) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        ([row("对", "因为", "王")], ["review.bad_decision"]),
        ([row("成立", None, "王")], ["review.no_reason"]),
        ([row("驳回", "  ", "王")], ["review.no_reason"]),
        ([row("成立", "因为")], ["review.no_reviewer"]),
        ([row("成立", "因为", "王", "x")], ["review.changed_row"]),
        ([row("成立", "因为", "王", transcript="t2")], ["review.changed_row"]),
        ([row("成立", "因为", "王", check="")], ["review.changed_row"]),
        ([row("成立", "因为", "王"), row("驳回", "因为", "王")], ["review.twice"]),
        ([row("对"), row(), row("成立")], ["review.bad_decision", "review.no_reason"]),
    ],
)
def test_what_is_refused(rows: list[list[object]], keys: list[str], sheet: Callable[..., str]) -> None:
    file = sheet(*rows)
    with pytest.raises(Problems) as refused:
        read_sheet(file, None, AT)
    assert [problem.what.key for problem in refused.value.problems] == keys
    assert all(str(problem.place).startswith(f"{file} 问题项:") for problem in refused.value.problems)
    assert all(problem.hint for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("#NAME?", "=已说过"), ("#N/A", "=已说过"), ("#DIV/0!", "=已说过"), ("", "=已说过"), ("同上一行", "同上一行"), (5, "5")],
)
def test_what_a_spreadsheet_took_for_a_formula_counts_as_typed_unless_it_was_one(value: str | int, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with Writer(file) as book:
        page = book.add_worksheet("问题项")
        page.write_row(0, 0, HEADINGS["zh"])
        page.write_row(1, 0, row("成立", "", "王"))
        page.write_formula(1, 4, "=已说过", None, value)
    assert read_sheet(str(file), None, AT) == (said(Decision.GRANTED, reason),)


def test_empty_rows_other_sheets_and_other_columns_do_not_matter(sheet: Callable[..., str]) -> None:
    file = sheet([None] * 7, row("成立", "因为", "王"), before={"Sheet": [["说明"], ["编号", 1]]})
    book = load_workbook(file)
    book["问题项"].insert_cols(1)
    book["问题项"]["A1"] = "备注"
    book.save(file)
    assert read_sheet(file, None, AT) == (said(Decision.GRANTED, "因为"),)


def test_a_sheet_without_the_columns(sheet: Callable[..., str]) -> None:
    file = sheet(row())
    book = load_workbook(file)
    book["问题项"].delete_cols(7)
    book.save(file)
    with pytest.raises(Problems) as refused:
        read_sheet(file, None, AT)
    assert [problem.what.key for problem in refused.value.problems] == ["review.no_sheet"]


def test_a_workbook_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.xlsx"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 10_000)
    monkeypatch.setattr(review_sheet, "MOST_UNPACKED", 9_999)
    with pytest.raises(Problems) as refused:
        read_sheet(str(file), None, AT)
    assert [problem.what.key for problem in refused.value.problems] == ["review.too_large"]


@given(st.binary() | st.integers(0, 10_000))
def test_a_broken_workbook_is_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes | int) -> None:
    """Any bytes, or a workbook with one byte changed."""
    file = tmp_path_factory.mktemp("broken") / "a.xlsx"
    if isinstance(data, int):
        stream = io.BytesIO()
        book = Workbook()
        book.save(stream)
        whole = bytearray(stream.getvalue())
        whole[data % len(whole)] ^= 0xFF
        data = bytes(whole)
    file.write_bytes(data)
    with pytest.raises(Problems) as refused:
        read_sheet(str(file), None, AT)
    assert {problem.what.key for problem in refused.value.problems} <= {"review.not_a_workbook", "review.no_sheet", "review.too_large"}
