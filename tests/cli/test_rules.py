"""compliance rules …: what goes where, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compliance.rulebook.schema import schema

ROOT = Path(__file__).parent.parent.parent
Call = Callable[..., Any]

RULES = """version: 1
regulations: {A: 柜面规范, B: 电话规范}
clauses:
  A1: {section: 一, demand: 问候}
  A22: {section: 一, demand: 不说不行, reason: 本条不用}
  B1: {section: 一, demand: 起立, reason: 看不见}
  B2: {section: 一, demand: 回电}
lexicons:
  问候: [您好, 您早]
rules:
  - id: greets
    name: 问候
    level: warn
    clauses: [A1]
    must: {agent: [$问候, 欢迎]}
    examples:
      - pass: "服: 【您好】"
      - fail: "服: 走吧"
  - id: no-no
    name: 不说不行
    level: fatal
    status: test
    clauses: [A22, A1]
    must_not: {agent: 不行}
    examples:
      - pass: "服: 行不行"
      - fail: "服: 【不行】"
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "call.txt").write_text("客服：您好，13812345678\n客户：行不行\n客服：不行\n", encoding="utf-8")
    return Path("mine.yaml")


# --- validate ---------------------------------------------------------------------------------------------------------


def test_sound_rules_are_counted(rules: Path, call: Call) -> None:
    said = call("rules", "validate", rules)
    assert (said.code, said.out, said.err) == (0, "mine.yaml：2 条规则，4 个示例全部通过，0 个警告\n", "")
    assert call("rules", "validate", "-r", rules, "--strict").code == 0


def test_faults_go_to_stderr_with_the_line_and_exit_2(rules: Path, call: Call) -> None:
    rules.write_text(RULES.replace("must_not:", "mustnot:").replace("level: warn", "level: wran"), encoding="utf-8")
    said = call("rules", "validate", rules)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [
        "mine.yaml:13:12: “level”不能是“wran”；建议：是不是 warn",
        "        level: wran",
        "               ^",
        "mine.yaml:24:5: 规则里没有“mustnot”这个键；建议：是不是 must_not",
        "        mustnot: {agent: 不行}",
        "        ^",
    ]
    assert call("rules", "validate", rules, "--lang", "en").err.startswith(
        "mine.yaml:13:12: 'level' cannot be 'wran'; try: did you mean warn\n"
    )


def test_an_example_that_does_not_hold_is_a_fault(rules: Path, call: Call) -> None:
    rules.write_text(RULES.replace('pass: "服: 行不行"', 'pass: "服: 真不行"'), encoding="utf-8")
    said = call("rules", "validate", rules)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("mine.yaml:26:15: 规则 no-no 的示例应为 pass，实际为 fail（说了不该说的话）\n")


def test_warnings_are_told_and_only_strict_minds_them(rules: Path, call: Call) -> None:
    rules.write_text(RULES.replace("您早]", "您早]\n  没用: [甲]"), encoding="utf-8")
    said = call("rules", "validate", rules)
    assert (said.code, said.out) == (0, "mine.yaml：2 条规则，4 个示例全部通过，1 个警告\n")
    assert said.err.startswith("mine.yaml:10:3: 词库 $没用 没有规则用到\n")
    assert call("rules", "validate", rules, "--strict").code == 2


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("none.yaml", "none.yaml: 找不到规则文件；建议：用 -r 指定规则文件"),
        (".", ".: 这是一个文件夹，不是规则文件"),
        ("shipped", ""),
    ],
)
def test_files_named_on_the_command_line(name: str, fault: str, rules: Path, call: Call) -> None:
    said = call("rules", "validate", name)
    assert said.code == (2 if fault else 0)
    assert said.err.startswith(fault) if fault else said.err == ""


def test_every_command_refuses_bad_rules_alike(rules: Path, call: Call) -> None:
    rules.write_text(RULES.replace("level: warn", "level: wran"), encoding="utf-8")
    for words in (["list"], ["coverage"], ["tokens", "您好"], ["explain", "greets"], ["test"]):
        said = call("rules", *words, "-r", rules)
        assert (said.code, said.out) == (2, ""), words
        assert said.err.startswith("mine.yaml:13:12: “level”不能是“wran”"), words


# --- test -------------------------------------------------------------------------------------------------------------


def test_examples_run_and_phrases_that_none_exercises_are_listed_once(rules: Path, call: Call) -> None:
    said = call("rules", "test", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "词库里没有示例用到的短语：",
        "  $问候（2 个中的 1 个）",
        "      您早",
        "规则自己的短语，没有示例用到的：",
        "  greets（1 个中的 1 个）",
        "      欢迎",
        "短语 4 个，示例用到 2 个",
        "运行 4 个示例，0 处不符",
    ]


def test_one_rule_alone(rules: Path, call: Call) -> None:
    said = call("rules", "test", rules, "--only", "no-no")
    assert said.out.splitlines() == ["短语 1 个，示例用到 1 个", "运行 2 个示例，0 处不符"]
    wrong = call("rules", "test", rules, "--only", "nono")
    assert (wrong.code, wrong.out, wrong.err) == (2, "", "--only: 没有名为 nono 的规则；建议：是不是 no-no\n")


def test_a_wrong_example_is_told_after_the_rest_was_run(rules: Path, call: Call) -> None:
    rules.write_text(RULES.replace('fail: "服: 走吧"', 'fail: "服: 您早"'), encoding="utf-8")
    said = call("rules", "test", rules)
    assert said.code == 2
    assert said.out.splitlines()[-1] == "运行 4 个示例，1 处不符"
    assert said.err.startswith("mine.yaml:18:15: 规则 greets 的示例应为 fail，实际为 pass\n")


