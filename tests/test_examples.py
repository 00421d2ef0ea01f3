"""Examples: those of the shipped rules one by one; what is pinned; what is remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compliance import examples
from compliance.examples import Pin, Ran, load_rulebook, run
from compliance.model.problem import Problems
from compliance.model.verdict import Outcome
from compliance.rulebook.load import load
from compliance.rulebook.source import shipped_rules
from compliance.wording import say, say_problem


def shipped() -> Iterator[tuple[str, Ran]]:
    """Every example of the shipped rules, named by its rule and its number."""
    counts: dict[str, int] = {}
    for ran in run(load(shipped_rules()).written):
        counts[ran.rule.id] = counts.get(ran.rule.id, 0) + 1
        yield f"{ran.rule.id}-{counts[ran.rule.id]}", ran


SHIPPED = dict(shipped())


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped(name: str) -> None:
    ran = SHIPPED[name]
    assert [say_problem(fault) for fault in ran.faults] == []
    assert ran.verdict is not None
    assert ran.verdict.outcome == ran.example.expected


def test_every_shipped_rule_has_an_example_that_fails_and_one_that_passes() -> None:
    for rule in load(shipped_rules()).written.rules:
        assert {"fail", "pass"} <= {example.expected for example in rule.examples}, rule.id


RULES = """version: 1
rules:
  - id: no-no
    level: warn
    clauses: [A1]
    must_not: {agent: [不行, 不能]}
    examples:
      - fail: |
          客: 行不行
          服: 这【不行】。
          服: 真的【不能】，不行。
      - pass: "服: 您看行不行"
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    return file


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Grows by the id of a rule each time one of its examples is run; the cache is an empty one."""
    ran: list[str] = []
    real = examples.run_one

    def counted(*arguments: object) -> Ran:
        result: Ran = real(*arguments)  # type: ignore[arg-type]
        ran.append(result.rule.id)
        return result

    monkeypatch.setattr(examples, "run_one", counted)
    monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path / "cache"))
    return ran


def written(rules: Path, *entries: str) -> list[Ran]:
    """The examples of `no-no`, these instead of its own."""
    head = RULES.partition("    examples:\n")[0]
    rules.write_text(f"{head}    examples:\n" + "".join(f"      - {entry}\n" for entry in entries), encoding="utf-8")
    return list(run(load(rules).written))


def test_marks_are_no_part_of_what_was_said(rules: Path) -> None:
    first, second = run(load(rules).written)
    assert first.conversation is not None
    assert [turn.text for turn in first.conversation.turns] == ["行不行", "这不行。", "真的不能，不行。"]
    assert first.pins == (Pin(1, 1, 3, "不行"), Pin(2, 2, 4, "不能"))
    assert (first.example.place.line, second.example.place.line) == (8, 12)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("服: 【不】行", "规则 no-no 的示例标出【不】，实际证据是“不行”"),
        ("服: 这【不行】不行", ""),
        ("客: 【不行】\\n服: 不行", "规则 no-no 的示例标出【不行】，实际证据是“不行”"),
        ("服: 好", "规则 no-no 的示例应为 fail，实际为 pass"),
        ("客: 不行", "规则 no-no 的示例应为 fail，实际为 not_triggered"),
        ("服: 【不行", "规则 no-no 的示例读不懂：【 和 】 不成对"),
        ("# as_of: 下周\\n服: 不行", "规则 no-no 的示例读不懂：as_of“下周”看不懂"),
        ("# as_of: 2026-03-02 10:00\\n服: 不行", "规则 no-no 的示例读不懂：as_of“2026-03-02 10:00”看不懂"),
        ("# started_at: 2026-03-02 09:00\\n# as_of: 2026-03-02 10:00\\n服: 不行", ""),
        ("不行", '规则 no-no 的示例读不懂：这一行看不出是谁说的："不行"'),
    ],
)
def test_what_an_example_proves(text: str, fault: str, rules: Path) -> None:
    (ran,) = written(rules, f'fail: "{text}"')
    assert [say(found.what) for found in ran.faults] == ([fault] if fault else [])


def test_all_faults_of_an_example_are_told(rules: Path) -> None:
    (ran,) = written(rules, 'fail: "[00:99] 服: 不行\\n[00:98] 服: 不行"')
    assert len(ran.faults) == 2


def test_the_clock_of_an_example_decides_what_is_over(rules: Path) -> None:
    text = """version: 1
