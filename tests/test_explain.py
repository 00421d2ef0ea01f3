"""Explanations: what a rule means, why it said what it said, how a text is heard, what is covered and what was tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.examples import run
from compliance.explain.coverage import Covered, Untried, coverage, tried, untried
from compliance.explain.demand import demand
from compliance.explain.meaning import meaning
from compliance.explain.tokens import hearing_of
from compliance.explain.why import why
from compliance.explain.words import LONGEST_PHRASE, MOST_CHARACTERS, either, listing, sample, span
from compliance.model.rule import Clause, Rulebook
from compliance.readers.script import parse_script
from compliance.rulebook.load import load
from compliance.rulebook.source import shipped_rules
from compliance.text.hearing import Ear
from compliance.wording import LANGUAGES, say

MEANINGS: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "cases/meanings.yaml").read_text(encoding="utf-8"))

Book = Callable[[str], Rulebook]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def loaded(text: str) -> Rulebook:
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / "rules.yaml").rulebook

    return loaded


def one(body: str, top: str = "lexicons: {致歉: [抱歉, 对不起]}\n") -> str:
    return f"version: 1\n{top}rules:\n  - id: a\n    level: warn\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


# --- meaning ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", MEANINGS, ids=lambda row: row["rule"].replace("\n", " ")[:60])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_of_a_rule(lang: str, row: dict[str, str], book: Book) -> None:
    assert demand(book(one(row["rule"])).rules[0], lang) == row[lang]


FULL = """version: 1
regulations: {A: 柜面规范}
clauses: {A1: {section: 一, demand: 说抱歉}}
lexicons: {致歉: [抱歉, 对不起], 除外: [不抱歉]}
rules:
  - id: sorry-first
    name: 先道歉
    level: error
    status: test
    clauses: [A1, B9]
    over: case
    applies_to: {channel: [call, chat], urgent: true}
    when: {customer: 投诉, each: first}
    must: {agent: [$致歉, 见谅]}
    within: 2h
    each_day: 09:00-18:00
    unless: $除外
    instead: 非常抱歉
    known_false_positives: [客气话]
    examples:
      - not_triggered: |
          客: 你好
          服: 您好
"""
FULL_ZH = """sorry-first  先道歉  [严重]
含义：客户第一次说到“投诉”后，客服在 2 小时内要说到“$致歉”或“见谅”
适用：channel 为 call 或 chat、urgent 为 true
范围：个案的全部会话和事件
计时：只算工作日 09:00–18:00
除外：“$除外”
已知误报：客气话
  $致歉：抱歉、对不起
  $除外：不抱歉
改说：非常抱歉
依据：A1 《柜面规范》一：说抱歉
依据：B9
记分：3 分，试行，版本 {version}，{place}
  [未触发]
    客: 你好
    服: 您好"""
FULL_EN = """sorry-first  先道歉  [error]
Meaning: after the customer says “投诉” for the first time: the agent must say “$致歉” or “见谅” within 2 h
Applies to: channel is call or chat, urgent is true
Over: case, with all its conversations and events
Clock: working days 09:00–18:00 only
Unless: “$除外”
Known false positive: 客气话
  $致歉: 抱歉, 对不起
  $除外: 不抱歉
