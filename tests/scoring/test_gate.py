"""The decision of a gate: the rows of tests/cases/gate.yaml, and what must hold of any sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.gate import Answer, Decision, Gate, Inspection, Pick
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule, Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.model.verdict import Breach, Judgement, Outcome, Verdict
from compliance.rulebook.desk import Desk
from compliance.rulebook.gate_file import gate_of
from compliance.rulebook.strict_yaml import parse
from compliance.scoring.gate import decide
from compliance.wording import say

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent.parent / "cases/gate.yaml").read_text(encoding="utf-8"))
OUTCOMES = {"+": Outcome.PASS, "-": Outcome.FAIL, "?": Outcome.UNKNOWN, "~": Outcome.FAIL}
RULES = tuple(
    Rule(name, name, "must_not", None, level, 1.0, (), Place("rules.yaml"), status=status)
    for name, level, status in [
        ("f", Level.FATAL, "stable"), ("e", Level.ERROR, "stable"), ("w", Level.WARN, "stable"),
        ("d", Level.FATAL, "draft"), ("t", Level.ERROR, "test"), ("o", Level.ERROR, "deprecated"),
    ]
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}


def gate(text: str) -> Gate:
    desk = Desk()
    root = parse(text, "gate.yaml", desk.problems)
    assert root
    made = gate_of(root, BY_ID, desk)
    assert desk.problems == []
    return made


def talks(said: Mapping[str, int], prefix: str = "") -> Iterator[tuple[Conversation, str]]:
    number = 0
    for marks, times in said.items():
        for _ in range(times):
            number += 1
            yield Conversation(f"{prefix}{number}", "talks.jsonl", ()), marks


def findings(talk: Conversation, marks: str) -> Iterator[Finding]:
    """Those that count: a mark ~ stands for one that does not."""
    breach = Breach(0, None, message("gate.first"))
    for mark in marks.split():
        if mark[1] == "-":
            yield Finding("0", BY_ID[mark[0]], talk, None, Judgement(Outcome.FAIL, breaches=(breach,)), breach, None)


def decided(row: Mapping[str, Any]) -> Decision:
    random, extra = [*talks(row["sample"])], [*talks(row.get("extra", {}), "x")]
    verdicts = tuple(tuple(Verdict(mark[0], talk.id, OUTCOMES[mark[1]]) for mark in marks.split()) for talk, marks in random + extra)
    counted = tuple(finding for talk, marks in random + extra for finding in findings(talk, marks))
    conversations = tuple(talk for talk, _ in random + extra)
    rules = tuple(rule for rule in RULES if rule.id in row.get("rules", BY_ID))
    done = Audit(Rulebook("rules.yaml", "1", rules), conversations, verdicts, counted, (), {}, (), (), None, 0.0, "0")
    picks = [Pick(talk.id, "", ("random",)) for talk, _ in random] + [Pick(talk.id, "", ("risk",)) for talk, _ in extra]
    return decide(done, gate(row["gate"]), picks, counted, row.get("lot"), Inspection(row.get("inspection", "normal")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_decisions(row: dict[str, Any]) -> None:
    decision = decided(row)
    answers = {condition.name: str(condition.answer) for condition in decision.conditions}
    assert answers | {"decision": str(decision.answer)} == row["expected"]
    told = [say(told) for condition in decision.conditions for told in condition.told]
    assert [words for words in row.get("says", []) if not any(words in sentence for sentence in told)] == []


def test_rows_are_told_apart() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_it_says_how_many_rules_can_fail_a_gate() -> None:
    decision = decided({"gate": "zero_fatal: true", "sample": {"f+": 1}})
    assert (decision.gating, decision.reporting) == (3, 3)


def test_figures_are_those_of_the_plan() -> None:
    condition = decided({"gate": "acceptance: {aql: 1.0}", "lot": 1200, "sample": {"e+": 79, "e-": 1}}).conditions[0]
    assert condition.figures == {
        "lot": 1200, "level": "II", "aql": 1.0, "inspection": "normal", "letter": "J", "n": 80, "ac": 2, "re": 3, "failures": 1,
        "judged": 80, "counts": "error", "accepted_at_aql": 0.953447, "accepted_one_in_ten_at": 0.06516,
    }  # fmt: skip


EVERYTHING = "{zero_fatal: true, acceptance: {aql: 4.0}, error_rate: {max: 20%}, accuracy: {business: {rules: [e, f]}}, max_unknown: 30%}"
SAID = st.fixed_dictionaries({marks: st.integers(0, 30) for marks in ("f+ e+", "e-", "f- e+", "e? w-", "w+")})
RANK = {answer: rank for rank, answer in enumerate(Answer)}


@given(SAID, st.integers(0, 400))
def test_a_failure_mended_never_makes_it_worse(said: dict[str, int], more: int) -> None:
    lot = sum(said.values()) + more or None
    worse = decided({"gate": EVERYTHING, "sample": said, "lot": lot})
    mended = {("f+ e+" if marks == "f- e+" else "e+" if marks == "e-" else marks) + " " * i: n for i, (marks, n) in enumerate(said.items())}
    better = decided({"gate": EVERYTHING, "sample": mended, "lot": lot})
    for before, after in zip(worse.conditions, better.conditions, strict=True):
        assert RANK[after.answer] >= RANK[before.answer], before.name


@given(SAID)
def test_rules_that_are_not_stable_change_nothing(said: dict[str, int]) -> None:
    noisy = {f"{marks} d- t- o-": n for marks, n in said.items()}
    assert decided({"gate": EVERYTHING, "sample": noisy, "lot": 500}) == decided({"gate": EVERYTHING, "sample": said, "lot": 500})
