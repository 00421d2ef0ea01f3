"""The page for a pull request: short whatever it tells, its tables whole, and nobody called by it."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.scorecard import Audit
from compliance.reports.markdown_summary import render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
COMMENT = 65_536  # characters that a comment on GitHub may hold


def page(audit: Audit, view: View) -> str:
    return "".join(render(audit, view))


def tables(text: str) -> list[list[int]]:
    """How many cells the rows of each table have."""
    cells = [len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0 for line in text.split("\n")]
    found: list[list[int]] = [[]]
    for count in cells:
        found = [*found[:-1], [*found[-1], count]] if count else [*found, []]
    return [rows for rows in found if rows]


def test_every_table_has_rows_of_one_width(audit: Audit, view: View) -> None:
    assert [len(set(rows)) for rows in tables(page(audit, view))] == [1, 1, 1, 1]


def test_it_stays_short(many: Callable[[int], Audit], biting: Callable[[str], Audit], view: View) -> None:
    assert len(page(many(200), view)) < 6_000
    for monster in ("长" * 50_000, "|" * 50_000, "\\" * 50_000):
        assert len(page(biting(monster), view)) < COMMENT / 4


def test_what_is_left_out_is_counted(many: Callable[[int], Audit], view: View) -> None:
    assert "… 另有 90 项" in page(many(20), view)


def safe(text: str) -> bool:
    """Nobody is called, nothing is linked, no tag but our own is opened, every table is whole."""
    own = text.replace("<sub>", "").replace("</sub>", "")
    return not re.search(r"(?<!\\)[<>`]|@|!\d|\$", own) and all(len(set(rows)) == 1 for rows in tables(text))


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    assert safe(page(biting(bite), view))


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert safe(page(biting(text), view))
