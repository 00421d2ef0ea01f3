"""Markdown that can also be read as it stands: tables whose columns line up, text in which nothing acts as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compliance.reports.columns import Column, fit, printable, width

_MARKUP = re.compile(r"[\\|<>*_`\[\]#~&]")


def literal(text: str) -> str:
    """One line of text that shows as it is written."""
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", printable(text))


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Heading, rule and rows; figures to the right. Cells are Markdown already."""
    cells = [[column.heading for column in columns], *rows]
    widths = [max(3, *(width(row[i]) for row in cells)) for i in range(len(columns))]
    lines = [_line([fit(text, widths[i], columns[i].right) for i, text in enumerate(row)]) for row in cells]
    rule = ["-" * (widths[i] - 1) + (":" if column.right else "-") for i, column in enumerate(columns)]
    return [lines[0], _line(rule), *lines[1:]]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
