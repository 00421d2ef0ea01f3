"""The JSON Schema for editors: sound, equal to the published file, and of one mind with the loader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from compliance.rulebook.load import load
from compliance.rulebook.overrides import OVERRIDE_KEYS
from compliance.rulebook.rule_entry import EXTRA_KEYS, HEAD_KEYS, KIND_KEYS
from compliance.rulebook.schema import schema
from compliance.rulebook.source import FILE_KEYS, shipped_rules
from compliance.rulebook.strict_yaml import Node, parse
from compliance.rules import KINDS

ROOT = Path(__file__).parent.parent.parent
ROWS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/bad_rules.yaml").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = schema()
VALIDATOR = Draft7Validator(SCHEMA)


def seen(text: str) -> Any:
    """The file as an editor hands it to its checker; None where it is no YAML."""
    root = parse(text, "rules.yaml", [])
    return _plain(root) if root else None


def _plain(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


def test_it_is_a_sound_schema_of_draft_07() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_published_file_is_the_schema_of_this_version() -> None:
    published = json.loads((ROOT / "docs/rules.schema.json").read_text(encoding="utf-8"))
    assert published == SCHEMA, "write it anew: compliance rules schema > docs/rules.schema.json"


def test_the_shipped_rules_name_it_and_satisfy_it() -> None:
    text = shipped_rules().read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=docs/rules.schema.json"
    assert [f"{list(fault.path)}: {fault.message}" for fault in VALIDATOR.iter_errors(seen(text))] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("schema")], ids=lambda row: row["name"])
def test_what_a_schema_can_see_is_refused_by_it(row: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(seen(row["file"]))


@pytest.mark.parametrize("row", [row for row in ROWS if not row.get("schema")], ids=lambda row: row["name"])
def test_what_it_cannot_see_is_marked_so(row: dict[str, Any]) -> None:
    assert seen(row["file"]) is None or VALIDATOR.is_valid(seen(row["file"]))


def test_it_sees_every_second_of_the_wrong_files() -> None:
    assert 2 * sum("schema" in row for row in ROWS) > len(ROWS)


def test_no_file_that_loads_is_refused_by_it() -> None:
    for row in ROWS:
        if not row["expected"]:
            assert VALIDATOR.is_valid(seen(row["file"])), row["name"]


def test_keys_of_the_schema_and_of_the_loader_are_the_same() -> None:
    rule = SCHEMA["definitions"]["rule"]
    assert set(rule["properties"]) == {*HEAD_KEYS, *KIND_KEYS, *EXTRA_KEYS}
    assert [option["required"] for option in rule["oneOf"]] == [[key] for key in KIND_KEYS]
    assert set(SCHEMA["properties"]) == set(FILE_KEYS)
    assert set(SCHEMA["properties"]["overrides"]["additionalProperties"]["properties"]) == set(OVERRIDE_KEYS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_brings_its_own_part(kind: str) -> None:
    properties = SCHEMA["definitions"]["rule"]["properties"]
    assert properties[kind] == KINDS[kind].SCHEMA
    assert {key: properties[key] for key in KINDS[kind].KEYS} == dict(KINDS[kind].KEYS)


GOOD = """version: 1
scopes: {opening: 30s, closing: 20%}
calendar: {holidays: [2026-05-20], make_up: [2026-05-23]}
regulations: {A: 制度}
clauses: {A1: {section: 一, demand: 礼貌}, A2: {reason: 看不见}}
lexicons:
  致歉: {phrases: [抱歉, (对不起|不好意思)], sounds_like: true}
  问候: 您好
cues: {冷: cold.tsv}
rules:
  - id: every-key
    name: 齐全
    level: fatal
    points: 2.5
    clauses: A1
    status: test
    over: case
    applies_to: {channel: [call, chat], urgent: true}
    when: {customer: [投诉, '/[0-9]+次/'], each: every}
    must: {any: [{agent: $致歉}, {event: [callback, contact]}, {record: name}, {customer: anything}]}
    where: {last: 20%}
    within: 1 workday
    each_day: 09:00-18:00
    unless: [不抱歉]
    instead: 抱歉
    message: 没有道歉
    waivable: false
    replaces: [old-rule]
    known_false_positives: [客气话]
  - {id: counted, level: info, count: {agent: [甲, ~冷, ~时间], min: 1, max: 2}}
  - {id: measured, level: info, measure: {filler_rate: agent, filler: [嗯], of: each}, min: 1, max: 3, warn_above: 2, unless: {agent: 稍等}}
  - {id: replaced, level: info, replace: {不行: 我来确认}}
  - {id: ordered, level: info, order: [{agent: 甲}, {customer: anything}], required: false, where: opening}
overrides: {counted: {level: warn, points: 1, max: 3, reason: 旺季}, measured: {off: true}}
"""


def test_every_key_there_is_loads_and_satisfies_the_schema(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "cold.tsv").write_text("# role: agent\n# threshold: 0\n# bias: 0\n1\t你\n", encoding="utf-8")
    assert [rule.id for rule in load(tmp_path / "rules.yaml").rulebook.rules] == ["every-key", "counted", "replaced", "ordered"]
    assert [fault.message for fault in VALIDATOR.iter_errors(seen(GOOD))] == []
    written = {key for rule in seen(GOOD)["rules"] for key in rule}
    assert {*HEAD_KEYS, *KIND_KEYS, *EXTRA_KEYS} - written == {"must_not", "examples"}
