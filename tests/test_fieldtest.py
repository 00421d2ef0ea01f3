"""The field test: which rules and phrases it warns of on real conversations, and where it keeps quiet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.cli import door
from compliance.fieldtest import LISTED, field_test
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Role, Turn
from compliance.rulebook.load import load

RULES = """
version: 1
lexicons:
  礼貌: [请, 劳驾]
rules:
  - id: asks-politely
    name: 用语有礼
    level: info
    clauses: [A1]
    must: {agent: $礼貌}
    examples: [pass: "服: 请讲", fail: "服: 讲"]
  - id: opens-politely
    name: 开场有礼
    level: info
    clauses: [A1]
    must: {agent: $礼貌}
    where: opening
    examples: [pass: "服: 请讲", fail: "服: 讲"]
  - id: password
    name: 暗号
    level: info
    clauses: [A1]
    when: {customer: 芝麻开门}
    must: {agent: 门开了}
    examples: [pass: "客: 芝麻开门\\n服: 门开了", fail: "客: 芝麻开门\\n服: 哦"]
  - id: brisk
    name: 应答要快
    level: info
    clauses: [A1]
    measure: {silence: agent}
    max: 9s
    examples: [pass: "[00:00:00] 客: 喂\\n[00:00:05] 服: 在", fail: "[00:00:00] 客: 喂\\n[00:00:50] 服: 在"]
"""


@pytest.fixture
def rulebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rulebook:
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text(RULES, encoding="utf-8")
    return load(Path("rules.yaml")).rulebook


def talks(*said: str) -> list[Conversation]:
    return [Conversation(f"c{i}", "c", (Turn(0, Role.CUSTOMER, "喂"), Turn(1, Role.AGENT, text))) for i, text in enumerate(said)]


def warned(rulebook: Rulebook, *said: str) -> list[Problem]:
    return list(field_test(rulebook, talks(*said)))


def test_rules_that_never_come_into_play(rulebook: Rulebook) -> None:
    place = {rule.id: rule.place for rule in rulebook.rules}
    reasons = {"brisk": message("judge.no_time_of_turn", turn=1), "password": ""}
    assert warned(rulebook, "请讲", "请坐") == [
        Problem(
            place[name],
            message(f"fieldtest.{kind}", count=1, total=2, rules=name, reason=reasons[name]),
            message(f"fieldtest.{kind}_hint", id=name),
        )
        for kind, name in (("unknown", "brisk"), ("not_triggered", "password"))
    ]


ALIKE = """
version: 1
rules:
  - {id: never-said, level: warn, clauses: [A1], must_not: {agent: 绝无此话啦}}
  - {id: said-once, level: warn, clauses: [A1], must_not: {agent: 啰嗦}}
  - {id: softly, level: warn, clauses: [A1], replace: {在的呢: 在}}
  - {id: excused, level: warn, clauses: [A1], must_not: {agent: 没空}, unless: [不是没空]}
  - {id: mail, level: warn, clauses: [A1], applies_to: {channel: [mail]}, must: {agent: 此致}}
  - {id: letter, level: warn, clauses: [A1], applies_to: {channel: [letter]}, must_not: {agent: 此致}}
  - {id: visit, level: warn, clauses: [A1], applies_to: {kind: [visit]}, must: {agent: 此致}}
  - {id: silence, level: warn, clauses: [A1], measure: {silence: agent}, max: 9s}
  - {id: prompt, level: warn, clauses: [A1], when: {customer: 喂}, must: {agent: 在}, within: 9s}
"""


def test_rules_of_which_the_same_is_to_be_said_stand_together(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(ALIKE, encoding="utf-8")
    alike = load(tmp_path / "rules.yaml").rulebook
    said = ("不是没空", "别啰嗦", "讲")
    talk = [replace(talk, channel="call") for talk in talks(*said)]
    told = [(problem.what.key, dict(problem.what.values)["rules"], problem.place.line is None) for problem in field_test(alike, talk)]
    assert told == [
        ("fieldtest.unknown", "silence、prompt", True),
        ("fieldtest.not_applicable", "mail、letter", True),
        ("fieldtest.not_applicable", "visit", False),
        ("fieldtest.never_found", "never-said、softly、excused", True),
    ]


def test_more_rules_than_one_warning_lists(tmp_path: Path) -> None:
    rules = "".join(f"  - {{id: r{n}, level: warn, clauses: [A1], must_not: {{agent: 绝无此话啦}}}}\n" for n in range(LISTED + 2))
    (tmp_path / "rules.yaml").write_text(f"version: 1\nrules:\n{rules}", encoding="utf-8")
    found = warned(load(tmp_path / "rules.yaml").rulebook, "请讲")
    assert [dict(problem.what.values)["count"] for problem in found] == [LISTED, 2]


@pytest.mark.parametrize(("kept", "broken", "told"), [(4, 6, False), (3, 6, True), (0, 1, True), (1, 0, False)])
def test_a_rule_that_fails_in_more_than_sixty_of_a_hundred(rulebook: Rulebook, kept: int, broken: int, told: bool) -> None:
    found = warned(rulebook, *["请讲"] * kept, *["讲"] * broken)
    often = [problem for problem in found if problem.what.key == "fieldtest.too_often"]
    values = {"failed": broken, "total": kept + broken, "share": f"{broken / (kept + broken):.0%}"}
    assert [problem.what for problem in often] == (
        [message("fieldtest.too_often", id=name, **values) for name in ("asks-politely", "opens-politely")] if told else []
    )


@pytest.mark.parametrize(
    ("said", "cut", "matches"),
    [(["申请收到", "请讲", "请坐", "请进"], 1, 4), (["申请收到", "请讲"], 1, 2), (["申请收到", "申请不了", "请讲"], 2, 3)],
)
def test_a_phrase_that_words_cut_in_more_than_half_of_its_matches(rulebook: Rulebook, said: list[str], cut: int, matches: int) -> None:
    """One warning for the lexicon's phrase, though two rules share it."""
    found = [problem for problem in warned(rulebook, *said) if problem.what.key == "fieldtest.cut"]
    what = message("fieldtest.cut", rules="asks-politely、opens-politely", phrase="$礼貌: 请", word="申请", cut=cut, matches=matches)
    assert [problem.what for problem in found] == ([what] if cut * 2 > matches else [])


def test_without_a_conversation_nothing_is_known(rulebook: Rulebook) -> None:
    assert warned(rulebook) == []


def test_validate_counts_these_warnings_too(rulebook: Rulebook) -> None:
    Path("talks.jsonl").write_text('{"id": "c", "turns": [{"role": "agent", "text": "请讲"}]}', encoding="utf-8")
    plain = CliRunner().invoke(door, ["rules", "validate", "rules.yaml", "--strict"], obj="zh", standalone_mode=False)
    tried = CliRunner().invoke(
        door, ["rules", "validate", "rules.yaml", "--strict", "--on", "talks.jsonl"], obj="zh", standalone_mode=False
    )
    assert [ran.return_value for ran in (plain, tried)] == [0, 2]
    assert ["，0 个警告" in plain.stdout, "，1 个警告" in tried.stdout, "：password、brisk；" in tried.stderr] == [True, True, True]
