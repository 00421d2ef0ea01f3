"""The tables in tests/cases: one rule, one conversation, the verdict and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from compliance.examples import as_of_seconds, evidence, run_one
from compliance.judge import judge
from compliance.model.problem import Place
from compliance.model.rule import Example, Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict
from compliance.readers.words import locate_words
from compliance.text.hearing import Ear

CASES = Path(__file__).parent.parent / "cases"
TABLES = ("must", "must_not", "replace", "order", "count", "measure", "windows", "boundaries", "episodes", "scopes", "applies_to", "fatal")
KEYS = {"name", "file", "rule", "conversation", "words", "expected", "activations", "kept", "reason", "deadline_s", "margin_s"}
KEYS |= {"turns", "searched", "nearest_miss"}

Row = Mapping[str, Any]


def rows() -> Iterator[Any]:
    for table in TABLES:
        for row in yaml.safe_load((CASES / f"{table}.yaml").read_text(encoding="utf-8")):
            yield pytest.param(row, id=f"{table}: {row['name']}")


@pytest.mark.parametrize("row", list(rows()))
def test_case(row: Row, rulebook_of: Callable[[str], Rulebook]) -> None:
    assert set(row) <= KEYS
    rulebook = rulebook_of(rule_file(row))
    ear = Ear(rulebook)
    ran = run_one(rulebook.rules[0], Example(row["expected"], row["conversation"], Place(row["name"])), ear)
    assert ran.conversation, ran.faults
    conversation = with_words(ran.conversation, row.get("words", {}))
    (verdict,) = judge(conversation, rulebook, ear, as_of_seconds(conversation))
    told = facts(verdict)
    assert {key: told[key] for key in row if key in told} == {key: row[key] for key in row if key in told}
    assert {(pin.turn, pin.start, pin.text) for pin in ran.pins} <= {(hit.turn, hit.start, hit.text) for hit in evidence(verdict)}


def rule_file(row: Row) -> str:
    level = "" if "level:" in row["rule"] else "level: error\n"
    rule = indent(f"id: case\n{level}{row['rule']}", "    ")
    return f"version: 1\n{row.get('file', '')}\nrules:\n  - {rule.lstrip()}"


def with_words(conversation: Conversation, words: Mapping[int, Any]) -> Conversation:
    """The conversation with what speech recognition said of the words of these turns."""
    turns = (replace(turn, words=locate_words(turn.text, words.get(turn.index, ()))) for turn in conversation.turns)
    return replace(conversation, turns=tuple(turns))


def facts(verdict: Verdict) -> dict[str, Any]:
    """The verdict in the words of the tables; times and evidence are those of its first judgement that decided it."""
    deciding = next((j for j in verdict.judgements if j.outcome is verdict.outcome), None)
    miss = deciding.nearest_miss if deciding else None
    return {
        "expected": str(verdict.outcome),
        "activations": len(verdict.judgements),
        "kept": sum(judgement.outcome is Outcome.PASS for judgement in verdict.judgements),
        "reason": verdict.reason.key.removeprefix("judge.") if verdict.reason else None,
        "deadline_s": deciding.deadline_s if deciding else None,
        "margin_s": deciding.margin_s if deciding else None,
        "turns": [b.turn for j in verdict.judgements if j.outcome is Outcome.FAIL for b in j.breaches],
        "searched": [deciding.searched.from_turn, deciding.searched.to_turn] if deciding and deciding.searched else None,
        "nearest_miss": [miss.why.key.removeprefix("judge.miss_"), miss.turn, miss.text] if miss else None,
    }


def test_every_kind_fires_and_holds_its_fire() -> None:
    for table in TABLES:
        verdicts = {row["expected"] for row in yaml.safe_load((CASES / f"{table}.yaml").read_text(encoding="utf-8"))}
        assert verdicts & {"fail", "unknown"}, table
        assert verdicts - {"fail", "unknown"}, table
