"""What names a time, and what only looks like it."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compliance.text.normalise import fold
from compliance.text.time_expressions import time_expressions

TABLE: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent.parent / "cases/time_expressions.yaml").read_text(encoding="utf-8"))
LINES = [line for lines in TABLE.values() for line in lines]
MARKS = re.compile("[【】]")


def marked(text: str) -> str:
    """The text with 【】 around each time expression."""
    folded = fold(text)
    for start, end in reversed([*time_expressions(folded.text)]):
        first, last = folded.recorded(start, end)
        text = f"{text[:first]}【{text[first:last]}】{text[last:]}"
    return text


@pytest.mark.parametrize("line", LINES)
def test_the_marked_words_and_no_others(line: str) -> None:
    assert marked(MARKS.sub("", line)) == line


def test_the_table_is_long_enough_and_holds_no_line_twice() -> None:
    assert len(LINES) >= 80
    assert len(set(LINES)) == len(LINES)
    assert all("【" not in line for line in TABLE["looks_alike"])


WORDS = st.sampled_from("明天 周三 下午 三点 半 30 分钟 个 小时 前 内 [数字x] 之 ， 好 号 月 日 24 : 无理由 热线 x h".split())


@given(st.lists(WORDS, max_size=12).map("".join))
def test_spans_lie_apart_in_order_and_inside_the_text(text: str) -> None:
    spans = [*time_expressions(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@given(st.lists(WORDS, max_size=8).map("".join), st.lists(WORDS, max_size=8).map("".join))
def test_a_full_stop_parts_what_stands_on_its_sides(before: str, after: str) -> None:
    alone = [*time_expressions(before)], [*time_expressions(after)]
    moved = [(start + len(before) + 1, end + len(before) + 1) for start, end in alone[1]]
    assert [*time_expressions(f"{before}。{after}")] == [*alone[0], *moved]


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "一" * 200_000, "x" * 200_000, "3点" * 100_000, "[数字x]" * 40_000, "1-" * 100_000, "上下" * 100_000]
)
def test_endless_text_takes_no_endless_time(text: str) -> None:
    started = time.monotonic()
    assert len([*time_expressions(text)]) <= len(text)
    assert time.monotonic() - started < 5
