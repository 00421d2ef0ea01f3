"""compliance gate: the decision as exit code, its explanation on one screen, what it stores, and lots one after another."""

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
  - id: hello
    name: 开口先问好
    level: error
    must: {agent: 您好}
    where: opening
    examples: [pass: "服: 您好", fail: "服: 讲"]
  - id: shirking
    name: 不推诿
    level: fatal
    must_not: {agent: 不归我管}
    examples: [pass: "服: 我来问", fail: "服: 【不归我管】"]
  - id: slang
    name: 不说行话
    level: error
    must_not: {agent: 走工单}
"""
GOOD, CURT, SHIRKING, SLANG = "您好，请讲", "讲", "您好，这个不归我管", "您好，先走工单"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules.yaml; everything is called from inside it."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def talks(folder: Path, *said: str, name: str = "talks.jsonl", prefix: str = "call-") -> None:
    """One conversation for each, agents A0, A1 and A2 in turn."""
    rows = [
        {"id": f"{prefix}{n:03}", "agent": {"id": f"A{n % 3}"}, "turns": [{"role": "agent", "text": text}]}
        for n, text in enumerate(said, 1)
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (folder / name).write_text(text, encoding="utf-8")


def gate(folder: Path, text: str) -> None:
    (folder / "gate.yaml").write_text(text, encoding="utf-8")


def decide(call: Call, *more: str) -> Any:
    return call("gate", "talks.jsonl", "--gate", "gate.yaml", *more)


def row(call: Call, *more: str) -> dict[str, Any]:
    said = decide(call, "--json", "-", *more)
    found: dict[str, Any] = json.loads(said.out)
    assert found["exit"] == said.code
    return found


# --- decisions and exit codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "conditions", "code"),
    [
        ([GOOD] * 3, "zero_fatal: true", 0),
        ([GOOD] * 3 + [SHIRKING], "zero_fatal: true", 1),
        ([SLANG] * 9, "{zero_fatal: true, max_unknown: 0%}", 0),
        ([GOOD] * 3, "error_rate: {max: 5%}", 2),
        ([GOOD] * 3, "{error_rate: {max: 5%}, cannot_tell: fail}", 1),
        ([GOOD] * 3, "{error_rate: {max: 5%}, cannot_tell: pass}", 0),
        ([GOOD] * 3, "{error_rate: {max: 5%}, lot: all}", 0),
        ([CURT, GOOD, GOOD], "{error_rate: {max: 5%}, lot: all}", 1),
        ([GOOD] * 60, "error_rate: {max: 5%}", 0),
    ],
)
def test_the_decision_is_the_exit_code(desk: Path, call: Call, said: list[str], conditions: str, code: int) -> None:
    talks(desk, *said)
    gate(desk, conditions)
    assert decide(call).code == code


def test_fail_on_and_strict_ask_for_more(desk: Path, call: Call) -> None:
    """A rule on trial cannot fail the gate; --fail-on looks at levels alone."""
    talks(desk, *[SLANG] * 3)
    gate(desk, "zero_fatal: true")
    assert decide(call).code == 0
    asked = decide(call, "--fail-on", "error")
    assert asked.code == 1
    assert "门禁的条件都满足，但不满足 --strict 或 --fail-on，退出码 1\n" in asked.out
    (desk / "talks.jsonl").write_text("{}\n" + (desk / "talks.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    assert decide(call).code == 0
    assert decide(call, "--strict").code == 2


def test_where_nothing_can_be_judged_no_setting_makes_it_pass(desk: Path, call: Call) -> None:
    timed = "version: 1\nrules:\n  - id: quick\n    level: fatal\n    must: {agent: 您好}\n    where: {first: 3s}\n"
    (desk / "rules.yaml").write_text(timed, encoding="utf-8")
    talks(desk, GOOD)
    gate(desk, "{zero_fatal: true, cannot_tell: pass}")
    assert decide(call).code == 2


def test_the_gate_of_the_rule_file_is_used_where_no_file_is_named(desk: Path, call: Call) -> None:
    talks(desk, GOOD, SHIRKING)
    none = call("gate", "talks.jsonl")
    assert (none.code, none.err) == (
        2,
        "rules.yaml: 没有门禁条件；建议：用 --gate 指定门禁文件，或在规则文件里写 gate:，如 gate: {zero_fatal: true}\n",
    )
    (desk / "rules.yaml").write_text(f"{RULES}gate: {{zero_fatal: true}}\n", encoding="utf-8")
    assert call("gate", "talks.jsonl").code == 1
    gate(desk, "max_unknown: 5%")
    assert decide(call).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lot", "2"], "lot: 总体 2 通，却读到了 3 通；建议：写总体的会话数，如 lot: 3000；读到的就是全部时写 lot: all"),
        (["--seed", "x"], "--seed: 门禁没有 sample，不抽样，种子没有用处；建议：在门禁里写 sample，如 sample: {size: 80}"),
        (["--resume"], "--resume: 没有按转移规则检验，谈不上恢复；建议：写 inspection: switching 和 state: gate-state.json"),
        (["--only", "helo"], "--only: 没有名为 helo 的规则；建议：是不是 hello"),
        (["--json", "talks.jsonl"], None),
        (["--json", "no/gate.json"], None),
        (["--events", "no.jsonl"], None),
    ],
)
def test_what_cannot_be_done(desk: Path, call: Call, words: list[str], said: str | None) -> None:
    talks(desk, *[GOOD] * 3)
    gate(desk, "zero_fatal: true")
    before = (desk / "talks.jsonl").read_bytes()
    found = decide(call, *words)
    assert (found.code, found.out) == (2, "")
    assert found.err if said is None else found.err == f"{said}\n"
    assert (desk / "talks.jsonl").read_bytes() == before


def test_no_conversation_at_all(desk: Path, call: Call) -> None:
    (desk / "talks.jsonl").write_text("{}\n", encoding="utf-8")
    gate(desk, "zero_fatal: true")
    assert decide(call).code == 2


# --- the sample -------------------------------------------------------------------------------------------------------

PLANNED = "sample: {size: plan, by: agent, at_least: 2, seed: 2026-03}\nacceptance: {aql: 4.0}\nzero_fatal: true\n"


def test_as_many_are_drawn_as_the_plan_asks(desk: Path, call: Call) -> None:
    talks(desk, *[GOOD] * 60)
    gate(desk, PLANNED)
    found = row(call)
    assert found["sample"] | {"drawn": len(found["sample"]["drawn"])} == {
        "seed": "2026-03", "as_is": False, "by": ["agent"], "at_least": 2,
        "size": found["sample"]["size"], "random": 13, "stratum": 6, "risk": 0, "drawn": found["sample"]["size"],
    }  # fmt: skip
    assert (found["lot"], found["read"], found["conditions"][1]["n"]) == (60, 60, 13)
    assert found == row(call)


def test_another_seed_draws_others_and_a_further_file_leaves_them(desk: Path, call: Call) -> None:
    def drawn(*more: str) -> set[str]:
        return {pick["transcript"] for pick in row(call, *more)["sample"]["drawn"]}

    talks(desk, *[GOOD] * 60)
    gate(desk, "sample: {size: 20}\nzero_fatal: true\n")
    before = drawn()
    assert before != drawn("--seed", "2")
    talks(desk, *[GOOD] * 61)
    assert len(before - drawn()) <= 1


def test_only_what_was_drawn_is_judged(desk: Path, call: Call) -> None:
    talks(desk, *[GOOD] * 60)
    gate(desk, PLANNED)
    size = row(call)["sample"]["size"]
    assert decide(call, "-o", "summary=summary.json").code == 0
    assert json.loads((desk / "summary.json").read_text(encoding="utf-8"))["judged"] == size


def test_the_riskiest_are_found_wherever_they_are(desk: Path, call: Call) -> None:
    talks(desk, *[GOOD] * 30, CURT, SHIRKING, *[GOOD] * 30)
    gate(desk, "sample: {risk: 1}\nzero_fatal: true\nerror_rate: {max: 50%}\n")
    found = row(call)
    assert [(pick["transcript"], pick["why"]) for pick in found["sample"]["drawn"]] == [("call-032", ["risk"])]
    # what was not left to chance says nothing of the lot
    assert [condition["answer"] for condition in found["conditions"]] == ["fail", "cannot_tell"]


def test_the_other_contacts_of_a_case_are_judged_along(desk: Path, call: Call) -> None:
    """Without the second contact the promise of the first would look broken."""
    (desk / "rules.yaml").write_text(
        "version: 1\nrules:\n  - id: callback\n    level: fatal\n    over: case\n    when: {agent: 稍后回电}\n"
        "    must: {event: [callback, contact]}\n    within: 2h\n"
        "    examples: [{unknown: '服: 稍后回电'}]\n",
        encoding="utf-8",
    )
    rows = [
        {
            "id": "first",
            "case": "T1",
            "started_at": "2026-03-02T09:00:00+08:00",
            "turns": [{"role": "agent", "text": "稍后回电", "start": 0}],
        },
        {"id": "second", "case": "T1", "started_at": "2026-03-02T10:00:00+08:00", "turns": [{"role": "agent", "text": "您好", "start": 0}]},
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (desk / "talks.jsonl").write_text(text, encoding="utf-8")
    gate(desk, "sample: {size: 1, seed: 4}\nzero_fatal: true\n")
    found = row(call)
    assert [pick["transcript"] for pick in found["sample"]["drawn"]] == ["first"]
    assert found["conditions"][0]["answer"] == "pass"


# --- what it says -----------------------------------------------------------------------------------------------------

FULL = """\
lot: 900
sample: {size: 40, by: agent, at_least: 2, risk: 2, seed: 2026-03}
zero_fatal: true
acceptance: {aql: 1.0}
error_rate: {max: 5%}
accuracy:
  customer: {rules: [hello]}
  compliance: {rules: [shirking]}
