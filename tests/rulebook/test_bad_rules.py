"""Wrong rule files: for each fault the exact place, and a sentence that tells how to mend it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.examples import load_rulebook
from compliance.model.problem import Problems
from compliance.wording import say_problem

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent.parent / "cases/bad_rules.yaml").read_text(encoding="utf-8"))
ONE_RULE = "rules:\n  - {id: greeting, level: warn, clauses: [A1], must: {agent: 您好}}\n"

Faults = Callable[..., list[str]]


def told(row: dict[str, Any], path: Path) -> tuple[list[str], list[str] | None]:
    """Faults and warnings; no warnings where the file does not load."""

    def words(problems: tuple[Any, ...]) -> list[str]:
        return [say_problem(problem).replace(f"{path.parent}/", "").removeprefix("rules.yaml:") for problem in problems]

    try:
        return [], words(load_rulebook(path).warnings)
    except Problems as found:
        return words(found.problems), None


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_each_fault_is_told_at_its_place_with_a_remedy(row: dict[str, Any], write: Callable[..., Path]) -> None:
    faults, warnings = told(row, write(row["file"], row.get("beside")))
    assert faults == row["expected"]
    if not faults:
        assert warnings == row["warnings"]


def test_there_are_enough_rows_and_no_two_of_one_name() -> None:
    names = [row["name"] for row in ROWS]
    assert len(names) >= 160
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_sentence_has_an_english_one(row: dict[str, Any], write: Callable[..., Path]) -> None:
    try:
        load_rulebook(write(row["file"], row.get("beside")))
    except Problems as found:
        sentences = [say_problem(problem, "en").partition(": ")[2] for problem in found.problems]
        assert [sentence for sentence in sentences if "建议" in sentence or "；" in sentence or not sentence[:1].isprintable()] == []
        assert len(sentences) == len(row["expected"])


LEXICONS = {
    "each names the next twice": [f"l{i}: [$l{i + 1}, $l{i + 1}]" for i in range(60)] + ["l60: [好]"],
    "each holds the next twice": [f"l{i}: [($l{i + 1})($l{i + 1})]" for i in range(15)] + ["l15: [好]"],
    "a long chain": [f"l{i}: [$l{i + 1}]" for i in range(3000)] + ["l3000: [好]"],
}
BOMB = "version: 1\nlexicons:\n  a0: &a0 [好, 好]\n" + "".join(f"  a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
HOSTILE = {
    "aliases of aliases": BOMB,
    "open brackets": "version: 1\nrules: " + "[" * 200_000,
    "open braces": "version: 1\nrules: " + "{a: " * 200_000,
    "dashes": "version: 1\nrules:\n" + "- " * 100_000,
    "questions": "version: 1\n" + "? " * 50_000,
    **{f"lexicons, {name}": "version: 1\nlexicons:\n  " + "\n  ".join(lines) + "\n" + ONE_RULE for name, lines in LEXICONS.items()},
    "brackets in a phrase": f"version: 1\nrules:\n  - {{id: a, level: warn, must: '{'(' * 4000}好{')' * 4000}'}}\n",
    "a product in a phrase": f"version: 1\nrules:\n  - {{id: a, level: warn, must: '{'(一|二)' * 12}({'(三|四)' * 12})'}}\n",
    "a phrase of megabytes": f"version: 1\nrules:\n  - {{id: a, level: warn, must: '{'(好)' * 500_000}'}}\n",
    "a regular expression that grows": "version: 1\nrules:\n  - {id: a, level: warn, must: '/((好{30}){30}){30}/'}\n",
    "a key of megabytes": f"version: 1\n{'键' * 1_000_000}: 1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_explode_is_refused_at_once(name: str, faults: Faults) -> None:
    faults(ONE_RULE)  # libraries are imported before the clock runs, which counts our own time, not that of others
    started = time.process_time()
    found = faults(HOSTILE[name])
    assert time.process_time() - started < 1
    assert found
    assert all(len(sentence) < 400 for sentence in found)


def test_a_file_of_five_megabytes_is_read_or_refused_within_seconds(faults: Faults) -> None:
    many = "version: 1\nrules:\n" + "".join(f"  - {{id: r{i}, level: warn, must: {{agent: 您好{i}}}}}\n" for i in range(110_000))
    assert len(many.encode()) > 5_000_000
    started = time.process_time()
    (found,) = faults(many)
    assert time.process_time() - started < 3
    assert found.endswith("内容太多：展开别名后超过 200000 个节点；建议：把规则分成几个文件，用 extends 合起来")
    assert faults("version: 1\n" + "# 说明\n" * 500_000 + ONE_RULE) == []


def test_a_file_over_ten_megabytes_is_not_even_parsed(faults: Faults) -> None:
    assert faults(b"#" * 10_000_001) == [" 规则文件超过 10 MB；建议：把规则分成几个文件，用 extends 合起来"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", " 是二进制文件，不是文字；建议：另存为 UTF-8 纯文本"),
        (
            bytes(range(1, 256)),
            " 无法识别文字编码：既不是 UTF-8，也不是 GB18030 或带 BOM 的 UTF-16（第 128 个字节起不符）；建议：另存为 UTF-8 纯文本",
        ),
        ("version: 1\n".encode("utf-16-le"), " 是二进制文件，不是文字；建议：另存为 UTF-8 纯文本"),
        (b"version: 1\nrules: \x1b[31m\n", "2:8: 含有控制字符 U+001B，文件可能已损坏，或不是文字；建议：重新保存为 UTF-8 纯文本"),
    ],
    ids=["picture", "all bytes", "utf-16 without a mark", "escape"],
)
def test_what_is_no_text_is_refused(data: bytes, fault: str, faults: Faults) -> None:
    assert faults(data) == [fault]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_that_are_read(encoding: str, loaded: Callable[..., Any]) -> None:
    assert loaded(f"version: 1\nlexicons: {{问候: [您好]}}\n{ONE_RULE}".encode(encoding)).rulebook.lexicons == {"问候": ("您好",)}


def test_columns_count_characters_whatever_the_encoding(faults: Faults) -> None:
    wrong = "version: 1\nrules:\n  - {id: a, name: 问候客户, level: warm, must: 您好}\n"
    expected = ["3:32: “level”不能是“warm”；建议：是不是 warn"]
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert faults(wrong.encode(encoding)) == expected
    assert faults(wrong.replace("\n", "\r\n").encode()) == expected


@pytest.mark.parametrize("name", ["没有的.yaml", ".", "a\0b", "长" * 300])
def test_a_file_that_cannot_be_opened(name: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as found:
        load_rulebook(tmp_path / name)
    (problem,) = found.value.problems
    assert problem.what.key in ("rulebook.no_file", "rulebook.is_folder", "rulebook.unreadable")
    assert problem.hint is not None


def test_a_misspelt_kind_and_a_missing_one_are_told_apart(faults: Faults) -> None:
    start = "version: 1\nrules:\n  - {id: a, level: warn"
    assert [line.split("：")[0] for line in faults(f"{start}, must_nt: 不行}}\n")] == ["3:26: 规则里没有“must_nt”这个键；建议"]
    assert [line.split("，")[0] for line in faults(f"{start}}}\n")] == ["3:5: 规则没有写要求"]
