"""Gate files: what each key means, and for each fault the exact place and a sentence that tells how to mend it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from compliance.model.gate import Acceptance, Answer, ErrorRate, Family, Gate, Inspection, Sampling
from compliance.model.problem import Problems
from compliance.model.rule import Level
from compliance.rulebook.gate_file import (
    ACCEPTANCE_KEYS,
    ERROR_RATE_KEYS,
    FAMILY_KEYS,
    GATE_KEYS,
    SAMPLE_KEYS,
    TARGETS,
    parse_percent,
    read_gate,
    sample_size,
)
from compliance.rulebook.load import load
from compliance.rulebook.schema import schema
from compliance.rulebook.strict_yaml import Node, parse
from compliance.wording import say_problem

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent.parent / "cases/bad_gates.yaml").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = schema()
GATE_SCHEMA = SCHEMA["definitions"]["gate"]
VALIDATOR = Draft7Validator(GATE_SCHEMA)
RULES = ("greeting", "farewell")

FULL = """\
version: 1
lot: 3000
sample: {size: 5%, by: [agent, channel], at_least: 2, risk: 20, seed: 2026}
zero_fatal: true
acceptance: {aql: 0.65, level: S-2, inspection: switching, state: state.json, counts: warn}
error_rate: {max: 2.5%, confidence: 99%, method: wilson, counts: fatal}
accuracy:
  customer: {rules: [greeting, farewell]}
  compliance: {target: 99%, rules: greeting}