max_unknown: 10%
"""


@pytest.mark.parametrize(("lang", "name"), [("zh", "gate.txt"), ("en", "gate.en.txt")])
def test_the_explanation(desk: Path, call: Call, golden: Callable[[str, str], str], lang: str, name: str) -> None:
    talks(desk, *[GOOD] * 50, SHIRKING, CURT, *[SLANG] * 8, *[GOOD] * 20, prefix="1381234567")
    gate(desk, FULL)
    said = decide(call, "--lang", lang)
    assert said.code == 1
    assert said.err == ""
    assert golden(name, said.out) == said.out
    assert len(said.out.splitlines()) <= 24, "one screen"


def test_a_report_on_stdout_takes_its_place(desk: Path, call: Call) -> None:
    talks(desk, GOOD, SHIRKING)
    gate(desk, "zero_fatal: true")
    rows = [json.loads(line) for line in decide(call, "-o", "findings=-").out.splitlines()]
    assert [found["rule"] for found in rows] == ["shirking"]


def test_the_decision_as_json(desk: Path, call: Call) -> None:
    talks(desk, *[GOOD] * 2)
    gate(desk, "zero_fatal: true")
    said = decide(call, "--json", "gate.json")
    assert said.out.startswith("✓ 门禁通过：条件全部满足，退出码 0\n")
    found = json.loads((desk / "gate.json").read_text(encoding="utf-8"))
    assert {key: found[key] for key in ("schema", "decision", "exit", "lot", "read", "unreadable", "inspection")} == {
        "schema": "gate/1", "decision": "pass", "exit": 0, "lot": None, "read": 2, "unreadable": 0, "inspection": "normal",
    }  # fmt: skip
    assert found["rules"] == {"source": "rules.yaml", "version": found["rules"]["version"], "gating": 2, "reporting": 1}
    told = ["2 通里没有致命问题项"]
    assert found["conditions"] == [{"condition": "zero_fatal", "answer": "pass", "told": told, "judged": 2, "failures": 0, "rules": []}]
    assert [pick["why"] for pick in found["sample"]["drawn"]] == [["random"], ["random"]]


def test_personal_data_are_masked_unless_asked_for(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING, prefix="客户13812345678 ")
    gate(desk, "zero_fatal: true")
    assert "13812345678" not in decide(call).out + json.dumps(row(call))
    assert "13812345678" in decide(call, "--unmask").out


# --- lots one after another -------------------------------------------------------------------------------------------

SWITCHING = "lot: all\nacceptance: {aql: 10, inspection: switching, state: state.json}\n"


def lot(desk: Path, call: Call, number: int, *, bad: int, words: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit code and inspection of a lot of 20: five are looked at (normal: Ac 1; tightened: eight, Ac 1)."""
    talks(desk, *[CURT] * bad, *[GOOD] * (20 - bad), prefix=f"lot{number}-")
    found = row(call, *words)
    return found["exit"], found["inspection"]


