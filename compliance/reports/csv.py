"""Findings as a table for a spreadsheet: UTF-8 with byte order mark, headings in words, no cell that could run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import cast

from compliance.model.scorecard import Audit
from compliance.reports.report import View
from compliance.reports.table_rows import REVIEW_COLUMNS, table_row

ID = "csv"
MEDIA = "text"

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take Chinese for something else

COLUMNS = (
    "finding", "transcript", "started", "agent", "name", "team", "level", "rule", "rule_name", "turn", "time", "text", "message",
    "reason", "instead", "trigger", "nearest_miss", "deadline", "margin_s", "homophone", "clauses", "regulations", "rule_version",
)  # fmt: skip

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HALF = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")


class _Echo:
    """Hands each line of the table back at once, where a file would keep it."""

    def write(self, line: str) -> str:
        return line


def render(audit: Audit, view: View) -> Iterator[str]:
    columns = (*COLUMNS, *(REVIEW_COLUMNS if audit.final else ()))
    yield BYTE_ORDER_MARK
    yield line_of([view.word(f"csv.{column}") for column in columns])
    cards = {card.agent: card for card in audit.scorecards}
    for finding in audit.findings:
        row = table_row(finding, audit, cards, view)
        yield line_of([cell(row[column], view) for column in columns])


def line_of(cells: Sequence[object]) -> str:
    """One line of the table with its line end; the cells are harmless already."""
    return cast(str, csv.writer(_Echo()).writerow(cells))


def cell(value: object, view: View) -> object:
    """Text made harmless: no control characters but tab and line ends, and an apostrophe before what a spreadsheet would run."""
    if isinstance(value, bool):
        return view.word("yes") if value else ""
    if not isinstance(value, str):
        return value
    text = _HALF.sub("\ufffd", _CONTROL.sub("", value))
    return f"'{text}" if _FORMULA.match(text) else text
