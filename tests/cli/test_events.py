"""--events: what happened in cases, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

RULES = """version: 1
rules:
  - id: kept
    level: error
    over: case
    when: {agent: 回电}
    must: {event: [callback, contact]}
    within: 24h
  - {id: finished, level: warn, over: case, when: {event: request}, must: {event: completed}, within: 24h}
  - {id: polite, level: info, must: {agent: 您好}}
"""
TALKS = """# id: a
# case: T-1
[2026-03-02 09:00:00] 客服：您好，查好给您回电，您的手机是13912345678吗
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.yaml").write_text(RULES, encoding="utf-8")
    Path("talks.txt").write_text(TALKS, encoding="utf-8")


def verdicts(said: Any) -> dict[tuple[str, str], str]:
    return {(row["transcript"], row["rule"]): row["verdict"] for row in map(json.loads, said.out.splitlines())}


def audit(call: Call, events: str, *more: str) -> Any:
    Path("e.csv").write_text(f"case,type,at\n{events}", encoding="utf-8")
    return call("audit", "talks.txt", "-r", "r.yaml", "--events", "e.csv", "-o", "verdicts=-", *more)


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ("T-1,callback,2026-03-03 09:00:00\n", "pass"),
        ("T-1,callback,2026-03-03 09:00:01\n", "fail"),
        ("T-1,note,2026-03-02 10:00:00\n", "pending"),
        ("T-1,callback,soon\nT-1,note,2026-03-09 10:00:00\n", "unknown"),
    ],
)
def test_a_promise_is_held_against_the_events(events: str, verdict: str, call: Call) -> None:
    assert verdicts(audit(call, events))["a", "kept"] == verdict


def test_without_events_nobody_knows(call: Call) -> None:
    said = call("audit", "talks.txt", "-r", "r.yaml", "--as-of", "2026-04-01 09:00:00", "-o", "verdicts=-")
    assert verdicts(said)["a", "kept"] == "unknown"


def test_the_deadline_of_a_failure_is_told_by_the_wall_clock(call: Call) -> None:
    Path("e.csv").write_text("case,type,at\nT-1,callback,2026-03-04 09:00:00\n", encoding="utf-8")
    said = call("audit", "talks.txt", "-r", "r.yaml", "--events", "e.csv", "-o", "findings=-")
    (row,) = map(json.loads, said.out.splitlines())
    assert (row["deadline"], row["margin_s"], row["turn"]) == ("2026-03-03T09:00:00+08:00", -86400.0, 0)
    assert row["nearest_miss"] == {"turn": None, "text": "callback", "why": "发生了，但已过时限", "time": 172800.0}


def test_a_case_of_which_only_events_are_known(call: Call) -> None:
    said = audit(call, "T-9,request,2026-03-02 09:00:00\nT-9,completed,2026-03-04 09:00:00\n")
    assert verdicts(said) | {
        ("T-9", "finished"): "fail",
        ("T-9", "kept"): "not_triggered",
        ("T-9", "polite"): "not_applicable",
    } == verdicts(said)
    terminal = call("audit", "talks.txt", "-r", "r.yaml", "--events", "e.csv")
    assert (terminal.code, "T-9" in terminal.out) == (0, True)


def test_a_check_is_of_one_transcript_alone(call: Call) -> None:
    Path("e.csv").write_text("case,type,at\nT-9,request,2026-03-02 09:00:00\nT-1,callback,2026-03-09 09:00:00\n", encoding="utf-8")
    said = call("check", "talks.txt", "-r", "r.yaml", "--events", "e.csv", "-o", "verdicts=-")
    assert (said.code, {name for name, _ in verdicts(said)}) == (1, {"a"})


def test_rows_that_cannot_be_read_are_told_and_counted_as_no_conversation(call: Call) -> None:
    said = audit(call, ",callback,2026-03-03 09:00:00\nT-1,callback,NaN\n", "-o", "summary=s.json")
    assert [line.split("：")[0] for line in said.err.splitlines()] == [
        "e.csv:2: 这一行没有写 case，略过；建议",
        "e.csv:3: at 不是有效的时间",
    ]
    summary = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert (summary["quarantined"], len(summary["problems"]), said.code) == (0, 2, 0)
    assert audit(call, "T-1,callback,NaN\n", "--strict").code == 2


def test_an_events_file_that_is_none_ends_it(call: Call) -> None:
    said = call("audit", "talks.txt", "-r", "r.yaml", "--events", "talks.txt")
    assert (said.code, said.err.startswith("talks.txt:1: 事件文件要有个案、类型、时间三列")) == (2, True)
    assert call("audit", "talks.txt", "-r", "r.yaml", "--events", "nowhere.csv").code == 2


def test_the_events_file_is_never_overwritten(call: Call) -> None:
    said = audit(call, "T-1,note,2026-03-02 10:00:00\n", "-o", "csv=e.csv")
    assert (said.code, Path("e.csv").read_text(encoding="utf-8").startswith("case,type,at")) == (2, True)


LATE = "T-1,callback,2026-03-03 10:00:00\nT-9,request,2026-03-02 09:00:00\n"


def test_two_rule_files_are_compared_with_what_happened(call: Call) -> None:
    Path("e.csv").write_text(f"case,type,at\n{LATE}", encoding="utf-8")
    Path("later.yaml").write_text(RULES.replace("    within: 24h\n", "    within: 48h\n"), encoding="utf-8")
    said = call("rules", "diff", "r.yaml", "later.yaml", "talks.txt", "--events", "e.csv", "-o", "-", "-j", "2")
    moved = [row for row in map(json.loads, said.out.splitlines()) if row["what"] == "verdicts"]
    assert [(row["rule"], row["old"], row["new"], row["count"]) for row in moved] == [("kept", "fail", "pass", 1)]
    assert call("rules", "diff", "r.yaml", "later.yaml", "talks.txt", "--events", "e.csv", "-o", "e.csv").code == 2


def test_labels_are_compared_with_what_happened(call: Call) -> None:
    Path("e.csv").write_text(f"case,type,at\n{LATE}", encoding="utf-8")
    Path("labels.jsonl").write_text('{"id": "a", "kept": false}\n', encoding="utf-8")
    call("evaluate", "labels.jsonl", "talks.txt", "-r", "r.yaml", "--events", "e.csv", "--json", "with.json")
    call("evaluate", "labels.jsonl", "talks.txt", "-r", "r.yaml", "--json", "without.json")
    read = [json.loads(Path(name).read_text(encoding="utf-8"))["by_rule"]["kept"] for name in ("with.json", "without.json")]
    assert [row["found"] for row in read] == [1, 0]
    assert call("evaluate", "labels.jsonl", "talks.txt", "-r", "r.yaml", "--events", "e.csv", "--json", "e.csv").code == 2


def test_verdict_rows_are_not_judged_again_and_not_overwritten(call: Call) -> None:
    Path("labels.jsonl").write_text('{"id": "a", "kept": false}\n', encoding="utf-8")
    Path("e.csv").write_text(f"case,type,at\n{LATE}", encoding="utf-8")
    call("audit", "talks.txt", "-r", "r.yaml", "-o", "verdicts=v.jsonl")
    before = Path("v.jsonl").read_bytes()
    said = call("evaluate", "labels.jsonl", "v.jsonl", "--events", "e.csv")
    assert (said.code, said.err) == (2, "--events: 已经是结论行，不再看个案的事件；建议：改给会话文件，或去掉 --events\n")
    assert call("evaluate", "labels.jsonl", "v.jsonl", "--json", "v.jsonl").code == 2
    assert Path("v.jsonl").read_bytes() == before
