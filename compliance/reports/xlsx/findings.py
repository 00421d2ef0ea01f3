"""The sheets that reviewers work in: findings with a place for the decision, and the conversations they stand in, linked both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.model.appeal import Decision, seal
from compliance.model.finding import Finding
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.reports.excused import any_excused
from compliance.reports.moments import minutes, person
from compliance.reports.quotes import quote, turn_at
from compliance.reports.report import View
from compliance.reports.rows import Row
from compliance.reports.table_rows import table_row
from compliance.reports.xlsx import cells
from compliance.reports.xlsx.cells import Column, Pen, harmless

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FINDINGS = (
    Column("level", 7), Column("rule_name", 20), Column("person", 14), Column("transcript", 18), Column("turn", 7), Column("text", 40),
    Column("message", 30), Column("why", 30), Column("instead", 32), Column("excuse", 24), Column("machine", 8),
    Column("decision", 9, "input"), Column("reason", 30, "input"), Column("reviewer", 10, "input"), Column("final", 8), Column("team", 12),
    Column("started", 18), Column("trigger", 28), Column("nearest_miss", 28), Column("deadline", 18), Column("margin_s", 9),
    Column("homophone", 7), Column("clauses", 12), Column("regulations", 30), Column("rule", 18), Column("rule_version", 14),
    Column("finding", 18), Column("check", 18),
)  # fmt: skip
TALKS = (
    Column("transcript", 18), Column("turn", 7), Column("clock", 9), Column("role", 8), Column("said", 90), Column("findings", 36),
)  # fmt: skip
LEAST_LINES = 2  # room for a reason


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a table that goes on on further sheets where one is full. Sheets and rows count from 0, row 0 holds the headings."""

    sheet: int
    row: int


@dataclass(frozen=True, slots=True)
class Told:
    """The findings and the conversations they stand in; `first` is where each of these begins, by identity."""

    findings: Sequence[Finding]
    columns: Sequence[Column]
    talks: Sequence[Conversation]
    first: Mapping[int, int]
    rows: int

    def place(self, key: str) -> int:
        return next(place for place, column in enumerate(self.columns) if column.key == key)


def spot(number: int) -> Spot:
    sheet, row = divmod(number, cells.MOST_ROWS - 1)
    return Spot(sheet, row + 1)


def told(audit: Audit) -> Told:
    talks = list({id(finding.conversation): finding.conversation for finding in audit.findings}.values())
    first, rows = {}, 0
    for talk in talks:
        first[id(talk)] = rows
        rows += max(1, len(talk.turns))
    columns = [column for column in FINDINGS if column.key != "excuse" or any_excused(audit.findings)]
    return Told(audit.findings, columns, talks, first, rows)


def sheets(book: Workbook, key: str, rows: int, view: View) -> list[Worksheet]:
    """As many as it takes, each with a number but the first."""
    count = spot(max(rows, 1) - 1).sheet + 1
    return [book.add_worksheet(sheet_name(key, number, view)) for number in range(count)]


def sheet_name(key: str, number: int, view: View) -> str:
    name = view.word(f"xlsx.sheet.{key}")
    return f"{name} {number + 1}" if number else name


def write_findings(tables: Sequence[Worksheet], all_: Told, audit: Audit, pen: Pen) -> None:
    view, cards = pen.view, {card.agent: card for card in audit.scorecards}
    words = [view.word(f"decision.{decision}") for decision in Decision]
    for number, sheet in enumerate(tables):
        rows = min(len(all_.findings) - number * (cells.MOST_ROWS - 1), cells.MOST_ROWS - 1)
        pen.table(sheet, all_.columns, rows, fixed=2)
        sheet.print_area(0, 0, max(rows, 1), all_.place("final"))
        sheet.set_column(all_.place("check"), all_.place("check"), None, None, {"hidden": True})
        if rows:
            place = all_.place("decision")
            asked = {
                "validate": "list",
                "source": words,
                "input_title": view.word("xlsx.decision"),
                "input_message": view.word("xlsx.choose"),
            }
            refused = {"error_title": view.word("xlsx.decision"), "error_message": view.word("xlsx.choose_one", words=" ".join(words))}
            sheet.data_validation(1, place, rows, place, asked | refused)
    for number, finding in enumerate(all_.findings):
        at = spot(number)
        _finding(tables[at.sheet], at.row, finding, table_row(finding, audit, cards, view), all_, pen)


