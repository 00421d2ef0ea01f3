"""Long text on several lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.columns import width
from compliance.reports.wrapping import line_spans, wrap


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("", 10, [""]),
        ("您好", 10, ["您好"]),
        ("您好您好您好", 8, ["您好您好", "您好"]),
        ("您好您好，您好", 8, ["您好您", "好，您好"]),
        ("他说（您好）", 6, ["他说", "（您", "好）"]),
        ("the order is here", 9, ["the order", "is here"]),
        ("the   order", 5, ["the", "order"]),
        ("订单order已到", 9, ["订单order", "已到"]),
        ("订单order", 6, ["订单", "order"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("！！！！！！", 4, ["！！", "！！", "！！"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("您好    ", 4, ["您好"]),
    ],
)
def test_lines(text: str, cells: int, expected: list[str]) -> None:
    assert wrap(text, cells) == expected


@given(st.text(st.sampled_from("您好，。（）ab %\u0301"), max_size=40), st.integers(2, 12))
def test_nothing_is_lost_but_spaces_and_every_line_fits(text: str, cells: int) -> None:
    spans = line_spans(text, cells)
    assert [text[start:end] for start, end in spans if width(text[start:end]) > cells] == []
    gaps = [text[a[1] : b[0]] for a, b in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True)]
    assert "".join(gaps).strip(" ") == ""