max_unknown: 10 %
cannot_tell: fail
baseline: known/baseline.json
waivers: accepted.yaml
"""


def gate(text: str, folder: Path) -> Gate:
    file = folder / "gate.yaml"
    file.write_text(text, encoding="utf-8")
    return read_gate(file, RULES)


def told(text: str, folder: Path) -> list[str]:
    with pytest.raises(Problems) as found:
        gate(text, folder)
    return [say_problem(problem).removeprefix(f"{folder / 'gate.yaml'}:") for problem in found.value.problems]


def plain(node: Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node.value, Mapping):
        return {key: plain(value) for key, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


def test_every_key_means_what_it_says(tmp_path: Path) -> None:
    assert gate(FULL, tmp_path) == Gate(
        lot=3000,
        sampling=Sampling("2026", None, Fraction(5, 100), ("agent", "channel"), 2, 20),
        zero_fatal=True,
        acceptance=Acceptance(0.65, "S-2", Inspection.SWITCHING, str(tmp_path / "state.json"), Level.WARN),
        error_rate=ErrorRate(Fraction(25, 1000), Fraction(99, 100), "wilson", Level.FATAL),
        accuracy=(
            Family("customer", Fraction(95, 100), ("greeting", "farewell")),
            Family("compliance", Fraction(99, 100), ("greeting",)),
        ),
        max_unknown=Fraction(1, 10),
        cannot_tell=Answer.FAIL,
        baseline=str(tmp_path / "known/baseline.json"),
        waivers=str(tmp_path / "accepted.yaml"),
    )


def test_what_is_not_said(tmp_path: Path) -> None:
    assert gate("zero_fatal: true", tmp_path) == Gate(zero_fatal=True)
    assert gate("lot: all\nacceptance: {aql: 1}\nsample: {}", tmp_path) == Gate(
        lot_is_all=True, sampling=Sampling(), acceptance=Acceptance(1.0)
    )
    assert gate("error_rate: {max: 5%}", tmp_path).error_rate == ErrorRate(Fraction(1, 20), Fraction(95, 100), "exact", Level.ERROR)
    assert gate("zero_fatal: true\nsample: {risk: 3}", tmp_path).sampling == Sampling(size=0, risk=3)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_wrong_files(row: dict[str, Any], tmp_path: Path) -> None:
    assert told(row["gate"], tmp_path) == row["expected"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_the_schema_sees_what_it_can(row: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(plain(parse(row["gate"], "gate.yaml", []))) != row.get("schema", False)


def test_the_schema_holds_every_key_and_lets_good_files_pass() -> None:
    properties = GATE_SCHEMA["properties"]
    assert set(properties) == {"version", *GATE_KEYS}
    parts = {"sample": SAMPLE_KEYS, "acceptance": ACCEPTANCE_KEYS, "error_rate": ERROR_RATE_KEYS}
    assert {part: set(properties[part]["properties"]) for part in parts} == {part: set(keys) for part, keys in parts.items()}
    families = properties["accuracy"]["properties"]
    assert {name: set(family["properties"]) for name, family in families.items()} == {name: set(FAMILY_KEYS) for name in TARGETS}
    assert [fault.message for fault in VALIDATOR.iter_errors(plain(parse(FULL, "gate.yaml", [])))] == []


def test_another_version_is_refused(tmp_path: Path) -> None:
    assert told("version: 2\nzero_fatal: true", tmp_path) == ["1:10: 不认识的版本 2；建议：在文件开头写 version: 1"]


def test_no_file_and_no_yaml(tmp_path: Path) -> None:
    with pytest.raises(Problems) as found:
        read_gate(tmp_path / "no.yaml", RULES)
    assert [say_problem(problem) for problem in found.value.problems] == [
        f"{tmp_path / 'no.yaml'}: 找不到门禁文件；建议：用 --gate 指定一个 YAML 文件"
    ]
    assert len(told("zero_fatal: [", tmp_path)) == 1
    assert len(told("", tmp_path)) == 1


ONE_RULE = "version: 1\nrules:\n  - {id: greeting, level: warn, clauses: [A1], must: {agent: 您好}}\n"


def test_the_gate_of_a_rule_file(tmp_path: Path) -> None:
    """It is that of the last file; a rule that is switched off is still known to it."""
    pack, own = tmp_path / "pack.yaml", tmp_path / "rules.yaml"
    pack.write_text(f"{ONE_RULE}gate: {{zero_fatal: true, accuracy: {{customer: {{rules: [greeting]}}}}}}\n", encoding="utf-8")
    own.write_text(f"{ONE_RULE.replace('greeting', 'other')}extends: pack.yaml\noverrides: {{greeting: {{off: true}}}}\n", encoding="utf-8")
    assert load(own).gate == Gate(zero_fatal=True, accuracy=(Family("customer", Fraction(95, 100), ("greeting",)),))
    own.write_text(f"{own.read_text(encoding='utf-8')}gate: {{max_unknown: 5%}}\n", encoding="utf-8")
    assert load(own).gate == Gate(max_unknown=Fraction(1, 20))
    pack.write_text(ONE_RULE, encoding="utf-8")
    assert load(pack).gate is None


def test_a_wrong_gate_keeps_the_rules_from_loading(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(f"{ONE_RULE}gate:\n{textwrap.indent('version: 1', '  ')}\n  zero_fatal: true\n", encoding="utf-8")
    with pytest.raises(Problems) as found:
        load(file)
    assert say_problem(found.value.problems[0]).startswith(f"{file}:5:3: “gate”里没有“version”这个键")


@given(st.integers(0, 100_000_000))
def test_percentages_are_exact(millionths: int) -> None:
    share = Fraction(millionths, 100_000_000)
    assert parse_percent(f"{millionths / 1_000_000:.6f}%") == share


@pytest.mark.parametrize(
    ("raw", "size"), [("80", 80), ("5%", Fraction(1, 20)), ("0", None), ("0%", None), ("٣", None), ("-1", None), ("9" * 12, None)]
)
def test_sizes(raw: str, size: int | Fraction | None) -> None:
    assert sample_size(raw) == size


@given(st.text(alphabet="zero_fatal: true\n{}[]%-1acept,samplegu", max_size=60))
def test_nothing_crashes_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        assert isinstance(gate(text, tmp_path_factory.getbasetemp()), Gate)
    except Problems as found:
        assert found.problems
