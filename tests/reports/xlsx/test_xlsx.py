"""The workbook: what every cell holds, that nothing in it can run, that its links lead somewhere, and that other programs open it."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from compliance.model.appeal import Appeal, Decision
from compliance.model.message import message
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit
from compliance.reports import csv, xlsx
from compliance.reports.report import View
from compliance.reports.xlsx.cells import MOST_CHARACTERS, harmless, lines_of
from compliance.scoring.reviews import reviewed

ANY = st.text(st.characters(codec=None, categories=None), max_size=30)
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=HYPERLINK(1)",
    "{=1}",
    "https://x.example",
    "internal:A1",
    "<r><t>x</t></r>",
    "<r><</r>",
    "_x0041_",
]
SHEETS = {
    "zh": ["概览", "客服", "问题项", "规则", "会话", "方法"],
    "en": ["Overview", "Agents", "Findings", "Rules", "Conversations", "Method"],
}


def appeal(finding: str, decision: Decision, reason: str = "", reviewer: str = "王主管") -> Appeal:
    return Appeal(finding, "curt", "desk-7", decision, reason, reviewer, "2026-03-06T10:00:00+08:00")


REVIEWS = (
    appeal("f000000000000001", Decision.GRANTED, "=已说\n电话 13812345678"),
    appeal("f000000000000002", Decision.APPEALED),
    appeal("f000000000000003", Decision.REJECTED, "确实说了"),
)


def written(audit: Audit, view: View) -> bytes:
    return b"".join(xlsx.render(audit, view))


def opened(audit: Audit, view: View) -> Workbook:
    return load_workbook(io.BytesIO(written(audit, view)))


def parts(data: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def cells(book: Workbook) -> str:
    """Every row of every sheet, one a line."""
    lines = []
    for sheet in book:
        lines.append(f"# {sheet.title}")
        lines += [json.dumps(row, ensure_ascii=False) for row in sheet.iter_rows(values_only=True)]
    return "\n".join(lines) + "\n"


def column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


@pytest.mark.parametrize(
    ("lang", "reviews", "file"), [("zh", (), "workbook.txt"), ("zh", REVIEWS, "workbook.reviewed.txt"), ("en", REVIEWS, "workbook.en.txt")]
)
def test_golden(
    lang: str, reviews: tuple[Appeal, ...], file: str, audit: Audit, view_of: Callable[..., View], golden: Callable[[str, str], str]
) -> None:
    told = reviewed(audit, reviews) if reviews else audit
    book = opened(told, view_of(lang=lang))
    assert book.sheetnames == SHEETS[lang]
    actual = cells(book)
    assert actual == golden(file, actual)


def test_the_same_audit_makes_the_same_file(audit: Audit, view: View) -> None:
    assert written(audit, view) == written(audit, view)
    assert written(replace(audit, seconds=99.0), view) == written(audit, view)


def test_nothing_in_it_can_run(audit: Audit, view: View) -> None:
    for name, part in parts(written(reviewed(audit, REVIEWS), view)).items():
        assert not re.search(r"<f[ >]|<externalLink|<script|vbaProject|ddeLink", part), name
        if name.endswith(".rels"):
            assert 'TargetMode="External"' not in part


def test_sheets_can_be_worked_in(audit: Audit, view: View) -> None:
    book = opened(audit, view)
    for name in ("客服", "问题项", "规则", "会话"):
        sheet = book[name]
        assert sheet.freeze_panes in ("B2", "C2")
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
    sheet = book["问题项"]
    (asked,) = sheet.data_validations.dataValidation
    place = sheet.cell(1, column(sheet, "申诉")).column_letter
    assert (str(asked.sqref), asked.formula1, asked.type) == (f"{place}2:{place}6", '"未申诉,申诉中,成立,驳回"', "list")
    assert sheet.column_dimensions[sheet.cell(1, column(sheet, "校验码")).column_letter].hidden
    typed = {sheet.cell(2, column(sheet, heading)).number_format for heading in ("申诉", "申诉理由", "复核人")}
    assert typed == {"@"}  # text, also where it begins with =
    fills = {row[0].value: row[0].fill.fgColor.rgb for row in sheet.iter_rows(min_row=2)}
    assert fills == {"致命": "FFF4B6B6", "严重": "FFFFD9B3", "一般": "FFFFF2CC"}


def test_findings_and_turns_lead_to_each_other(audit: Audit, view: View) -> None:
    book = opened(audit, view)
    findings, talks = book["问题项"], book["会话"]
    for row, finding in enumerate(audit.findings, start=2):
        to = findings.cell(row, column(findings, "会话")).hyperlink.location
        turn = talks[int(re.fullmatch(r"'会话'!A(\d+)", to)[1])]  # type: ignore[index]  # matched
        assert (turn[0].value, turn[1].value) == (view.name(finding.conversation.id), (finding.breach.turn or 0) + 1)
        back = int(re.fullmatch(r"'问题项'!A(\d+)", turn[-1].hyperlink.location)[1])  # type: ignore[index]
        assert back <= row
        assert findings.cell(back, column(findings, "会话")).value == turn[0].value


def with_text(audit: Audit, text: str) -> Audit:
    """The first finding's turn, words, ids, names and reason all hold that text."""
    first = audit.findings[0]
    talk = Conversation(text, "f", (Turn(0, Role.AGENT, text),))
    broken = Breach(0, Hit(0, 0, 0, len(text), text, text, text), message("test.banned", text=text))
    rule = replace(first.rule, name=text, message=text)
    told = replace(first, rule=rule, conversation=talk, agent=text, breach=broken, judgement=replace(first.judgement, trigger=broken.hit))
    cards = (replace(audit.scorecards[0], agent=text, name=text, team=text),)
    bare = replace(audit, findings=(told,), scorecards=cards, conversations=(talk,), verdicts=((),))
    return reviewed(bare, [appeal(told.fingerprint, Decision.REJECTED, text, text)])


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text(text: str, audit: Audit, view: View) -> None:
    told = with_text(audit, text)
    data = written(told, view)
    assert not [name for name, part in parts(data).items() if "<f>" in part]
    sheet = load_workbook(io.BytesIO(data))["会话"]
    assert sheet.cell(2, 5).data_type in ("s", "inlineStr")
    assert str(sheet.cell(2, 5).value).replace("_x005F_", "_").rstrip() == text