def test_bad_lots_tighten_the_inspection_and_stop_it_and_resuming_goes_on(desk: Path, call: Call) -> None:
    gate(desk, SWITCHING)
    answers = [lot(desk, call, number, bad=20) for number in range(8)]
    assert answers == [(1, "normal")] * 2 + [(1, "tightened")] * 5 + [(1, "stopped")]
    stopped = decide(call)
    assert "加严检验下累计 5 批拒收，暂停检验；改进之后加 --resume 恢复" in stopped.out
    assert lot(desk, call, 9, bad=0, words=("--resume",)) == (0, "tightened")
    assert [lot(desk, call, number, bad=0) for number in range(10, 15)] == [(0, "tightened")] * 4 + [(0, "normal")]
    again = decide(call, "--resume")
    assert (again.code, again.err) == (2, "--resume: 检验没有暂停，不用恢复\n")


def test_the_same_lot_counts_once_and_is_inspected_as_it_was(desk: Path, call: Call) -> None:
    gate(desk, SWITCHING)
    assert [lot(desk, call, 1, bad=20) for _ in range(5)] == [(1, "normal")] * 5
    assert len(json.loads((desk / "state.json").read_text(encoding="utf-8"))["lots"]) == 1


def test_what_the_state_remembers(desk: Path, call: Call) -> None:
    gate(desk, SWITCHING)
    lot(desk, call, 1, bad=0)
    written = (desk / "state.json").read_text(encoding="utf-8")
    state = json.loads(written)
    kept = {"size": 20, "seed": "1", "inspection": "normal", "n": 5, "ac": 1, "failures": 0, "accepted": True}
    assert state == {"schema": "gate-state/1", "level": "II", "aql": 10, "lots": [{"lot": state["lots"][0]["lot"], **kept}]}
    assert len(written.splitlines()) == 3