Say instead: 非常抱歉
Clause: A1 《柜面规范》一：说抱歉
Clause: B9
Kept as: 3 points, on trial, version {version}, {place}
  [not triggered]
    客: 你好
    服: 您好"""


@pytest.mark.parametrize(("lang", "expected"), [("zh", FULL_ZH), ("en", FULL_EN)])
def test_everything_there_is_to_say_of_a_rule(lang: str, expected: str, book: Book) -> None:
    rulebook = book(FULL.replace("[A1, B9]", "[A1]"))
    (rule,) = rulebook.rules
    expected = expected.replace("依据：B9\n", "").replace("Clause: B9\n", "")
    assert "\n".join(meaning(rule, rulebook, lang)) == expected.format(version=rule.version, place=rule.place)


def test_a_clause_that_is_in_no_table_stands_alone(book: Book) -> None:
    rulebook = book(one("clauses: [内规3]\nmust: 您好"))
    assert "依据：内规3" in list(meaning(rulebook.rules[0], rulebook, "zh"))


def test_better_words_stand_beside_the_banned_ones(book: Book) -> None:
    rulebook = book(one("replace: {不行: 我来确认, $致歉: 请您原谅}"))
    assert list(meaning(rulebook.rules[0], rulebook, "zh"))[1:6] == [
        "含义：客服不得说下面左边的话，要换成右边的说法",
        "  不行 → 我来确认",
        "  抱歉 → 请您原谅",
        "  对不起 → 请您原谅",
        "  $致歉：抱歉、对不起",
    ]


def test_a_measure_is_excused_by_the_turn_before(book: Book) -> None:
    rulebook = book(one("measure: {silence: agent}\nmax: 10s\nunless: {agent: 稍等}"))
    assert "除外：前一句里客服说到“稍等”" in list(meaning(rulebook.rules[0], rulebook, "zh"))


def test_what_excuses_the_trigger_is_told_apart_from_what_excuses_the_rule(book: Book) -> None:
    rulebook = book(
        one(
            "when: {customer: 投诉, unless: [投诉建议箱]}\nmust: {agent: $致歉}\nunless: [$致歉什么]",
            "lexicons: {致歉: [抱歉], 致歉什么: [抱歉什么]}\n",
        )
    )
    assert list(meaning(rulebook.rules[0], rulebook, "zh"))[2:4] == ["触发除外：“投诉建议箱”", "除外：“$致歉什么”"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_rule_has_a_meaning(lang: str) -> None:
    rulebook = load(shipped_rules()).rulebook
    lines = [line for rule in rulebook.rules for line in meaning(rule, rulebook, lang)]
    assert [line for line in lines if "  " in line.strip() and "→" in line] == []
    assert [line for line in lines if line.startswith(("依据", "Clause")) and "《" not in line] == []


def test_long_lists_are_cut_and_counted() -> None:
    words = [f"“第{number}种”" for number in range(20)]
    assert either(words[:1], "zh") == "“第0种”"
    assert either(words[:3], "zh") == "“第0种”、“第1种”或“第2种”"
    assert either(words, "zh") == listing(words, "zh") == "、".join(words[:8]) + " 等 20 种"
    assert either(words, "en") == ", ".join(words[:8]) + " … (20 in all)"
    assert either(["call", "chat"], "zh") == "call 或 chat"
    long = "长" * 200
    assert listing([long], "zh") == "长" * (LONGEST_PHRASE - 1) + "⋯"
    assert sample([long, "短", long, "也短"], "zh").startswith("短、也短、") is False
    assert sample(["二" * MOST_CHARACTERS, "一", "三"], "zh").endswith("一、三")


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 秒"), (0.5, "0.5 秒"), (90, "90 秒"), (180, "3 分钟"), (86400, "24 小时")])
def test_spans_of_time(seconds: float, said: str) -> None:
    assert say(span(seconds)) == said


# --- why --------------------------------------------------------------------------------------------------------------

SORRY = "when: {customer: [投诉, 太差]}\nmust: {agent: $致歉}\nwithin: 2 turns"
BANNED = "must_not: {agent: [不行, 不能]}\nunless: [不行不行]"
WHY: dict[str, tuple[str, str, list[str]]] = {
    "kept": (
        SORRY,
        "客: 我要投诉\n服: 抱歉",
        [
            "c · a a: 达标",
            "  1. 第 1 句“投诉” → 达标",
            "     ✓ 第 2 句“抱歉” [$致歉: 抱歉]",
            "  · 触发（客户）第 1 句“投诉” 算数",
            "  · 要听的（客服）第 2 句“抱歉” [$致歉: 抱歉] 算数",
        ],
    ),
    "broken by absence": (
        SORRY,
        "客: 我要投诉\n服: 好\n服: 等着\n服: 抱歉",
        [
            "c · a a: 违规（要求的话始终没有说）",
            "  1. 第 1 句“投诉” → 违规（要求的话始终没有说）",
            "     在第 2 句至第 3 句里找过：$致歉",
            "     最接近的：第 4 句“抱歉”，说了，但不在要求的范围内",
            "  · 触发（客户）第 1 句“投诉” 算数",
            "  · 要听的（客服）第 4 句“抱歉” [$致歉: 抱歉] 算数",
        ],
    ),
    "not triggered": (SORRY, "客: 你好\n服: 您好", ["c · a a: 未触发", "  没有出现触发条件：客户说到“投诉”或“太差”"]),
    "not applicable": (
        f"{SORRY}\napplies_to: {{channel: call}}",
        "# channel: chat\n客: 投诉",
        ["c · a a: 不适用（channel 不在适用范围）", "  · 触发（客户）第 1 句“投诉” 算数"],
    ),
    "banned, excused, counted": (
        BANNED,
        "服: 能不能等，不行不行\n服: 不能",
        [
            "c · a a: 违规（说了不该说的话）",
            "  1. 整通会话 → 违规（说了不该说的话）",
            "     ✗ 第 2 句“不能”",
            "  · 要听的（客服）第 1 句“不能” 不算：正反问“能不能”",
            "  · 要听的（客服）第 1 句“不行” 不算：unless 排除：“不行不行”",
            "  · 要听的（客服）第 1 句“不行” 不算：unless 排除：“不行不行”",
            "  · 要听的（客服）第 2 句“不能” 算数",
        ],
    ),
    "unknown": (
        "must: {agent: 您好}\nwhere: {first: 15s}",
        "服: 您好",
        [
            "c · a a: 无法判定（第 1 句没有时间（start 或 at））",
            "  1. 整通会话 → 无法判定（第 1 句没有时间（start 或 at））",
            "     ? 第 1 句“您好”",
            "     截止：第 15 秒",
            "  · 要听的（客服）第 1 句“您好” 算数",
        ],
    ),
    "a window by the clock": (
        "when: {customer: 投诉}\nmust: {agent: anything}\nwithin: 1m",
        "[00:00-00:02] 客: 投诉\n[00:30-00:31] 服: 好",
        [
            "c · a a: 达标",
            "  1. 第 1 句“投诉” → 达标",
            "     ✓ 第 2 句“好”",
            "     截止：第 62 秒",
            "  · 触发（客户）第 1 句“投诉” 算数",
        ],
    ),
    "a homophone": (
        "must: {agent: {phrases: [抱歉], sounds_like: true}}",
        "服: 报歉",
        [
            "c · a a: 达标",
            "  1. 整通会话 → 达标",
            "     ✓ 第 1 句“报歉”（同音） [抱歉]",
            "  · 要听的（客服）第 1 句“报歉”（同音） [抱歉] 算数",
        ],
    ),
}


@pytest.mark.parametrize("name", WHY)
def test_why(name: str, book: Book) -> None:
    body, text, expected = WHY[name]
    rulebook = book(one(body))
    told = list(why(rulebook.rules[0], Ear(rulebook), parse_script(text, "c.txt", "c"), None, "zh"))
    assert told == expected


def test_the_clock_asked_for_decides(book: Book) -> None:
    rulebook = book(one("when: {agent: 回电}\nmust: {event: callback}\nwithin: 1h"))
    text = "# started_at: 2026-03-02 09:00\n[00:00-00:00] 服: 稍后回电\n[00:01:00] 事件: 到访"
    talk, ear = parse_script(text, "c.txt", "c"), Ear(rulebook)
    early, late = (datetime.fromisoformat(f"2026-03-02T{clock}+08:00") for clock in ("09:30", "10:30"))
    assert next(why(rulebook.rules[0], ear, talk, early, "zh")).startswith("c · a a: 进行中")
    assert next(why(rulebook.rules[0], ear, talk, late, "zh")).startswith("c · a a: 违规")


# --- tokens -----------------------------------------------------------------------------------------------------------

HEARD = """version: 1
rules:
  - {id: no-no, level: warn, must_not: {agent: [不行, 请]}}
  - {id: no-no-too, level: warn, must_not: {agent: [请, 不行]}}
  - {id: asks, level: warn, when: {customer: 不行}, must: {agent: anything}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "您看行不行",
            [
                "归一：您看行不行",
                "分词：您 / 看 / 行不行",
                "  客服 “不行” 不算：正反问“行不行” (no-no、no-no-too)",
                "  客户 “不行” 不算：正反问“行不行” (asks)",
            ],
        ),
        ("ＯＫ 請", ["归一：ok 请", "分词：ok /   / 请", "  客服 “請” [请] 算数 (no-no、no-no-too)"]),
        ("再见", ["归一：再见", "分词：再见", "没有命中任何短语"]),
        ("", ["归一：", "分词：", "没有命中任何短语"]),
    ],
)
def test_how_a_text_is_heard(text: str, expected: list[str], book: Book) -> None:
    rulebook = book(HEARD)
    assert list(hearing_of(text, rulebook, Ear(rulebook), "zh")) == expected


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_coverage_lists_every_clause_with_its_rules_or_the_reason(book: Book) -> None:
    top = "regulations: {A: 甲}\nclauses:\n  A1: {demand: 一}\n  A2: {demand: 二, reason: 看不见}\n  A3: {demand: 三}\n"
    text = one("clauses: [A1]\nmust: 您好", top) + "  - {id: b, level: warn, clauses: [A1, A1], must: 您早}\n"
    rows = list(coverage(book(text)))
    assert rows == [
        Covered(Clause("A1", "甲", "", "一"), ("a", "b")),
        Covered(Clause("A2", "甲", "", "二", "看不见"), ()),
        Covered(Clause("A3", "甲", "", "三"), ()),
    ]
    assert [row.gap for row in rows] == [False, False, True]


