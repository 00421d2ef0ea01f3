"""Cells of a workbook: text that can neither run nor break the file, and what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from compliance.reports.columns import width
from compliance.reports.report import View

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_CHARACTERS = 32_767  # of a cell, as UTF-16 counts them
MOST_ROWS = 1_048_576  # of a sheet
MOST_LINKS = 65_530  # of a sheet
LINE_HEIGHT, MOST_LINES = 15, 20  # points; lines of a row, of which a screen shows some forty
DIGITS = 6  # after the point
BUTTON = 3  # what the button of a filter takes of its heading

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_CHARACTER = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_RICH = re.compile(r"<r>.*</r>", re.DOTALL)  # what the library would write as markup

FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
LINE = {"border": 1, "border_color": "#D9DEE4"}
RIGHT = {"align": "right"}
LEVELS = {"fatal": ("#F4B6B6", "#7A0000"), "error": ("#FFD9B3", "#7A3D00"), "warn": ("#FFF2CC", "#6B5300"), "info": ("#E3ECF6", "#1F3B57")}
LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"font_size": 16, "bold": True},
    "section": {"font_size": 12, "bold": True, "font_color": "#1F3B57", "bottom": 2, "bottom_color": "#1F3B57"},
    "plain": {},
    "head": {**LINE, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3B57", "text_wrap": True, "valign": "vcenter"},
    "text": {**LINE, "text_wrap": True},
    # the same, and still text after somebody has edited the cell
    "quoted": {**LINE, "text_wrap": True, "quote_prefix": True},
    # a spreadsheet takes what is typed there for text, even where it begins with = or -
    "input": {**LINE, "text_wrap": True, "bg_color": "#FFFBE0", "num_format": "@"},
    "link": {**LINE, "text_wrap": True, "font_color": "#0563C1", "underline": 1},
    "number": {**LINE, "align": "center", "num_format": "General"},
    "score": {**LINE, **RIGHT, "num_format": "0.0"},
    "share": {**LINE, **RIGHT, "num_format": "0.0%"},
    **{f"level.{level}": {**LINE, "bg_color": back, "font_color": front, "bold": True} for level, (back, front) in LEVELS.items()},
}


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names its heading in the catalogue under `report.xlsx.`; `width` counts characters, of which a Chinese one takes two."""

    key: str
    width: float
    look: str = "text"


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes cells of one workbook."""

    looks: Mapping[str, Any]
    view: View

    def put(self, sheet: Worksheet, row: int, column: int, value: object, look: str = "text") -> None:
        """A number as such, anything else as text; never a formula, never a link."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.looks[look])
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, column, round(value, DIGITS), self.looks["number" if look == "text" else look])
        else:
            text = harmless(str(value), self.view)
            sheet.write_string(row, column, text, self.looks["quoted" if look == "text" and _FORMULA.match(text) else look])

    def link(self, sheet: Worksheet, row: int, column: int, text: str, place: str) -> None:
        """Text that leads to a cell of the same workbook."""
        sheet.write_url(row, column, f"internal:{place}", self.looks["link"], string=harmless(text, self.view))

    def fit(self, sheet: Worksheet, row: int, cells: Iterable[tuple[object, float]], least: int = 1) -> None:
        """Makes the row as high as its cells need, each with the width of its column: not every program sees to that by itself."""
        lines = max((lines_of(value, width) for value, width in cells if isinstance(value, str)), default=least)
        sheet.set_row(row, LINE_HEIGHT * min(max(lines, least), MOST_LINES))

    def line(self, sheet: Worksheet, row: int, columns: Sequence[Column], cells: Mapping[str, object]) -> None:
        """A row of a table, by the keys of its columns."""
        self.fit(sheet, row, ((cells.get(column.key), column.width) for column in columns))
        for place, column in enumerate(columns):
            self.put(sheet, row, place, cells.get(column.key), column.look)

    def headings(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        self.fit(sheet, row, ((self.view.word(f"xlsx.{column.key}"), column.width - BUTTON) for column in columns))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            self.put(sheet, row, place, self.view.word(f"xlsx.{column.key}"), "head")

    def table(self, sheet: Worksheet, columns: Sequence[Column], rows: int, fixed: int = 1) -> None:
        """Headings that stay, filters, and a page as wide as the sheet when printed; `fixed` columns stay in view."""
        self.headings(sheet, 0, columns)
        sheet.freeze_panes(1, fixed)
        sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
        sheet.repeat_rows(0)
        on_paper(sheet)


def on_paper(sheet: Worksheet) -> None:
    """As wide as a page of A4 on its side."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def pen(book: Workbook, view: View) -> Pen:
    return Pen({name: book.add_format({**FONT, **look}) for name, look in LOOKS.items()}, view)


def lines_of(text: str, cells: float) -> int:
    """How many lines a text takes in a column of that width."""
    if 2 * len(text) <= cells and "\n" not in text:
        return 1
    return sum(max(1, ceil(width(part) / max(1.0, cells - 1))) for part in text.split("\n"))


def harmless(text: str, view: View) -> str:
    """What XML cannot hold is shown as a sign; what is too long for a cell is cut, and says so."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub(lambda found: "\u2421" if found[0] == "\x7f" else chr(0x2400 + ord(found[0])), text)
    text = _NO_CHARACTER.sub("\ufffd", text)
    if len(text) > MOST_CHARACTERS // 2 and len(text.encode("utf-16-le")) > 2 * MOST_CHARACTERS:
        note = view.word("xlsx.cut", n=len(text))
        room = MOST_CHARACTERS - len(note) - 1
        text = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + note
    return f"{text} " if _RICH.fullmatch(text) else text
