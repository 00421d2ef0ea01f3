"""Sentences to teach a cue with."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.model.problem import Problems
from compliance.readers.sentences import read_sentences
from compliance.wording import say_problem


def read(folder: Path, text: str | bytes) -> tuple[tuple[bool, str], ...]:
    (folder / "x.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sentences(str(folder / "x.txt"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("+ 你自己看\n-好的\n", ((True, "你自己看"), (False, "好的"))),
        ("# 注释\n\n   \r\n+  不管 + 不问 \r\n", ((True, "不管 + 不问"),)),
        ("+ 你自己看".encode("gb18030"), ((True, "你自己看"),)),
    ],
)
def test_read(text: str | bytes, expected: tuple[tuple[bool, str], ...], tmp_path: Path) -> None:
    assert read(tmp_path, text) == expected


def test_all_lines_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(Problems) as found:
        read(tmp_path, "你好\n+ 好\n+\n*不\n")
    told = [say_problem(problem).partition("x.txt:")[2].partition("；")[0] for problem in found.value.problems]
    assert told == ['1: 这一行开头没有 + 或 -："你好"', '3: 这一行开头没有 + 或 -："+"', '4: 这一行开头没有 + 或 -："*不"']


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems):
        read_sentences(str(tmp_path / "gone.txt"))