def test_nothing_to_run_is_no_success(rules: Path, call: Call) -> None:
    rules.write_text("version: 1\nrules:\n  - {id: a, level: warn, must: 您好}\n", encoding="utf-8")
    said = call("rules", "test", rules)
    assert (said.code, said.err) == (2, "没有可运行的示例\n")
    assert said.out.splitlines()[-2:] == ["短语 1 个，示例用到 0 个", "运行 0 个示例，0 处不符"]


def test_lines_of_phrases_stay_readable(rules: Path, call: Call) -> None:
    many = ", ".join(f"第{number}种很长很长的说法" for number in range(40))
    rules.write_text(RULES.replace("您早]", f"您早, {many}]"), encoding="utf-8")
    lines = call("rules", "test", rules).out.splitlines()
    assert lines[1] == "  $问候（42 个中的 41 个）"
    phrases = [line for line in lines if line.startswith("      ")]
    assert max(sum(2 if ord(char) > 255 else 1 for char in line) for line in phrases) <= 100
    assert [word for line in phrases for word in line.split()] == ["您早", *many.split(", "), "欢迎"]


# --- list, explain, tokens, coverage, schema --------------------------------------------------------------------------


def test_list(rules: Path, call: Call) -> None:
    said = call("rules", "list", "-r", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "greets  一般   must      stable  问候  A1",
        "no-no   致命   must_not  test    不说不行  A22 A1",
    ]


def test_a_profile_that_turns_all_off_lists_nothing(rules: Path, call: Call) -> None:
    rules.write_text(RULES + "overrides: {greets: {off: true}, no-no: {off: true}}\n", encoding="utf-8")
    said = call("rules", "list", "-r", rules)
    assert (said.code, said.out, said.err) == (0, "", "")


def test_explain_a_rule(rules: Path, call: Call) -> None:
    said = call("rules", "explain", "greets", "-r", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[:3] == ["greets  问候  [一般]", "含义：客服要说到“$问候”或“欢迎”", "  $问候：您好、您早"]


def test_explain_a_verdict_masks_unless_told_otherwise(rules: Path, call: Call) -> None:
    said = call("rules", "explain", "no-no", "call.txt", "-r", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "call · no-no 不说不行: 违规（说了不该说的话）",
        "  1. 整通会话 → 违规（说了不该说的话）",
        "     ✗ 第 3 句“不行”",
        "  · 要听的（客服）第 3 句“不行” 算数",
    ]
    rules.write_text(RULES.replace("不行}", "'/[0-9]{11}/'}").replace("【不行】", "13812345678"), encoding="utf-8")
    assert "138****5678" in call("rules", "explain", "no-no", "call.txt", "-r", rules).out
    assert "13812345678" in call("rules", "explain", "no-no", "call.txt", "-r", rules, "--unmask").out


def test_explain_reads_stdin(rules: Path, call: Call) -> None:
    said = call("rules", "explain", "greets", "-", "-r", rules, stdin="客服：您早\n")
    assert said.code == 0
    assert "达标" in said.out.splitlines()[0]


def test_explain_what_is_not_there(rules: Path, call: Call) -> None:
    unknown = call("rules", "explain", "greet", "-r", rules)
    assert (unknown.code, unknown.out, unknown.err) == (2, "", "explain: 没有名为 greet 的规则；建议：是不是 greets\n")
    missing = call("rules", "explain", "greets", "none.txt", "-r", rules)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith("none.txt: 找不到这个文件")


def test_tokens(rules: Path, call: Call) -> None:
    said = call("rules", "tokens", "您好，行不行", "-r", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "归一：您好，行不行",
        "分词：您好 / ， / 行不行",
        "  客服 “您好” [$问候: 您好] 算数 (greets)",
        "  客服 “不行” 不算：正反问“行不行” (no-no)",
    ]


def test_coverage_is_an_aligned_table_with_counts(rules: Path, call: Call) -> None:
    said = call("rules", "coverage", "-r", rules)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "柜面规范",
        "  A1   问候      greets, no-no",
        "  A22  不说不行  no-no",
        "",
        "电话规范",
        "  B1   起立      — 看不见",
        "  B2   回电      ！没有规则，也没有写明原因",
        "",
        "条款 4 条：有规则检查 2 条，无法检查 1 条，缺口 1 条",
    ]


def test_coverage_without_a_table(rules: Path, call: Call) -> None:
    rules.write_text("version: 1\nrules:\n  - {id: a, level: warn, must: 您好}\n", encoding="utf-8")
    assert call("rules", "coverage", "-r", rules).out == "没有条款表\n"


def test_coverage_of_the_shipped_rules_has_every_clause(call: Call) -> None:
    lines = call("rules", "coverage", "-r", "shipped").out.splitlines()
    assert lines[-1].startswith("条款 79 条：")
    assert lines[-1].endswith("缺口 0 条")
    assert sum(line.startswith("  ") for line in lines) == 79


def test_schema_is_the_published_one(call: Call) -> None:
    said = call("rules", "schema")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == schema()
    assert said.out == (ROOT / "docs/rules.schema.json").read_text(encoding="utf-8")


def test_in_a_process_of_its_own(rules: Path, spawn: Call) -> None:
    said = spawn("rules", "test", rules)
    assert said.code == 0
    assert said.out.splitlines()[-1] == "运行 4 个示例，0 处不符"
