"""Loading: what the keys of a rule file become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.examples import load_rulebook
from compliance.model.problem import Problems
from compliance.model.rule import AllOf, AnyOf, Anything, Happened, Level, Phrase, Recorded, Rule, Said, Where, said_parts
from compliance.model.transcript import Role
from compliance.model.window import Window
from compliance.rulebook.load import Loaded, load
from compliance.rulebook.source import shipped_rules
from compliance.rules import KINDS
from compliance.wording import say_problem

Load = Callable[..., Loaded]
Write = Callable[..., Path]


def one(body: str, top: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"version: 1\n{top}rules:\n  - id: a\n    level: warn\n{lines}"


def only_rule(loaded: Loaded) -> Rule:
    (rule,) = loaded.rulebook.rules
    return rule


def phrases(rule: Rule) -> tuple[Phrase, ...]:
    """What the kind of the rule listens for."""
    return tuple(phrase for cue in KINDS[rule.kind].cues(rule.params) for said in said_parts(cue) for phrase in said.phrases)


def test_a_rule_without_more_has_the_defaults(loaded: Load) -> None:
    rule = only_rule(loaded(one("must: 您好")))
    assert replace(rule, place=rule.place, params=None, version="") == Rule(
        id="a", name="a", kind="must", params=None, level=Level.WARN, points=1.0, clauses=(), place=rule.place
    )
    assert phrases(rule) == (Phrase("您好"),)
    assert (rule.place.line, rule.place.column) == (3, 5)


@pytest.mark.parametrize(("level", "points"), [("info", 0), ("warn", 1), ("error", 3), ("fatal", 5)])
def test_points_go_with_the_level(level: str, points: float, loaded: Load) -> None:
    text = one("must: 您好").replace("level: warn", f"level: {level}")
    assert only_rule(loaded(text)).points == points
    assert only_rule(loaded(f"{text}    points: 2.5\n")).points == 2.5


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{agent: 您好}", [Said(0, Role.AGENT, (Phrase("您好"),))]),
        ("[您好, 您早]", [Said(0, Role.AGENT, (Phrase("您好"), Phrase("您早")))]),
        ("{bot: 您好}", [Said(0, Role.BOT, (Phrase("您好"),))]),
        ("{customer: anything}", [Anything(Role.CUSTOMER)]),
        ("{event: [callback, contact]}", [Happened(("callback", "contact"))]),
        ("{record: name}", [Recorded(("name",))]),
        ("{all: [{event: a}, {record: b}]}", [AllOf((Happened(("a",)), Recorded(("b",))))]),
        ("{any: [{event: a}, {all: [{record: b}]}]}", [AnyOf((Happened(("a",)), AllOf((Recorded(("b",)),))))]),
    ],
)
def test_events(written: str, expected: list[object], loaded: Load) -> None:
    rule = only_rule(loaded(one(f"must: {written}")))
    assert list(KINDS["must"].cues(rule.params)) == expected


def test_the_long_form_carries_sounds_like_to_every_phrase(loaded: Load) -> None:
    top = "lexicons:\n  致歉: {phrases: [抱歉, 对不起], sounds_like: true}\n  共情: [理解, $致歉]\n"
    rule = only_rule(loaded(one("must: {agent: [$共情, 您好]}", top)))
    assert phrases(rule) == (
        Phrase("理解", "共情"),
        Phrase("抱歉", "致歉", sounds_like=True),
        Phrase("对不起", "致歉", sounds_like=True),
        Phrase("您好"),
    )
    rule = only_rule(loaded(one("must: {agent: {phrases: [$共情], sounds_like: true}}", top)))
    assert [phrase.sounds_like for phrase in phrases(rule)] == [True, True, True]


def test_a_lexicon_inside_a_phrase_becomes_its_alternatives(loaded: Load) -> None:
    top = "lexicons:\n  称呼: [先生, $女客]\n  女客: [女士, 小姐]\n"
    assert phrases(only_rule(loaded(one("must: {agent: 您好…$称呼}", top)))) == (Phrase("您好…(先生|女士|小姐)"),)
    assert phrases(only_rule(loaded(one("must: {agent: ($称呼)您好}", top)))) == (Phrase("((先生|女士|小姐))您好"),)


def test_a_dollar_that_names_nothing_is_a_character(loaded: Load) -> None:
    assert phrases(only_rule(loaded(one("must: {agent: ['99$', '/您好$/']}")))) == (Phrase("99$"), Phrase("/您好$/"))


def test_replace_bans_and_offers_better_words(loaded: Load) -> None:
    rule = only_rule(loaded(one("replace: {不行: 我帮您确认, $不会: 我来查一下}", "lexicons:\n  不会: [不知道, 不会]\n")))
    assert rule.kind == "must_not"
    assert phrases(rule) == (
        Phrase("不行", better="我帮您确认"),
        Phrase("不知道", "不会", better="我来查一下"),
        Phrase("不会", "不会", better="我来查一下"),
    )


def test_a_wide_comma_in_quotes_or_in_a_block_is_meant(loaded: Load) -> None:
    assert phrases(only_rule(loaded(one("must_not: ['不行，不能']")))) == (Phrase("不行，不能"),)
    assert phrases(only_rule(loaded(one("must_not:\n  - 不行，不能")))) == (Phrase("不行，不能"),)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("opening", Where("first", turns=2)),
        ("closing", Where("last", turns=3)),
        ("anywhere", None),
        ("{first: 2 turns}", Where("first", turns=2)),
        ("{first: 15s}", Where("first", seconds=15)),
        ("{last: 20%}", Where("last", share=0.2)),
    ],
)
def test_where(written: str, where: Where | None, loaded: Load) -> None:
    assert only_rule(loaded(one(f"must: 您好\nwhere: {written}"))).where == where


def test_scopes_say_what_opening_and_closing_are(loaded: Load) -> None:
    top = "scopes: {opening: 30s, closing: 10%}\n"
    assert only_rule(loaded(one("must: 您好\nwhere: opening", top))).where == Where("first", seconds=30)
    assert only_rule(loaded(one("must: 您好\nwhere: closing", top))).where == Where("last", share=0.1)


@pytest.mark.parametrize(
    ("written", "window"),
    [
        ("30s", Window(30, "seconds")),
        ("2h", Window(7200, "seconds")),
        ("1 workday", Window(1, "workdays")),
        ("3 turns", Window(3, "turns")),
        ("1 reply", Window(1, "replies")),
    ],
)
def test_windows(written: str, window: Window, loaded: Load) -> None:
    assert only_rule(loaded(one(f"when: {{customer: 投诉}}\nmust: 抱歉\nwithin: {written}"))).within == window


def test_no_yes_and_clock_times_are_words_as_typed(loaded: Load) -> None:
    assert [phrase.text for phrase in phrases(only_rule(loaded(one("must_not: [no, on, 'true', 3:00]"))))] == ["no", "on", "true", "3:00"]


def test_clauses_come_with_the_title_of_their_regulation(loaded: Load) -> None:
    top = "regulations: {甲: 柜面规范}\nclauses:\n  甲1: {section: 一, demand: 起立迎客}\n  乙1: {demand: 微笑, reason: 看不见}\n"
    clauses = loaded(one("clauses: [甲1]\nmust: 您好", top)).rulebook.clauses
    assert {key: (c.regulation, c.section, c.demand, c.reason) for key, c in clauses.items()} == {
        "甲1": ("柜面规范", "一", "起立迎客", None),
        "乙1": ("", "", "微笑", "看不见"),
    }


def test_a_file_without_a_table_cites_the_shipped_one(loaded: Load) -> None:
    clauses = loaded(one("clauses: [A5]\nmust: 您好")).rulebook.clauses
    assert clauses["A5"].regulation == "服务管理制度规范"
    assert loaded(one("must: 您好")).rulebook.clauses == {}


def test_extends_takes_in_rules_and_lexicons_of_a_pack_beside_it(loaded: Load) -> None:
    pack = one("must: {agent: $致歉}", "lexicons: {致歉: [抱歉], 问候: [您好]}\n")
    text = (
        "version: 1\nextends: pack.yaml\nlexicons:\n  +致歉: [对不起]\n  问候: [您早]\n"
        "rules:\n  - {id: b, level: info, must: {agent: [$致歉, $问候]}}\n"
    )
    rulebook = loaded(text, {"pack.yaml": pack}).rulebook
    assert [rule.id for rule in rulebook.rules] == ["a", "b"]
    assert phrases(rulebook.rules[0]) == (Phrase("抱歉", "致歉"), Phrase("对不起", "致歉"))
    assert rulebook.lexicons == {"致歉": ("抱歉", "对不起"), "问候": ("您早",)}
    assert [Path(file).name for file in rulebook.files] == ["pack.yaml", "rules.yaml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[抱歉]", "{phrases: [对不起], sounds_like: true}"),
        ("{phrases: [抱歉], sounds_like: true}", "[对不起]"),
        ("{phrases: 抱歉, sounds_like: true}", "对不起"),
    ],
)
def test_an_addition_keeps_the_options_of_both(old: str, new: str, loaded: Load) -> None:
    text = f"version: 1\nextends: pack.yaml\nlexicons: {{+致歉: {new}}}\nrules:\n  - {{id: b, level: info, must: $致歉}}\n"
    rulebook = loaded(text, {"pack.yaml": f"version: 1\nlexicons: {{致歉: {old}}}\n"}).rulebook
    assert phrases(rulebook.rules[0]) == (Phrase("抱歉", "致歉", sounds_like=True), Phrase("对不起", "致歉", sounds_like=True))


def test_packs_may_share_a_pack(loaded: Load) -> None:
    beside = {
        "base.yaml": one("must: 您好"),
        "left.yaml": "version: 1\nextends: base.yaml\n",
        "right.yaml": "version: 1\nextends: base.yaml\n",
    }
    rulebook = loaded("version: 1\nextends: [left.yaml, right.yaml]\n", beside).rulebook
    assert [rule.id for rule in rulebook.rules] == ["a"]


def test_extends_shipped(loaded: Load) -> None:
    rulebook = loaded("version: 1\nextends: shipped\noverrides:\n  greeting: {level: fatal, reason: 开业周}\n").rulebook
    shipped = load(shipped_rules()).rulebook
    assert [rule.id for rule in rulebook.rules] == [rule.id for rule in shipped.rules]
    (greeting,) = (rule for rule in rulebook.rules if rule.id == "greeting")
    assert greeting.level is Level.FATAL
    assert rulebook.clauses == shipped.clauses


OVERRIDDEN = one("when: {customer: 投诉}\nmust: 抱歉\nwithin: 1m") + (
    "  - {id: b, level: error, measure: {silence: agent}, max: 10s}\n"
    "  - {id: c, level: error, count: {agent: [甲, 乙, 丙], min: 1, max: 3}}\n"
    "  - {id: d, level: info, must: 您好}\n"
)


def test_overrides_change_the_rules_and_leave_what_was_written(loaded: Load) -> None:
    overrides = """overrides:
  a: {level: fatal, within: 2m, reason: 旺季}
  b: {points: 7, max: 1m}
  c: {max: 2}
  d: {off: true, reason: 试点}
