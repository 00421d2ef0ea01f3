"""Columns that line up although Chinese characters are two cells wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ELLIPSIS = "…"
GAP = "  "
SEPARATOR = " · "
NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Column:
    """`limit` is the most cells it may take; figures are set to the right."""

    heading: str
    right: bool = False
    limit: int = 40


def cells_of(char: str) -> int:
    """0 for marks that sit on another character, 2 for wide ones, else 1; of ambiguous width means 1, as terminals have it today."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(cells_of, text))


def printable(text: str) -> str:
    """One line of visible characters: line ends and tabs become spaces; what could steer a terminal or turn the writing is dropped."""
    if text.isprintable():
        return text
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Zl", "Zp") or char in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif category not in ("Cc", "Cf"):
            kept.append(char)
    return "".join(kept)


def shorten(text: str, cells: int) -> str:
    """The beginning that fits, with … for what was cut off."""
    return text if width(text) <= cells else _beginning(text, cells - 1) + ELLIPSIS if cells > 0 else ""


def shorten_left(text: str, cells: int) -> str:
    """The end that fits, with … for what was cut off."""
    return text if width(text) <= cells else ELLIPSIS + _beginning(text[::-1], cells - 1)[::-1] if cells > 0 else ""


def fit(text: str, cells: int, right: bool = False) -> str:
    """Exactly so many cells wide: cut or filled with spaces."""
    text = shorten(text, cells)
    space = " " * (cells - width(text))
    return space + text if right else text + space


def around(before: str, words: str, after: str, cells: int) -> tuple[str, str, str]:
    """A quotation cut so that the words stay in sight: what is before them loses its beginning, what is after them its end."""
    room = cells - width(words)
    if room < 0:
        return "", shorten(words, cells), ""
    if width(before) + width(after) > room:
        half = room // 2
        left = max(half, room - width(after))
        before = shorten_left(before, left)
        after = shorten(after, room - width(before))
    return before, words, after


def flow(parts: Sequence[str], total: int) -> list[str]:
    """The parts one after another, a new line where the next one no longer fits."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{SEPARATOR}{part}" if lines else ""
        lines[-1:] = [longer] if lines and width(longer) <= total else [*lines[-1:], part]
    return [shorten(line, total) for line in lines]


def lay_out(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: int) -> list[list[str]]:
    """Headings and rows as cells of equal width that fit side by side, gaps included; text columns give way first, the widest of all."""
    table = [[column.heading for column in columns], *rows]
    widths = [min(column.limit, max(width(line[i]) for line in table)) for i, column in enumerate(columns)]
    while sum(widths) + len(GAP) * (len(widths) - 1) > total:
        yielding = [i for i, column in enumerate(columns) if not column.right and widths[i] > NARROWEST]
        if not yielding:
            break
        widths[max(yielding, key=lambda i: widths[i])] -= 1
    return [[fit(text, widths[i], columns[i].right) for i, text in enumerate(line)] for line in table]


def _beginning(text: str, cells: int) -> str:
    used = 0
    for place, char in enumerate(text):
        used += cells_of(char)
        if used > cells:
            return text[:place]
    return text
