"""--roles at every command that reads conversations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

RULES = """version: 1
rules:
  - {id: greet, level: error, must: {agent: 您好}}
  - {id: soothe, level: error, when: {customer: 投诉}, must: {agent: 抱歉}}
gate: {zero_fatal: true, cannot_tell: fail}
"""
TEXT = "ch0：您好\nch1：我要投诉\nch0：抱歉\n"
TURNS = [{"role": "SPEAKER_00", "text": "您好"}, {"role": "SPEAKER_01", "text": "我要投诉"}]
ROLES = "ch0=agent,ch1=customer,SPEAKER_00=agent,SPEAKER_01=customer"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    talks = [{"id": f"t{n}", "turns": TURNS} for n in range(3)]
    live = [{"conversation": "c", "turn": turn} for turn in TURNS]
    files = {
        "rules.yaml": RULES,
        "a.txt": TEXT,
        "talks.jsonl": "".join(f"{json.dumps(talk)}\n" for talk in talks),
        "live.jsonl": "".join(f"{json.dumps(line)}\n" for line in live),
        "labels.jsonl": '{"id": "t0", "soothe": false}\n{"id": "a", "soothe": true}\n',
    }
    for name, content in files.items():
        Path(name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "audit a.txt talks.jsonl",
        "audit a.txt talks.jsonl --jobs 2",
        "check a.txt",
        "gate a.txt talks.jsonl",
        "sample a.txt talks.jsonl --size 2",
        "convert a.txt talks.jsonl",
        "evaluate labels.jsonl a.txt talks.jsonl",
        "live live.jsonl",
        "rules diff rules.yaml rules.yaml a.txt talks.jsonl",
        "rules explain soothe a.txt",
        "rules validate --on a.txt",
    ],
)
def test_every_command_that_reads_conversations_knows_the_names(line: str, call: Call) -> None:
    refused = call(*line.split())
    assert (refused.code, "--roles" in refused.err) == (2, True)
    assert call(*line.split(), "--roles", ROLES).code in (0, 1)
    bad = call(*line.split(), "--roles", "ch0=agnet")
    assert (bad.code, bad.out) == (2, "")
    assert bad.err == '--roles: “ch0”的角色 "agnet" 不认识；建议：角色有 agent、customer、bot、system，如 --roles ch0=agent\n'


@pytest.mark.parametrize("jobs", [1, 2])
def test_verdicts_are_those_of_the_roles(jobs: int, call: Call) -> None:
    said = call("audit", "a.txt", "talks.jsonl", "--roles", ROLES, "--jobs", jobs, "-o", "verdicts=-")
    verdicts = {(row["transcript"], row["rule"]): row["verdict"] for row in map(json.loads, said.out.splitlines())}
    talks = {("a", "greet"): "pass", ("a", "soothe"): "pass"}
    talks |= {(f"t{n}", rule): verdict for n in range(3) for rule, verdict in (("greet", "pass"), ("soothe", "fail"))}
    assert verdicts == talks


def test_names_and_a_manifest_go_together(call: Call) -> None:
    Path("m.csv").write_text("文件,工号\na.txt,A9\n", encoding="utf-8")
    said = call("convert", "a.txt", "--roles", ROLES, "--manifest", "m.csv")
    assert [(row["agent"], row["turns"][0]["role"]) for row in map(json.loads, said.out.splitlines())] == [({"id": "A9"}, "agent")]


def test_a_wrong_role_is_refused_where_nothing_is_read(call: Call) -> None:
    said = call("rules", "validate", "--roles", "ch0=agnet")
    assert (said.code, said.out, said.err.partition(" ")[0]) == (2, "", "--roles:")


def test_a_speaker_that_was_left_out_is_told_with_its_line(call: Call) -> None:
    said = call("audit", "a.txt", "--roles", "ch0=agent")
    assert said.code == 2
    assert said.err.startswith('a.txt:2: 不认识的说话人："ch1：我要投诉"；建议：')
    assert "--roles" in said.err