def test_an_open_decision_is_not_remembered(desk: Path, call: Call) -> None:
    gate(desk, SWITCHING.replace("all", "20"))
    talks(desk, GOOD)
    assert decide(call).code == 2
    assert json.loads((desk / "state.json").read_text(encoding="utf-8"))["lots"] == []


def test_a_seed_with_half_a_character_is_kept_as_it_is(desk: Path, call: Call) -> None:
    """As a byte of the command line that is no UTF-8 comes in."""
    gate(desk, f"sample: {{size: 20}}\n{SWITCHING}")
    talks(desk, *[GOOD] * 20)
    found = decide(call, "--seed", "\udcff", "--json", "gate.json")
    kept = json.loads((desk / "state.json").read_text(encoding="utf-8"))["lots"][0]["seed"]
    assert (found.code, kept, json.loads((desk / "gate.json").read_text(encoding="utf-8"))["sample"]["seed"]) == (0, "\udcff", "\udcff")


NO_STATE = "state.json: 不是门禁的状态文件；建议：找回原来的文件；要从头开始就删掉它"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("{", NO_STATE),
        ("[]", NO_STATE),
        ("[" * 100_000, NO_STATE),
        ('{"schema": "gate-state/1", "level": "II", "aql": 1' + "0" * 400 + ', "lots": []}', NO_STATE),
        ('{"schema": "gate-state/1", "level": "II", "aql": NaN, "lots": []}', NO_STATE),
        ('{"schema": "gate-state/1", "level": "II", "aql": 10, "lots": [{}]}', NO_STATE),
        (
            '{"schema": "gate-state/1", "level": "I", "aql": 4, "lots": []}',
            "state.json: 这个状态属于另一个方案：检验水平 I，AQL 4；建议：方案变了就换一个状态文件",
        ),
    ],
)
def test_a_state_that_is_none_is_refused_and_kept(desk: Path, call: Call, state: str, said: str) -> None:
    gate(desk, SWITCHING)
    talks(desk, GOOD)
    (desk / "state.json").write_text(state, encoding="utf-8")
    found = decide(call)
    assert (found.code, found.err) == (2, f"{said}\n")
    assert (desk / "state.json").read_text(encoding="utf-8") == state
