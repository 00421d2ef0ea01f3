"""The difference between two rule files on the same small conversations."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from compliance.audit import Plan, audit
from compliance.cli import door
from compliance.difference import Difference, difference, paired
from compliance.examples import load_rulebook
from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place, Problems
from compliance.model.rule import Level, Rule
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Judgement, Outcome
from compliance.readers.reader import read_paths

OLD = """
version: 1
rules:
  - id: curt
    name: 生硬
    level: warn
    clauses: [A2]
    must_not: {agent: [随便, 爱信不信]}
    examples: [pass: "服: 都可以", fail: "服: 【随便】"]
  - id: thank-you
    name: 致谢
    level: info
    clauses: [A1]
    must: {agent: 感谢来电}
    examples: [pass: "服: 感谢来电", fail: "服: 讲"]
  - id: leave-word
    name: 留下称呼
    level: info
    clauses: [A1]
    must: {agent: 怎么称呼}
    examples: [pass: "服: 怎么称呼", fail: "服: 讲"]
"""
NEW = """
version: 1
rules:
  - id: curt
    name: 生硬
    level: warn
    clauses: [A2]
    must_not: {agent: [爱信不信, 少啰嗦]}
    examples: [pass: "服: 都可以", fail: "服: 【爱信不信】"]
  - id: thank-you
    name: 致谢
    level: error
    clauses: [A1]
    must: {agent: 感谢来电}
    examples: [pass: "服: 感谢来电", fail: "服: 讲"]
  - id: wish
    name: 祝福
    level: info
    clauses: [A1]
    must: {agent: 祝您}
    examples: [pass: "服: 祝您顺利", fail: "服: 讲"]