"""
    found = loaded(OVERRIDDEN + overrides)
    a, b, c = found.rulebook.rules
    assert (a.level, a.points, a.within) == (Level.FATAL, 5, Window(120, "seconds"))
    assert (b.level, b.points, b.params.most) == (Level.ERROR, 7, 60)  # type: ignore[attr-defined]
    assert (c.params.least, c.params.most) == (1, 2)  # type: ignore[attr-defined]
    assert found.written.rules == loaded(OVERRIDDEN).written.rules
    plain = {rule.id: rule.version for rule in found.written.rules}
    assert [rule.version == plain[rule.id] for rule in found.rulebook.rules] == [False, False, False]


def test_a_reason_alone_changes_no_version_and_later_files_have_the_last_word(loaded: Load) -> None:
    pack = OVERRIDDEN + "overrides:\n  d: {off: true}\n  a: {level: error}\n"
    found = loaded(
        "version: 1\nextends: pack.yaml\noverrides:\n  d: {off: false}\n  a: {level: info}\n  b: {reason: 说明}\n", {"pack.yaml": pack}
    )
    assert [(rule.id, str(rule.level)) for rule in found.rulebook.rules] == [("a", "info"), ("b", "error"), ("c", "error"), ("d", "info")]
    assert [rule.version for rule in found.rulebook.rules[1:]] == [rule.version for rule in found.written.rules[1:]]


def test_points_written_by_the_author_survive_a_change_of_level(loaded: Load) -> None:
    text = one("must: 您好\npoints: 2") + "overrides: {a: {level: fatal}}\n"
    assert only_rule(loaded(text)).points == 2


def test_examples_hold_for_the_rulebook_as_written_not_for_the_overridden_one(write: Write) -> None:
    rule = """measure: {silence: agent}
