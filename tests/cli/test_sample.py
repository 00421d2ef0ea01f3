"""compliance sample: which conversations to listen to, and a plan that anyone can repeat."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

RULES = """\
version: 1
rules:
  - {id: shirking, level: fatal, clauses: [A1], must_not: {agent: 不归我管}}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve conversations of three agents; the seventh is a bad one."""
    rows = [
        {"id": f"c{n:02}", "agent": {"id": f"A{n % 3}"}, "turns": [{"role": "agent", "text": "不归我管" if n == 7 else "您好"}]}
        for n in range(12)
    ]
    (tmp_path / "talks.jsonl").write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(call: Call, *words: str) -> list[dict[str, Any]]:
    said = call("sample", "talks.jsonl", *words, "-o", "-")
    assert said.code == 0, said.err
    return [json.loads(line) for line in said.out.splitlines()]


def test_the_plan_comes_first_and_then_every_conversation_drawn(desk: Path, call: Call) -> None:
    plan, *drawn = rows(call, "--size", "4", "--by", "agent", "--at-least", "1", "--risk", "1", "--seed", "2026-03")
    assert plan == {
        "schema": "sample-plan/1", "population": 12, "seed": "2026-03", "as_is": False, "by": ["agent"], "at_least": 1,
        "size": len(drawn), "random": 4, "stratum": 3, "risk": 1,
    }  # fmt: skip
    assert {agent for row in drawn for agent in row["agents"]} == {"A0", "A1", "A2"}
    assert [row["transcript"] for row in drawn if "risk" in row["why"]] == ["c07"]
    assert [row["ticket"] for row in drawn] == sorted(row["ticket"] for row in drawn)
    first = drawn[0]
    assert (first["schema"], first["source"], first["line"]) == ("sample/1", "talks.jsonl", int(first["transcript"][1:]) + 1)


def test_a_share_and_another_seed(desk: Path, call: Call) -> None:
    drawn = [row["transcript"] for row in rows(call, "--size", "50%")[1:]]
    assert len(drawn) == 6
    assert drawn == [row["transcript"] for row in rows(call, "--size", "6")[1:]]
    assert drawn != [row["transcript"] for row in rows(call, "--size", "6", "--seed", "2")[1:]]


def test_it_is_printed_and_stored(desk: Path, call: Call) -> None:
    said = call("sample", "talks.jsonl", "--size", "2", "--seed", "2026-03", "-o", "sample.jsonl")
    drawn = [json.loads(line)["transcript"] for line in (desk / "sample.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    head, empty, heading, *lines = said.out.splitlines()
    assert (head, empty) == ("样本：从 12 通里抽出 2 通，其中随机 2 通；种子 2026-03", "")
    assert heading.split() == ["会话", "客服", "缘由", "位置"]
    assert [line.split()[0] for line in lines] == drawn
    assert lines[0].split()[2:] == ["随机", f"talks.jsonl:{int(drawn[0][1:]) + 1}"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--size: 没有说抽多少；建议：写 --size 80（或 5%），或 --by agent --at-least 2，或 --risk 20"),
        (["--size", "some"], "--size: 看不懂抽样数“some”；建议：写通数（80）或比例（5%）"),
        (["--size", "0"], "--size: 看不懂抽样数“0”；建议：写通数（80）或比例（5%）"),
        (["--by", "agent"], "--by: --by 和 --at-least 要一起写；建议：写 --size 80（或 5%），或 --by agent --at-least 2，或 --risk 20"),
    ],
)
def test_what_cannot_be_drawn(desk: Path, call: Call, words: list[str], said: str) -> None:
    found = call("sample", "talks.jsonl", *words)
    assert (found.code, found.out, found.err) == (2, "", f"{said}\n")


def test_it_never_writes_over_what_it_read(desk: Path, call: Call) -> None:
    before = (desk / "talks.jsonl").read_bytes()
    assert call("sample", "talks.jsonl", "--size", "2", "-o", "talks.jsonl").code == 2
    assert (desk / "talks.jsonl").read_bytes() == before
    assert call("sample", "nowhere", "--size", "2").code == 2


def test_the_gate_draws_the_same(desk: Path, call: Call) -> None:
    (desk / "gate.yaml").write_text("sample: {size: 4, seed: x}\nmax_unknown: 5%\n", encoding="utf-8")
    gated = json.loads(call("gate", "talks.jsonl", "--gate", "gate.yaml", "--json", "-").out)
    drawn = [row["transcript"] for row in rows(call, "--size", "4", "--seed", "x")[1:]]
    assert [pick["transcript"] for pick in gated["sample"]["drawn"]] == drawn