"""
TALKS = {
    "k-1": ("A1", ["客：这样对吗", "服：随便，怎么称呼", "服：13812345678是吧，少啰嗦", "服：随便，爱信不信"]),
    "k-2": ("A2", ["客：好了吗", "服：好了，感谢来电，祝您顺利，怎么称呼"]),
    "k-3": ("A3", ["客：好了吗", "服：随便，感谢来电"]),
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(OLD, encoding="utf-8")
    Path("new.yaml").write_text(NEW, encoding="utf-8")
    roles = {"客": "customer", "服": "agent"}
    lines = [
        json.dumps({"id": name, "agent": {"id": agent}, "turns": [{"role": roles[turn[0]], "text": turn[2:]} for turn in said]})
        for name, (agent, said) in TALKS.items()
    ]
    Path("talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def audited(rules: str) -> Audit:
    return audit(read_paths(["talks.jsonl"]), Plan(load_rulebook(Path(rules)).rulebook), "test")


def told(finding: Finding) -> tuple[str, str, int | None, str | None]:
    return finding.rule.id, finding.conversation.id, finding.breach.turn, finding.breach.hit.text if finding.breach.hit else None


def compared(old: str = "old.yaml", new: str = "new.yaml") -> Difference:
    return difference(audited(old), audited(new))


def run(*words: str, lang: str = "zh") -> Result:
    return CliRunner().invoke(door, [*words], obj=lang)


# --- what differs -----------------------------------------------------------------------------------------------------


def test_rules_that_came_went_or_changed(desk: Path) -> None:
    found = compared()
    assert [rule.id for rule in found.added] == ["wish"]
    assert [rule.id for rule in found.removed] == ["leave-word"]
    assert [(before.id, before.level, after.level) for before, after in found.changed] == [
        ("curt", Level.WARN, Level.WARN),
        ("thank-you", Level.INFO, Level.ERROR),
    ]


def test_findings_that_appear_vanish_or_change_level(desk: Path) -> None:
    found = compared()
    assert [told(finding) for finding in found.appeared] == [
        ("curt", "k-1", 2, "少啰嗦"),
        ("wish", "k-1", 3, None),
        ("wish", "k-3", 1, None),
    ]
    assert [told(finding) for finding in found.vanished] == [
        ("curt", "k-1", 1, "随便"),
        ("curt", "k-3", 1, "随便"),
        ("leave-word", "k-3", 1, None),
    ]
    assert [(told(before), before.level, after.level) for before, after in found.relevelled] == [
        (("thank-you", "k-1", 3, None), Level.INFO, Level.ERROR)
    ]
    assert found.kept == 1  # in turn 3 of k-1, whichever of the two phrases is quoted


def test_verdicts_and_scores_that_move(desk: Path) -> None:
    found = compared()
    assert found.verdicts == {"curt": {(Outcome.FAIL, Outcome.PASS): 1}}
    assert [(old.agent, old.score, new.score) for old, new in found.scores] == [("A3", 0.0, 100.0)]


def test_the_same_rules_make_no_difference(desk: Path) -> None:
    found = compared("old.yaml", "old.yaml")
    nothing = (found.appeared, found.vanished, found.relevelled, found.added, found.removed, found.changed, found.verdicts, found.scores)
    assert nothing == ((), (), (), (), (), (), {}, ())
    assert (found.conversations, found.kept) == (3, len(audited("old.yaml").findings))


def test_other_conversations_cannot_be_compared(desk: Path) -> None:
    done = audited("old.yaml")
    with pytest.raises(ValueError, match="different conversations"):
        difference(done, replace(done, conversations=done.conversations[:-1]))


# --- pairing ----------------------------------------------------------------------------------------------------------

TALK = Conversation("c", "c.txt", tuple(Turn(i, Role.AGENT, "话") for i in range(9)))


def finding(fingerprint: str, turn: int | None, rule: str = "r", level: Level = Level.WARN) -> Finding:
    made = Rule(rule, rule, "must", None, level, 1, (), Place("r.yaml", 1))
    return Finding(fingerprint, made, TALK, None, Judgement(Outcome.FAIL), Breach(turn, None, message("judge.banned_said")), None)


PAIRINGS = {
    "same words, same turn": ([("a", 1)], [("a", 1)], [("a1", "a1")]),
    "same words, other turn": ([("a", 1)], [("a", 4)], [("a1", "a4")]),
    "other words, same turn": ([("a", 1)], [("b", 1)], [("a1", "b1")]),
    "nothing in common": ([("a", 1)], [("b", 2)], []),
    "the first of two equal ones goes": ([("a", 1), ("b", 5)], [("a", 5)], [("b5", "a5")]),
    "two in one turn become one": ([("a", 1), ("b", 1)], [("b", 1)], [("b1", "b1")]),
    "without a turn": ([("a", None)], [("b", None)], [("aNone", "bNone")]),
}


@pytest.mark.parametrize(("old", "new", "pairs"), PAIRINGS.values(), ids=PAIRINGS)
def test_what_counts_as_the_same_finding(
    old: list[tuple[str, int | None]], new: list[tuple[str, int | None]], pairs: list[tuple[str, str]]
) -> None:
    before, after = [finding(*one) for one in old], [finding(*one) for one in new]
    found, vanished, appeared = paired(before, after)
    assert [tuple(f"{one.fingerprint}{one.breach.turn}" for one in pair) for pair in found] == pairs
    assert (len(vanished), len(appeared)) == (len(old) - len(pairs), len(new) - len(pairs))


def test_findings_of_other_rules_are_never_the_same() -> None:
    assert paired([finding("a", 1, "r")], [finding("b", 1, "s")])[0] == ()


FINDINGS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=8).map(lambda ones: [finding(*one) for one in ones])


@given(FINDINGS, FINDINGS)
def test_every_finding_has_one_place(old: list[Finding], new: list[Finding]) -> None:
    pairs, vanished, appeared = paired(old, new)
    assert sorted(map(id, [*(before for before, _ in pairs), *vanished])) == sorted(map(id, old))
    assert sorted(map(id, [*(after for _, after in pairs), *appeared])) == sorted(map(id, new))


# --- the command --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_command_prints(desk: Path, golden: Callable[[str, str], str], lang: str) -> None:
    ran = run("rules", "diff", "old.yaml", "new.yaml", "talks.jsonl", lang=lang)
    assert ran.exception is None
    printed = ran.stdout
    for book in ("old.yaml", "new.yaml"):
        rulebook = load_rulebook(Path(book)).rulebook
        for version in (rulebook.version, *(rule.version for rule in rulebook.rules)):
            printed = printed.replace(version, "0" * 12)
    assert printed == golden("difference.txt" if lang == "zh" else "difference.en.txt", printed)


def test_all_of_it_as_rows(desk: Path) -> None:
    ran = run("rules", "diff", "old.yaml", "new.yaml", "talks.jsonl", "-o", "d.jsonl")
    assert ran.exception is None
    rows = [json.loads(line) for line in Path("d.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["schema"] for row in rows} == {"difference/1"}
    assert [(row["what"], row.get("change")) for row in rows] == [
        ("summary", None),
        *[("rule", change) for change in ("added", "removed", "changed", "changed")],
        *[("finding", change) for change in ("appeared", "appeared", "appeared", "vanished", "vanished", "vanished", "relevelled")],
        ("verdicts", None),
        ("score", None),
    ]
    assert rows[0]["findings"] == {"appeared": 3, "vanished": 3, "relevelled": 1, "kept": 1}
    assert (rows[-3]["old_level"], rows[-3]["new_level"], rows[-3]["finding"]["rule"]) == ("info", "error", "thank-you")
    assert rows[-2:] == [
        {"schema": "difference/1", "what": "verdicts", "rule": "curt", "old": "fail", "new": "pass", "count": 1},
        {"schema": "difference/1", "what": "score", "agent": "A3", "old": 0.0, "new": 100.0},
    ]
    ran = run("rules", "diff", "old.yaml", "new.yaml", "talks.jsonl", "-o", "-")
    assert ran.stdout == Path("d.jsonl").read_text(encoding="utf-8")


def test_no_more_than_ten_are_shown(desk: Path) -> None:
    lines = [json.dumps({"id": f"m-{i}", "turns": [{"role": "agent", "text": "爱信不信，电话13812345678"}]}) for i in range(12)]
    Path("many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    Path("none.yaml").write_text("version: 1\nextends: old.yaml\noverrides:\n  curt: {off: true, reason: 试}\n", encoding="utf-8")
    ran = run("rules", "diff", "old.yaml", "none.yaml", "many.jsonl")
    assert ran.stdout.count("“爱信不信”") == 10
    assert "  消失 12\n" in ran.stdout
    assert "… 另有 2 项" in ran.stdout
    assert "13812345678" not in ran.stdout


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["old.yaml", "nowhere.yaml", "talks.jsonl"], "rulebook.no_file"),
        (["old.yaml", "new.yaml", "nowhere"], "cli.nothing_judged"),
        (["old.yaml", "new.yaml", "talks.jsonl", "-o", "no/where"], "cli.no_folder"),
        (["old.yaml", "new.yaml", "talks.jsonl", "-o", "new.yaml"], "cli.output_is_input"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Path, words: list[str], key: str) -> None:
    ran = run("rules", "diff", *words)
    assert isinstance(ran.exception, Problems)
    assert [problem.what.key for problem in ran.exception.problems] == [key]
