"""Widths, cuts and padding where characters are one or two cells wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.columns import Column, around, fit, flow, lay_out, printable, shorten, shorten_left, width

texts = st.text(st.sampled_from("ab 中文，。１é\u0300\u200b😀"), max_size=12)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("中文", 4), ("ａ１", 4), ("，。", 4), ("e\u0301", 1), ("中\u200b文", 4), ("😀", 2), ("ｶﾅ", 2), ("…·–", 3)],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "left", "right"),
    [
        ("服务合规", 8, "服务合规", "服务合规"),
        ("服务合规", 7, "服务合…", "…务合规"),
        ("服务合规", 6, "服务…", "…合规"),
        ("服务合规", 2, "…", "…"),
        ("abcdef", 4, "abc…", "…def"),
        ("abcdef", 1, "…", "…"),
        ("abcdef", 0, "", ""),
        ("", 0, "", ""),
    ],
)
def test_cut(text: str, cells: int, left: str, right: str) -> None:
    assert (shorten(text, cells), shorten_left(text, cells)) == (left, right)


@pytest.mark.parametrize(
    ("text", "right", "expected"),
    [("中文", False, "中文 "), ("中文", True, " 中文"), ("中文字", False, "中文…"), ("a中文字", False, "a中… ")],
)
def test_fit(text: str, right: bool, expected: str) -> None:
    assert fit(text, 5, right) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好\n的\t吧", "好 的 吧"),
        ("\x1b[31m红", "[31m红"),
        ("a\x08b\x00c\x9b", "abc"),
        ("前\u202e后\u2066", "前后"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\ud83d", "\ufffd"),
        ("普通 text！", "普通 text！"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (40, ("您刚才说的这件事情", "不归我管", "，请找别人去吧")),
        (20, ("…事情", "不归我管", "，请找…")),
        (10, ("…", "不归我管", "…")),
        (6, ("", "不归…", "")),
    ],
)
def test_the_words_stay_in_sight(cells: int, expected: tuple[str, str, str]) -> None:
    assert around("您刚才说的这件事情", "不归我管", "，请找别人去吧", cells) == expected


def test_a_short_side_gives_its_room_to_the_other() -> None:
    assert around("好", "不行", "这个真的办不了啊", 16) == ("好", "不行", "这个真的…")
    assert around("这个真的办不了啊", "不行", "好", 16) == ("…办不了啊", "不行", "好")


@given(texts, texts, texts, st.integers(0, 30))
def test_a_quotation_never_outgrows_its_room(before: str, words: str, after: str, cells: int) -> None:
    parts = around(before, words, after, cells)
    assert sum(map(width, parts)) <= cells
    if width(before + words + after) <= cells:
        assert parts == (before, words, after)


@given(texts, st.integers(0, 20), st.booleans())
def test_fit_is_exact(text: str, cells: int, right: bool) -> None:
    assert width(fit(text, cells, right)) == cells


def test_lay_out_lines_columns_up_and_lets_the_widest_text_give_way() -> None:
    columns = [Column("客服"), Column("得分", right=True), Column("备注", limit=10)]
    rows = [["林晓 A102", "5.0", "很长很长的一段备注"], ["李", "100.0", ""]]
    assert lay_out(columns, rows, 80) == [
        ["客服     ", " 得分", "备注      "],
        ["林晓 A102", "  5.0", "很长很长… "],
        ["李       ", "100.0", "          "],
    ]
    narrow = lay_out(columns, rows, 20)
    assert {sum(map(width, line)) + 4 for line in narrow} == {20}
    assert [line[1] for line in narrow] == [" 得分", "  5.0", "100.0"]


@given(st.lists(st.tuples(texts, texts, texts), max_size=5), st.integers(1, 60))
def test_lay_out_gives_equal_widths(rows: list[tuple[str, str, str]], total: int) -> None:
    table = lay_out([Column("甲"), Column("b", right=True, limit=5), Column("丙丁")], rows, total)
    assert len({tuple(map(width, line)) for line in table}) == 1


def test_flow_breaks_where_the_next_part_no_longer_fits() -> None:
    assert flow(["会话 4", "客服 3", "问题项 5"], 20) == ["会话 4 · 客服 3", "问题项 5"]
    assert flow(["会话 4", "很长很长很长很长"], 10) == ["会话 4", "很长很长…"]
    assert flow([], 10) == []