def test_the_shipped_rules_leave_no_gap() -> None:
    assert [row.clause.id for row in coverage(load(shipped_rules()).rulebook) if row.gap] == []


TOP = "lexicons:\n  致歉: [抱歉, 对不起]\n  共情: [理解您, $致歉]\n  除外: [不行不行, 行不行吗]\n"


def left_untried(text: str, book: Book) -> list[Untried]:
    rulebook = book(text)
    by_rule: dict[str, set[Any]] = {}
    for ran in run(rulebook):
        assert ran.heard
        by_rule.setdefault(ran.rule.id, set()).update(tried(ran.rule, ran.heard))
    return untried(rulebook.rules, by_rule)


def test_a_phrase_of_a_nested_lexicon_counts_for_the_lexicon_that_holds_it(book: Book) -> None:
    text = one('must: {agent: $共情}\nexamples:\n  - pass: "服: 抱歉"\n  - fail: "客: 对不起"', TOP)
    assert left_untried(text, book) == [Untried("共情", True, ("理解您",), 1), Untried("致歉", True, ("对不起",), 2)]


def test_one_rule_tries_a_lexicon_for_all(book: Book) -> None:
    text = one('must: {agent: [$致歉, 见谅]}\nexamples:\n  - pass: "服: 抱歉"', TOP) + (
        '  - {id: b, level: warn, where: opening, must_not: {agent: [$致歉, 免谈]}, examples: [{fail: "服: 对不起"}]}\n'
    )
    assert left_untried(text, book) == [Untried("a", False, ("见谅",), 1), Untried("b", False, ("免谈",), 1)]


