"""Cue files: each fault at its place with a remedy, what rules may do with cues, and the way to a file and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.learned import LearnedCue
from compliance.model.problem import Problems
from compliance.model.transcript import Role
from compliance.rulebook.desk import Desk
from compliance.rulebook.learned_cues import cue_of, cue_text
from compliance.rulebook.load import Loaded, load
from compliance.wording import say_problem

CURT = "# role: agent\n# threshold: 0\n# bias: -50\n# precision: 0.9\n60\t你自\n-20\t谢谢\n40\t$推诿\n"
RULES = """\
version: 1
cues:
  冷: cold.tsv
lexicons: {推诿: [不归我管]}
rules:
  - id: curt
    level: warn
    clauses: [A1]
    must_not: {agent: ~冷}
"""

Write = Callable[..., Path]


def loaded(write: Write, rules: str = RULES, **cues: str) -> Loaded:
    return load(write(rules, {f"{name}.tsv": text for name, text in ({"cold": CURT} | cues).items()}))


def faults(write: Write, rules: str = RULES, **cues: str) -> list[str]:
    path = write(rules, {f"{name}.tsv": text for name, text in ({"cold": CURT} | cues).items()})
    with pytest.raises(Problems) as found:
        load(path)
    return [say_problem(problem).replace(f"{path.parent}/", "") for problem in found.value.problems]


LINE_HINT = "每行是分数、制表符、一到四个字（或 $词库）；开头要有 # role、# bias、# threshold；可用 compliance cues train 重新生成"


def test_a_cue_as_the_file_has_it(write: Write) -> None:
    assert loaded(write).rulebook.learned == {
        "冷": LearnedCue("冷", Role.AGENT, -50, 0, {"你自": 60, "谢谢": -20}, {"推诿": 40}, {"precision": "0.9"})
    }
    assert loaded(write).warnings == loaded(write, cold=f"{CURT}\r\n# 改过一次\n\n5\t吧\r\n").warnings


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("你自己", "你自己"),
        ("60 你自", "60 你自"),
        ("6.5\t你", "6.5 你"),
        ("６\t你", "６ 你"),
        ("1234567\t你", "1234567 你"),
        ("60\t你自己去问", "60 你自己去问"),
        ("60\t你 自", "60 你 自"),
        ("60\t$", "60 $"),
        ("60\t", "60 "),
    ],
)
def test_a_line_that_is_none(write: Write, line: str, told: str) -> None:
    assert faults(write, cold=f"{CURT}{line}\n") == [f"cold.tsv:8: 看不懂这一行：{told}；建议：{LINE_HINT}"]


@pytest.mark.parametrize("group", ["，你", "好。", "吗？"])
def test_a_group_that_no_turn_holds(write: Write, group: str) -> None:
    told = f"cold.tsv:8: 字组“{group}”永远听不到：停顿的标点和空格不算；建议：删去这一行，或重新训练"
    assert faults(write, cold=f"{CURT}60\t{group}\n") == [told]


@pytest.mark.parametrize(
    "facts",
    [
        "# role: agent\n# bias: 1\n",
        "# role: agent\n# threshold: 0\n# bias: viel\n",
        "# role: bot\n# threshold: 0\n# bias: 1\n",
        "# threshold: 0\n# bias: 1\n",
        "",
    ],
)
def test_what_must_be_said_first(write: Write, facts: str) -> None:
    assert faults(write, cold=f"{facts}5\t你\n") == [f"cold.tsv:1: 缺少 # role、# bias 或 # threshold，或其值不对；建议：{LINE_HINT}"]


def test_all_faults_of_a_file_are_told_and_the_rules_are_not_blamed_for_them(write: Write) -> None:
    told = faults(write, cold="60\t你\n好\n60\t你\n")
    assert told[0] == f"cold.tsv:1: 缺少 # role、# bias 或 # threshold，或其值不对；建议：{LINE_HINT}"
    assert told[1:] == [f"cold.tsv:2: 看不懂这一行：好；建议：{LINE_HINT}", "cold.tsv:3: 记号 你 出现了两次"]


PATH_HINT = "路径从规则文件所在的文件夹算起；用 compliance cues train 生成"


@pytest.mark.parametrize(
    ("cues", "told"),
    [
        ("{冷: gone.tsv}", f"rules.yaml:2:11: 没有线索文件 gone.tsv；建议：{PATH_HINT}"),
        ("{冷: .}", f"rules.yaml:2:11: 没有线索文件 .；建议：{PATH_HINT}"),
        ("{冷: cold.tsv, 时间: cold.tsv}", "rules.yaml:2:21: ~时间 是自带的线索，不能另外指定文件"),
        ("{冷: cold.tsv, ~热: cold.tsv}", "rules.yaml:2:21: 线索的名字只能用文字、数字、下划线：~热；建议：是不是 热"),
        ("[冷]", "rules.yaml:2:7: “cues”要写成“键: 值”"),
        ("{冷: [cold.tsv]}", "rules.yaml:2:11: “cues”要写文字，读到的是列表"),
    ],
)
def test_what_stands_under_cues(write: Write, cues: str, told: str) -> None:
    assert told in faults(write, RULES.replace("\n  冷: cold.tsv", f" {cues}"))


def rule(part: str) -> str:
    return RULES.replace("must_not: {agent: ~冷}", part)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("must_not: {agent: ~冷谈}", "rules.yaml:9:23: 没有名为 ~冷谈 的线索；建议：是不是 ~冷"),
        ("must_not: {agent: ~完全不同}", "rules.yaml:9:23: 没有名为 ~完全不同 的线索；建议：可用的有 ~冷, ~时间"),
        ("must_not: {agent: ～冷}", "rules.yaml:9:23: 短语“～冷”里有全角的括号、竖线、波浪号或货币符号；建议：是不是 ~冷"),
        ("must_not: {agent: (~冷|好)}", "rules.yaml:9:23: ~冷 不能嵌在短语里：(~冷|好)；建议：单独写成列表里的一项"),
        ("must_not: {customer: ~冷}", "rules.yaml:9:26: 线索 ~冷 是从客服的话里学来的，只能用在客服一边"),
        ("must: {all: [{agent: 好}, {customer: [好, ~冷]}]}", "rules.yaml:9:41: 线索 ~冷 是从客服的话里学来的，只能用在客服一边"),
        ("must: {customer: 好}\n    unless: [~冷]", "rules.yaml:9:22: 线索 ~冷 是从客服的话里学来的，只能用在客服一边"),
        ("measure: {response_time: agent, thanks: [~冷]}\n    max: 3m", "rules.yaml:9:45: 线索 ~冷 是从客服的话里学来的，只能用在客服一边"),
    ],
)
def test_how_a_rule_may_name_a_cue(write: Write, part: str, told: str) -> None:
    assert told in faults(write, rule(part))


@pytest.mark.parametrize(
    "part",
    [
        "must_not: {agent: [~冷, 好]}",
        "must_not: {agent: 自己}\n    unless: ~冷",
        "must: {customer: ~时间}",
        "must: {agent: [~时间, ~冷]}\n    when: {agent: ~冷}",
        "replace: {~冷: 我来帮您}",
        "count: {agent: ~冷, max: 1}",
        "must_not: {agent: $词}",
    ],
)
def test_wherever_a_phrase_may_stand(write: Write, part: str) -> None:
    found = loaded(write, rule(part).replace("推诿: [不归我管]", "推诿: [不归我管], 词: [~冷]"))
    assert [one.id for one in found.rulebook.rules] == ["curt"]


def warnings(found: Loaded) -> list[str]:
    return [say_problem(one).partition("rules.yaml:")[2] for one in found.warnings if "examples" not in one.what.key]


def test_a_cue_that_no_rule_asks_for_and_one_that_misses_its_lexicons(write: Write) -> None:
    assert "3:3: 线索 ~冷 没有规则用到" in warnings(loaded(write, rule("must_not: {agent: 好}")))
    lost = "3:3: 线索 ~冷 要看的词库没有定义，不计分：$推诿"
    assert lost in warnings(loaded(write, RULES.replace("lexicons: {推诿: [不归我管]}\n", "")))
    assert [one for one in warnings(loaded(write)) if "线索" in one or "词库" in one] == []


def test_a_rule_gets_another_version_when_its_cue_or_what_that_weighs_is_another(write: Write) -> None:
    def version(rules: str = RULES, cue: str = CURT) -> str:
        return loaded(write, rules, cold=cue).rulebook.rules[0].version

    assert version() == version()
    assert len({version(), version(cue=f"{CURT}1\t吧\n"), version(RULES.replace("不归我管", "不归我"))}) == 3
    assert loaded(write).digest != loaded(write, cold=f"{CURT}1\t吧\n").digest


def test_paths_start_at_the_file_that_names_them_and_the_last_one_counts(tmp_path: Path) -> None:
    for folder, points in (("pack", 1), ("own", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cold.tsv").write_text(f"# role: agent\n# threshold: 0\n# bias: {points}\n{points}\t你\n", encoding="utf-8")
    (tmp_path / "pack/rules.yaml").write_text(RULES, encoding="utf-8")
    own = tmp_path / "own/rules.yaml"
    own.write_text("version: 1\nextends: ../pack/rules.yaml\n", encoding="utf-8")
    assert load(own).rulebook.learned["冷"].bias == 1
    own.write_text("version: 1\nextends: ../pack/rules.yaml\ncues: {冷: cold.tsv}\n", encoding="utf-8")
    assert load(own).rulebook.learned["冷"].bias == 2


GROUP = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="$，,。.；;、：:？！"), min_size=1, max_size=4)
WEIGHTS = st.integers(-999_999, 999_999)
FACTS = st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.from_regex(r"[0-9.]{1,6}", fullmatch=True), max_size=3)


@given(
    st.builds(
        LearnedCue,
        st.just("冷"),
        st.sampled_from([Role.AGENT, Role.CUSTOMER]),
        WEIGHTS,
        WEIGHTS,
        st.dictionaries(GROUP, WEIGHTS, max_size=8),
        st.dictionaries(st.from_regex(r"\w{1,8}", fullmatch=True), WEIGHTS, max_size=3),
        FACTS.filter(lambda facts: not {"role", "bias", "threshold"} & set(facts)),
    )
)
def test_what_is_written_is_read_again(cue: LearnedCue) -> None:
    desk = Desk()
    again = cue_of("冷", cue_text(cue), "cold.tsv", desk)
    assert (again, desk.problems) == (cue, [])
    assert again
    assert cue_text(again) == cue_text(cue)


@given(st.text(max_size=60))
def test_whatever_the_file_holds_it_is_read_or_refused(text: str) -> None:
    desk = Desk()
    assert (cue_of("冷", text, "cold.tsv", desk) is None) == bool(desk.problems)
