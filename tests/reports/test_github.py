"""Workflow commands: one a line, whatever is said in it; the worst first; and how many there are where not all are shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.reports.github import KINDS, SHOWN, render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::([^\r\n]*)\n")


def commands(audit: Audit, view: View) -> list[tuple[str, dict[str, str], str]]:
    """Kind, values and message of each, as the runner takes it apart."""
    found = []
    for piece in render(audit, view):
        taken = COMMAND.fullmatch(piece)
        assert taken, piece
        assert piece.encode("utf-8", "replace").decode().splitlines() == [piece.rstrip("\n")]
        values = dict(value.split("=", 1) for value in taken[2].split(","))
        found.append((taken[1], values, taken[3]))
    return found


def test_the_worst_first_and_files_that_could_not_be_read_last(audit: Audit, view: View) -> None:
    told = commands(audit, view)
    assert [kind for kind, _, _ in told] == ["error", "error", "error", "warning", "warning", "warning"]
    assert told[0][1] == {"file": "talks/chat-139****1111.jsonl", "title": "致命 推诿禁语"}
    assert told[1][1] == {"file": "talks/call-0001.jsonl", "line": "3", "title": "严重 先安抚后解释"}
    assert told[-1] == ("warning", {"file": "talks/137****2222.json", "line": "3", "title": "未能读取"}, "不是完整的 JSON")


def test_where_not_all_are_shown_the_total_comes_first(many: Callable[[int], Audit], view: View) -> None:
    assert "notice" not in [kind for kind, _, _ in commands(many(SHOWN // 3), view)]
    assert commands(many(SHOWN), view)[0] == (
        "notice", {"title": "服务合规检查"}, "问题项 50：致命 10、严重 20、一般 20；GitHub 每一步每类只显示 10 条，其余见日志",
    )  # fmt: skip


def test_every_level_has_its_kind() -> None:
    assert [*KINDS] == sorted(Level, reverse=True)


def test_signs_of_the_commands_are_escaped(biting: Callable[[str], Audit], view: View) -> None:
    kind, values, text = commands(biting("50%:甲,乙\r\n::error::"), view)[0]
    assert (kind, values["title"]) == ("error", "严重 50%25%3A甲%2C乙  %3A%3Aerror%3A%3A")
    assert text.startswith("50%25:甲,乙  ::error:: 第 1 句 00:01；")


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    assert [kind for kind, _, _ in commands(biting(bite), view)] == ["error", "warning"]


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert [kind for kind, _, _ in commands(biting(text), view)] == ["error", "warning"]