@settings(max_examples=25)
@given(ANY)
def test_any_text_makes_a_sound_workbook(audit: Audit, view: View, text: str) -> None:
    book = opened(with_text(audit, text), view)
    assert [sheet.title for sheet in book] == SHEETS["zh"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"n", "s", "inlineStr"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您好", "您好"),
        ("a\x00b\x1b[31m\x7f", "a␀b␛[31m␡"),
        ("一\r\n二\r三\t四", "一\n二\n三\t四"),
        ("\ud83d\x85\uffff", "\ufffd\ufffd\ufffd"),
        ("<r></r>", "<r></r> "),
        ("字" * MOST_CHARACTERS, "字" * MOST_CHARACTERS),
    ],
)
def test_harmless(text: str, expected: str, view: View) -> None:
    assert harmless(text, view) == expected


@pytest.mark.parametrize("char", ["字", "😀"])
def test_what_is_too_long_is_cut_and_says_so(char: str, view: View) -> None:
    cut = harmless(char * 40_000, view)
    assert cut.endswith("…（过长，已截断；原文 40000 个字符）")
    assert MOST_CHARACTERS - 2 <= len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert set(cut.partition("…")[0]) == {char}


@pytest.mark.parametrize(
    ("text", "cells_", "lines"), [("", 10, 1), ("四个汉字", 10, 1), ("六个汉字以上", 10, 2), ("a\nb", 10, 2), ("x" * 90, 31, 3)]
)
def test_lines_of(text: str, cells_: float, lines: int) -> None:
    assert lines_of(text, cells_) == lines


def test_a_full_sheet_goes_on_on_the_next(audit: Audit, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = opened(audit, view)
    monkeypatch.setattr("compliance.reports.xlsx.cells.MOST_ROWS", 4)
    book = opened(audit, view)
    assert book.sheetnames == ["概览", "客服", "问题项", "问题项 2", "规则", "会话", "会话 2", "会话 3", "方法"]
    for name in ("问题项", "会话"):
        rows = [row for title in book.sheetnames if title.split()[0] == name for row in list(book[title].iter_rows(values_only=True))[1:]]
        assert rows == list(whole[name].iter_rows(values_only=True))[1:]
    assert book["问题项 2"]["D2"].hyperlink.location == "'会话 3'!A4"
    assert book["会话 3"]["F4"].hyperlink.location == "'问题项 2'!A2"


def test_more_links_than_a_sheet_can_hold(audit: Audit, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.reports.xlsx.cells.MOST_LINKS", 2)
    sheet = opened(audit, view)["问题项"]
    assert [sheet.cell(row, 4).hyperlink is not None for row in range(2, 7)] == [True, True, False, False, False]
    assert all(sheet.cell(row, 4).value for row in range(2, 7))


# --- another program --------------------------------------------------------------------------------------------------


@pytest.fixture
def converted(needs: Callable[[str], None], tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """What LibreOffice makes of a file."""
    needs("soffice")

    def convert(name: str, data: bytes, *how: str) -> Path:
        (tmp_path / name).write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        words = ["soffice", profile, "--headless", *how, "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / name)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        found = list((tmp_path / "out").glob("*"))
        assert found, done.stderr
        return found[0]

    yield convert


@pytest.mark.slow
def test_libreoffice_opens_the_workbook_as_it_is(audit: Audit, view: View, converted: Callable[..., Path]) -> None:
    data = written(with_text(reviewed(audit, REVIEWS), "=1+1"), view)
    file = converted("a.xlsx", data)
    theirs, ours = load_workbook(file), load_workbook(io.BytesIO(data))
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        ours_rows = [[cell for cell in row if cell is not None] for row in ours[name].iter_rows(values_only=True)]
        theirs_rows = [[cell for cell in row if cell is not None] for row in theirs[name].iter_rows(values_only=True)]
        assert [row for row in theirs_rows if row] == [row for row in ours_rows if row], name
        assert not [cell for row in theirs[name].iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.slow
def test_libreoffice_opens_the_csv_as_a_table(audit: Audit, view: View, converted: Callable[..., Path]) -> None:
    data = "".join(csv.render(with_text(audit, "=1+1，您好\n再见"), view)).encode()
    assert data.startswith(b"\xef\xbb\xbf")  # by which Excel knows UTF-8; here it is said
    assert data.count(b"\r\n") == 2
    sheet = load_workbook(converted("a.csv", data, "--infilter=CSV:44,34,76,1")).active
    assert [cell.value for cell in sheet[1]] == [view.word(f"csv.{name}") for name in (*csv.COLUMNS, *csv.REVIEW_COLUMNS)]
    assert sheet.max_row == 2
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet.cell(2, column(sheet, "原话")).value == "'=1+1，您好\n再见"
