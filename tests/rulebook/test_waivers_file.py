"""Waivers files: what each key means, and for each fault the exact place and a sentence that tells how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from compliance.model.problem import Place, Problems
from compliance.model.rule import Level, Rule
from compliance.model.waiver import Waiver
from compliance.rulebook.schema import schema
from compliance.rulebook.strict_yaml import Node, parse
from compliance.rulebook.waivers_file import FILE_KEYS, WAIVER_KEYS, read_waivers
from compliance.wording import say_problem

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent.parent / "cases/bad_waivers.yaml").read_text(encoding="utf-8"))
DEFINITIONS: Any = schema()["definitions"]
VALIDATOR = Draft7Validator(DEFINITIONS["waivers"])
CURT = Rule("curt", "curt", "must_not", None, Level.WARN, 1.0, (), Place("rules.yaml"))
RULES = (CURT, replace(CURT, id="shirk"), replace(CURT, id="firm", waivable=False))
TODAY = date(2026, 3, 31)


def waivers(text: str | bytes, folder: Path) -> tuple[Waiver, ...]:
    file = folder / "waivers.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_waivers(file, RULES, TODAY)


def told(text: str | bytes, folder: Path) -> list[str]:
    try:
        waivers(text, folder)
    except Problems as found:
        return [say_problem(problem).removeprefix(f"{folder / 'waivers.yaml'}:") for problem in found.problems]
    return []


def plain(node: Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node.value, Mapping):
        return {key: plain(value) for key, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


def test_every_key_means_what_it_says(tmp_path: Path) -> None:
    """Words are folded as fingerprints fold them; without words it is something that was never said."""
    text = (
        "version: 1\nwaivers:\n"
        "  - {rule: curt, conversation: 007, text: ' 隨 便，ＯＫ ', reason: 客户要求逐字复述, by: 王敏, until: 2026-12-31}\n"
        "  - {rule: shirk, conversation: c-2, reason: 系统故障, by: 1024, until: 2026-03-31}\n"
    )
    source = str(tmp_path / "waivers.yaml")
    assert waivers(text, tmp_path) == (
        Waiver("curt", "007", "随便，ok", "客户要求逐字复述", "王敏", date(2026, 12, 31), Place(source, 3, 5)),
        Waiver("shirk", "c-2", "", "系统故障", "1024", TODAY, Place(source, 4, 5)),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_wrong_files(row: dict[str, Any], tmp_path: Path) -> None:
    assert told(row["waivers"], tmp_path) == row["expected"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_the_schema_sees_what_it_can(row: dict[str, Any]) -> None:
    seen = plain(parse(row["waivers"], "waivers.yaml", []))
    assert seen is None or VALIDATOR.is_valid(seen) != row.get("schema", False)


def test_the_schema_holds_every_key() -> None:
    properties = DEFINITIONS["waivers"]["properties"]
    assert set(properties) == set(FILE_KEYS)
    assert set(properties["waivers"]["items"]["properties"]) == set(WAIVER_KEYS)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (b"\xff\xfe\x00", 1),
        (b"waivers: [", 1),
        (b"waivers: &a [*a]", 1),
        (b"waivers: " + b"[" * 5000, 1),
        (b"waivers:\n - !!python/object/apply:os.system [ls]\n", 2),
        (b"waivers:\n - {rule: curt, rule: curt}\n", 5),
    ],
)
def test_hostile_files(text: bytes, faults: int, tmp_path: Path) -> None:
    assert len(told(text, tmp_path)) == faults


def test_no_file(tmp_path: Path) -> None:
    for place in (tmp_path / "no.yaml", tmp_path):
        with pytest.raises(Problems) as found:
            read_waivers(place, RULES, TODAY)
        assert [say_problem(problem) for problem in found.value.problems] == [
            f"{place}: 找不到豁免文件；建议：用 --waivers 指定一个 YAML 文件"
        ]


@given(st.text(alphabet="waivers: -\n{}[]ruleconvtxbyd20631,'\"随便", max_size=80))
def test_nothing_crashes_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for written in (text, f"waivers:\n  - {{{text}}}\n"):
        try:
            assert all(waiver.until >= TODAY for waiver in waivers(written, folder))
        except Problems as found:
            assert found.problems
