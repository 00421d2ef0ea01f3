"""How well the shipped rules judge: the figures in the docs are those that the command prints, and none falls below its floor."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compliance.cli import door

ROOT = Path(__file__).parents[1]
QUALITY = ROOT / "quality"
GOLD = ROOT.parent / "shared" / "gold"
PAGE = ROOT / "docs" / "evaluation.md"
FLOOR_F1, FLOOR_KAPPA = 0.85, 0.85


def _measured(labels: Path, talks: Path, folder: Path) -> Any:
    target = folder / "evaluation.json"
    done = CliRunner().invoke(door, ["evaluate", str(labels), str(talks), "-r", str(ROOT / "rules.yaml"), "--json", str(target)])
    assert done.exit_code == 0, done.output
    return json.loads(target.read_text(encoding="utf-8"))


def _told(table: str) -> dict[str, list[str]]:
    """The rows of one table of the page: the rule's id, or 宏平均, and what stands behind it."""
    page = PAGE.read_text(encoding="utf-8")
    rows = re.search(rf"<!-- measured: {table} -->\n(?:\|.*\n){{2}}((?:\|.*\n)+)", page)
    assert rows
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1].splitlines()]
    return {row[0].split()[0]: row[1:] for row in cells}


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _measured(QUALITY / "labels.jsonl", QUALITY / "talks.jsonl", tmp_path_factory.mktemp("quality"))


def test_the_page_tells_what_the_command_prints(quality: Any) -> None:
    real = {
        rule: [
            str(row["real"]),
            *(f"{row[rate]['value']:.2f}" for rate in ("precision", "recall")),
            *(f"{row[key]:.2f}" for key in ("f1", "kappa")),
        ]
        for rule, row in quality["by_rule"].items()
    }
    macro = {"宏平均": ["", "", "", f"{quality['macro']['f1']:.2f}", f"{quality['macro']['kappa']:.2f}"]}
    assert _told("quality") == real | macro


def test_what_the_page_says_of_the_part_that_nothing_was_changed_for(tmp_path: Path) -> None:
    macro = _part(range(1061, 1231), tmp_path)["macro"]
    assert f"最后 170 通没有照着改过，宏平均 F1 {macro['f1']:.2f}，Kappa {macro['kappa']:.2f}" in PAGE.read_text(encoding="utf-8")


def test_what_the_page_says_of_conversations_of_ordinary_length(tmp_path: Path) -> None:
    by_rule = _part([*range(201, 301), *range(501, 601), *range(1001, 1061), *range(1181, 1231)], tmp_path)["by_rule"]
    precise = [f"{by_rule[rule]['precision']['value']:.2f}" for rule in ("empathy-first", "apology-at-once")]
    assert "平常长短的 310 通，这两条的查准率是 {} 和 {}".format(*precise) in PAGE.read_text(encoding="utf-8")


def _part(numbers: Sequence[int], folder: Path) -> Any:
    """What the command says of these conversations of the quality set alone."""
    for name in ("labels", "talks"):
        lines = (QUALITY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.jsonl").write_text("\n".join(lines[number - 1] for number in numbers), encoding="utf-8")
    return _measured(folder / "labels.jsonl", folder / "talks.jsonl", folder)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the research conversations are not there")
def test_so_it_does_for_the_research_conversations(tmp_path: Path) -> None:
    more, dev = (_measured(GOLD / f"{name}_labels.jsonl", GOLD / f"{name}.jsonl", tmp_path) for name in ("more", "dev"))
    real = {
        rule: [
            cell
            for row in (more["by_rule"][rule], dev["by_rule"][rule])
            for cell in (str(row["real"]), f"{row['f1']:.2f}", f"{row['kappa']:.2f}")
        ]
        for rule in dev["by_rule"]
    }
    macro = [cell for of in (more, dev) for cell in ("", f"{of['macro']['f1']:.2f}", f"{of['macro']['kappa']:.2f}")]
    assert _told("research") == real | {"宏平均": macro}


def test_no_figure_falls_below_its_floor(quality: Any) -> None:
    assert quality["macro"]["f1"] >= FLOOR_F1
    assert quality["macro"]["kappa"] >= FLOOR_KAPPA


def test_nothing_was_learned_from_the_quality_set() -> None:
    taught = {json.loads(line)["id"] for line in (ROOT / "cues" / "readings.jsonl").read_text(encoding="utf-8").splitlines()}
    texts = {_words(line) for line in (ROOT / "cues" / "talks.jsonl").read_text(encoding="utf-8").splitlines()}
    asked = (QUALITY / "talks.jsonl").read_text(encoding="utf-8").splitlines()
    assert not taught & {json.loads(line)["id"] for line in asked}
    assert not texts & {_words(line) for line in asked}


def _words(line: str) -> str:
    return "\n".join(turn["text"] for turn in json.loads(line)["turns"])