def test_what_is_said_by_the_other_side_or_does_not_count_is_not_tried(book: Book) -> None:
    body = 'must_not: {agent: [不行, 不能, 免谈]}\nexamples:\n  - pass: "客: 免谈\\n服: 行不行，您说“不能”"\n  - fail: "服: 不行"'
    assert left_untried(one(body, ""), book) == [Untried("a", False, ("不能", "免谈"), 3)]


def test_an_excuse_is_tried_where_it_excuses(book: Book) -> None:
    body = 'must_not: {agent: 不行}\nunless: [$除外, 不行了]\nexamples:\n  - fail: "服: 不行"\n  - pass: "服: {said}"'
    all_excuses = [Untried("除外", True, ("不行不行", "行不行吗"), 2), Untried("a", False, ("不行了",), 2)]
    assert left_untried(one(body.replace("{said}", "好"), TOP), book) == all_excuses
    assert left_untried(one(body.replace("{said}", "不行不行"), TOP), book) == [
        Untried("除外", True, ("行不行吗",), 2),
        Untried("a", False, ("不行了",), 2),
    ]


def test_an_excuse_of_the_trigger_is_tried_where_it_excuses(book: Book) -> None:
    body = 'when: {customer: 投诉, unless: [不投诉]}\nmust: {agent: 抱歉}\nexamples:\n  - pass: "客: 投诉\\n服: 抱歉"'
    assert left_untried(one(body, ""), book) == [Untried("a", False, ("不投诉",), 3)]
    assert left_untried(one(f'{body}\n  - not_triggered: "客: 我不投诉"', ""), book) == []


def test_triggers_are_tried_and_built_in_words_are_nobodys_to_try(book: Book) -> None:
    text = one('when: {customer: [投诉, 太差]}\nmust: {agent: anything}\nexamples:\n  - pass: "客: 太差\\n服: 好"', "")
    assert left_untried(text, book) == [Untried("a", False, ("投诉",), 2)]
    text = one('measure: {filler_rate: agent}\nmax: 5\nexamples:\n  - pass: "服: 好"', "")
    assert left_untried(text, book) == []
    text = one('measure: {filler_rate: agent, filler: [那什么]}\nmax: 5\nexamples:\n  - pass: "服: 好"', "")
    assert left_untried(text, book) == [Untried("a", False, ("那什么",), 1)]
