"""Findings as a table for a spreadsheet: UTF-8 with byte order mark, headings in words, no cell that could run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from compliance.model.finding import Finding
from compliance.model.scorecard import Audit
from compliance.reports.report import View
from compliance.reports.rows import Row, finding_row, masked

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
    yield BYTE_ORDER_MARK
    write = csv.writer(_Echo()).writerow
    yield cast(str, write([view.word(f"csv.{column}") for column in COLUMNS]))
    cards = {card.agent: card for card in audit.scorecards}
    for finding in audit.findings:
        row = finding_row(finding, view, cards=cards, clauses=audit.rulebook.clauses)
        card = cards.get(finding.agent)
        row |= _for_people(finding, row, view) | {"name": masked(card.name, view) if card else None}
        yield cast(str, write([cell(row[column], view) for column in COLUMNS]))


def cell(value: object, view: View) -> object:
    """Text made harmless: no control characters but tab and line ends, and an apostrophe before what a spreadsheet would run."""
    if isinstance(value, bool):
        return view.word("yes") if value else ""
    if not isinstance(value, str):
        return value
    text = _HALF.sub("\ufffd", _CONTROL.sub("", value))
    return f"'{text}" if _FORMULA.match(text) else text


def _for_people(finding: Finding, row: Row, view: View) -> Row:
    """The fields that a table tells otherwise than a program: turns counted from 1, lists and objects as text."""
    trigger, miss = (cast("Mapping[str, object]", row[key] or {}) for key in ("trigger", "nearest_miss"))
    epoch, turn = finding.conversation.epoch, finding.breach.turn
    between = view.word("comma")
    return {
        "started": epoch.isoformat(sep=" ", timespec="seconds") if epoch else None,
        "level": view.word(f"level.{finding.level}"),
        "rule_name": finding.rule.name,
        "turn": None if turn is None else turn + 1,
        "trigger": trigger.get("text"),
        "nearest_miss": view.word("miss", text=miss["text"], why=miss["why"]) if miss else None,
        "clauses": " ".join(finding.rule.clauses),
        "regulations": between.join(cast(Sequence[str], row["regulations"])),
    }