def _finding(sheet: Worksheet, row: int, finding: Finding, fields: Row, all_: Told, pen: Pen) -> None:
    view = pen.view
    fields |= {
        "person": person(str(fields["name"] or ""), finding.agent, view),
        "text": _said(finding, view),
        "why": fields["reason"] if fields["reason"] != fields["message"] else None,
        "reason": fields["decision_reason"],
        "homophone": view.word("yes") if fields["homophone"] else None,
    }
    sealed = [harmless(str(fields[key] or ""), view) for key in ("finding", "rule", "transcript")]
    decided = seal(_decision(str(fields["decision"]), view), harmless(str(fields["reason"] or ""), view))
    fields["check"] = f"{seal(*sealed)}-{decided}"
    pen.fit(sheet, row, ((fields[column.key], column.width) for column in all_.columns[: all_.place("final")]), LEAST_LINES)
    for place, column in enumerate(all_.columns):
        if column.key == "level":
            pen.put(sheet, row, place, fields["level"], f"level.{finding.level}")
        elif column.key == "transcript" and row <= cells.MOST_LINKS:
            to = spot(all_.first[id(finding.conversation)] + (_turn(finding) or 0))
            pen.link(sheet, row, place, str(fields["transcript"]), f"'{sheet_name('talks', to.sheet, view)}'!A{to.row + 1}")
        else:
            pen.put(sheet, row, place, fields[column.key], column.look)


def _said(finding: Finding, view: View) -> str | None:
    """The turn with the words in brackets; the turn alone where something was owed in it."""
    hit, talk = finding.breach.hit, finding.conversation
    if hit:
        before, words, after = quote(hit, talk, view)
        return f"{before}【{words}】{after}" if before.strip() or after.strip() else words
    turn = turn_at(talk, finding.breach.turn)
    return view.mask(turn.text) if turn else None


def _decision(word: str, view: View) -> str:
    return next(decision for decision in Decision if view.word(f"decision.{decision}") == word)


def _turn(finding: Finding) -> int | None:
    """Where the finding stands among the turns of its own conversation."""
    return finding.breach.turn if turn_at(finding.conversation, finding.breach.turn) else None


def write_talks(tables: Sequence[Worksheet], all_: Told, pen: Pen) -> None:
    view = pen.view
    for number, sheet in enumerate(tables):
        pen.table(sheet, TALKS, min(all_.rows - number * (cells.MOST_ROWS - 1), cells.MOST_ROWS - 1))
    found: dict[tuple[int, int], list[int]] = {}
    for number, finding in enumerate(all_.findings):
        found.setdefault((id(finding.conversation), _turn(finding) or 0), []).append(number)
    for talk in all_.talks:
        for turn, values in _turns(talk, view):
            at = spot(all_.first[id(talk)] + turn)
            sheet = tables[at.sheet]
            pen.fit(sheet, at.row, zip(values, (column.width for column in TALKS), strict=False))
            for place, cell in enumerate(values):
                pen.put(sheet, at.row, place, cell)
            _link_back(sheet, at.row, found.get((id(talk), turn), []), all_, pen)


def _turns(talk: Conversation, view: View) -> Iterator[tuple[int, Sequence[object]]]:
    name = view.name(talk.id)
    if not talk.turns:
        yield 0, (name, None, None, None, None)
    for turn in talk.turns:
        clock = None if turn.start_s is None else minutes(turn.start_s)
        yield turn.index, (name, turn.index + 1, clock, view.word(f"role.{turn.role}"), view.mask(turn.text))


def _link_back(sheet: Worksheet, row: int, numbers: Sequence[int], all_: Told, pen: Pen) -> None:
    """To the first finding of the turn; the others stand below it."""
    place, view = len(TALKS) - 1, pen.view
    if not numbers:
        pen.put(sheet, row, place, None)
        return
    names = view.word("comma").join(dict.fromkeys(all_.findings[number].rule.name for number in numbers))
    back = spot(numbers[0])
    if row <= cells.MOST_LINKS:
        pen.link(sheet, row, place, names, f"'{sheet_name('findings', back.sheet, view)}'!A{back.row + 1}")
    else:
        pen.put(sheet, row, place, names)
