"""Markdown: what is written shows as it is written, and tables line up in a terminal as well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.columns import Column, width
from compliance.reports.markdown import literal, table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("售后一组", "售后一组"),
        ("a|b", r"a\|b"),
        ("<b>*一*</b> _二_", r"\<b\>\*一\*\</b\> \_二\_"),
        ("[甲](x) `乙` \\", r"\[甲\](x) \`乙\` \\"),
        ("一\n二\x1b[31m", r"一 二\[31m"),
    ],
)
def test_nothing_acts_as_markup(text: str, expected: str) -> None:
    assert literal(text) == expected


def test_a_table() -> None:
    assert table([Column("班组"), Column("n", right=True)], [["售后一组", "12"], ["b", "3"]]) == [
        "| 班组     |   n |",
        "| -------- | --: |",
        "| 售后一组 |  12 |",
        "| b        |   3 |",
    ]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_lines_of_a_table_are_of_one_width_and_have_as_many_cells(rows: list[tuple[str, str]]) -> None:
    lines = table([Column("甲"), Column("乙", right=True)], [[literal(cell) for cell in row] for row in rows])
    assert {width(line) for line in lines} == {width(lines[0])}
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert (bare.count("|"), line.count("\n")) == (3, 0)