rules:
  - id: call-back
    level: warn
    when: {agent: 回电}
    must: {event: callback}
    within: 2h
    examples:
"""
    example = "      - %s: |\n          # as_of: %s\n          [00:00-00:02] 服: 稍后回电\n          [00:05:00] 事件: 回访\n"
    rules.write_text(text + example % ("pending", "02:00:02") + example % ("fail", "02:00:03"), encoding="utf-8")
    assert [say_problem(fault) for ran in run(load(rules).written) for fault in ran.faults] == []


def test_one_rule_alone(rules: Path) -> None:
    rules.write_text(RULES + RULES.partition("rules:\n")[2].replace("no-no", "other"), encoding="utf-8")
    rulebook = load(rules).written
    assert [ran.rule.id for ran in run(rulebook)] == ["no-no"] * 2 + ["other"] * 2
    assert [ran.rule.id for ran in run(rulebook, "other")] == ["other"] * 2
    assert list(run(rulebook, "none")) == []


# --- remembering ------------------------------------------------------------------------------------------------------


def test_what_held_once_is_not_run_again(rules: Path, runs: list[str]) -> None:
    first = load_rulebook(rules)
    assert runs == ["no-no"] * 2
    assert load_rulebook(rules) == first
    assert len(runs) == 2


def test_a_change_of_the_file_or_of_a_pack_runs_them_again(rules: Path, runs: list[str], tmp_path: Path) -> None:
    (tmp_path / "top.yaml").write_text("version: 1\nextends: rules.yaml\n", encoding="utf-8")
    load_rulebook(tmp_path / "top.yaml")
    load_rulebook(rules)
    assert len(runs) == 4
    rules.write_text(RULES + "# 注\n", encoding="utf-8")
    load_rulebook(rules)
    load_rulebook(tmp_path / "top.yaml")
    assert len(runs) == 8


def test_a_change_of_the_program_runs_them_again(rules: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load_rulebook(rules)
    module = Path(examples.__file__)
    stat = module.stat()
    monkeypatch.setattr(Path, "stat", _stat_with(stat.st_mtime_ns + 1, module))
    load_rulebook(rules)
    assert len(runs) == 4


def _stat_with(mtime_ns: int, module: Path) -> Callable[..., os.stat_result]:
    real = Path.stat

    class Later:
        def __init__(self, stat: os.stat_result) -> None:
            self.st_size, self.st_mtime_ns, self.st_mode = stat.st_size, mtime_ns, stat.st_mode

    def stat(self: Path, **options: bool) -> os.stat_result:
        found = real(self, **options)
        return Later(found) if self == module else found  # type: ignore[return-value]

    return stat


def test_what_failed_is_run_again(rules: Path, runs: list[str]) -> None:
    rules.write_text(RULES.replace("- pass:", "- fail:"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Problems) as found:
            load_rulebook(rules)
        assert [problem.place.line for problem in found.value.problems] == [12]
    assert len(runs) == 4


def test_examples_may_be_left_out(rules: Path, runs: list[str]) -> None:
    rules.write_text(RULES.replace("- pass:", "- fail:"), encoding="utf-8")
    assert [rule.id for rule in load_rulebook(rules, run_examples=False).rulebook.rules] == ["no-no"]
    assert runs == []


def test_without_a_place_to_remember_they_run_each_time(
    rules: Path, runs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path / "file"))
    load_rulebook(rules)
    load_rulebook(rules)
    assert len(runs) == 4


def test_a_full_disk_stops_nothing(rules: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(examples, "write_atomically", full)
    load_rulebook(rules)
    load_rulebook(rules)
    assert len(runs) == 4


def test_outcomes_an_example_may_expect_are_those_there_are() -> None:
    assert {ran.example.expected for ran in SHIPPED.values()} <= set(Outcome)