max: 10s
examples:
  - pass: "[00:00] 客: 在吗\\n[00:09] 服: 在"
  - fail: "[00:00] 客: 在吗\\n[00:11] 服: 在"
"""
    found = load_rulebook(write(one(rule) + "overrides: {a: {max: 5s}}\n"))
    assert only_rule(found).params.most == 5  # type: ignore[attr-defined]
    with pytest.raises(Problems):
        load_rulebook(write(one(rule.replace("max: 10s", "max: 5s"))))


def version(loaded: Load, text: str) -> str:
    return loaded(text).rulebook.rules[0].version


LEXICON = "lexicons:\n  致歉: [抱歉, $深]\n  深: [深表歉意]\n  别的: [您好]\n"


def test_the_version_of_a_rule_is_its_own(loaded: Load) -> None:
    base = one("must: {agent: $致歉}\nname: 道歉", LEXICON)
    same = {
        "examples": one('must: {agent: $致歉}\nname: 道歉\nexamples:\n  - fail: "服: 走"', LEXICON),
        "another rule": base + "  - {id: b, level: info, must: $别的}\n",
        "another lexicon": base.replace("[您好]", "[您早]"),
        "layout and comments": base.replace("must: {agent: $致歉}", "must:  # 道歉\n      agent: '$致歉'"),
        "order of keys": one("name: 道歉\nmust: {agent: $致歉}", LEXICON),
        "a scope that it does not use": "scopes: {opening: 9 turns}\n" + base,
    }
    other = {
        "name": base.replace("name: 道歉", "name: 致歉"),
        "kind": base.replace("must:", "must_not:"),
        "level": base.replace("warn", "error"),
        "lexicon": base.replace("[抱歉,", "[抱歉, 对不起,"),
        "lexicon of the lexicon": base.replace("[深表歉意]", "[万分抱歉]"),
        "two phrases for one": one("must: {agent: [抱, 歉]}"),
        "one phrase for two": one("must: {agent: ['抱,歉']}"),
    }
    assert {name for name, text in same.items() if version(loaded, text) != version(loaded, base)} == set()
    assert len({version(loaded, base), *(version(loaded, text) for text in other.values())}) == len(other) + 1


def test_the_version_changes_with_the_scope_and_the_calendar_that_the_rule_uses(loaded: Load) -> None:
    opening = one("must: 您好\nwhere: opening")
    assert version(loaded, opening) != version(loaded, "scopes: {opening: 9 turns}\n" + opening)
    workday = one("when: {customer: 投诉}\nmust: 抱歉\nwithin: 1 workday")
    calendar = "calendar: {holidays: [2026-05-20]}\n"
    assert version(loaded, workday) != version(loaded, calendar + workday)
    assert version(loaded, opening) == version(loaded, calendar + opening)


def test_the_digest_changes_with_any_file(loaded: Load) -> None:
    pack = one("must: 您好")
    text = "version: 1\nextends: pack.yaml\n"
    digests = {loaded(text, {"pack.yaml": pack}).digest, loaded(text, {"pack.yaml": pack + "# 注\n"}).digest, loaded(text + "\n").digest}
    assert len(digests) == 3


def test_a_rule_without_examples_is_a_draft_and_an_empty_list_is_none(write: Write) -> None:
    for examples in ("", "\nexamples:", "\nexamples: []"):
        found = load_rulebook(write(one(f"must: 您好\nstatus: stable{examples}")))
        assert only_rule(found).status == "draft"
        assert [warning.what.key for warning in found.warnings] == ["rulebook.no_examples", "rulebook.no_clauses_cited"]


def test_equal_cues_are_one_and_a_cue_with_other_excuses_is_another(loaded: Load) -> None:
    text = one("must_not: {agent: 不行}") + (
        "  - {id: b, level: info, when: {agent: 不行}, must: 抱歉}\n  - {id: c, level: info, must_not: {agent: 不行}, unless: 不行不行}\n"
    )
    cues = [(said.phrases, unless) for said, unless in loaded(text).rulebook.cues]
    no = (Phrase("不行"),)
    assert cues == [(no, ()), ((Phrase("抱歉"),), ()), (no, (Phrase("不行不行"),))]


def test_an_alias_repeats_what_its_anchor_holds(loaded: Load) -> None:
    rulebook = loaded(
        "version: 1\nrules:\n  - {id: a, level: info, must: &g [您好]}\n  - {id: b, level: info, must_not: {customer: *g}}\n"
    ).rulebook
    assert [phrases(rule) for rule in rulebook.rules] == [(Phrase("您好"),), (Phrase("您好"),)]


def test_warnings_stand_in_the_order_of_the_file(loaded: Load) -> None:
    found = loaded(one("must: 您好", "lexicons: {没用: [甲]}\n") + "  - {id: b, level: info, must: 您早}\n")
    assert [warning.place.line for warning in found.warnings] == [2, 4, 4, 7, 7]
    assert say_problem(found.warnings[0]).endswith(":2:12: 词库 $没用 没有规则用到")
