"""The recipes of docs/gate.md: the commands of the first are run as they stand there, those of the others are commands there are."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from compliance.cli import door
from compliance.cli.help import spoken
from compliance.rulebook.strict_yaml import Node, parse

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/gate.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs/examples"


def plain(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: plain(value) for key, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


def block(heading: str) -> str:
    """The first block after these words."""
    found = re.search(r"^```\w+\n(.*?)^```$", PAGE[PAGE.index(heading) :], re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def recipe(heading: str) -> Any:
    root = parse(block(heading), heading, [])
    assert root
    return plain(root)


def test_the_commands_of_the_github_recipe_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Any]
) -> None:
    (tmp_path / "transcripts").mkdir()
    for name, target in {"month.jsonl": "transcripts/month.jsonl", "gate_rules.yaml": "rules.yaml", "gate.yaml": "gate.yaml"}.items():
        shutil.copy(EXAMPLES / name, tmp_path / target)
    monkeypatch.chdir(tmp_path)
    steps = recipe("GitHub Actions，")["jobs"]["gate"]["steps"]
    commands = [shlex.split(step["run"])[1:] for step in steps if step.get("run", "").startswith("compliance ")]
    assert [call(*words).code for words in commands] == [0, 0]
    kept = next(step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    assert [name for name in kept.split() if not (tmp_path / name).is_file()] == []


@pytest.mark.parametrize("heading", ["GitLab CI：", "普通的 cron"])
def test_the_commands_of_the_other_recipes_can_be_called(heading: str) -> None:
    """Their options exist; what they are given is the business of the machine they run on."""
    line = next(line for line in re.split(r"\n", block(heading)) if "compliance gate" in line)
    words = shlex.split(line[line.index("compliance gate") :].split(" > ")[0])[2:]
    with spoken(door, "zh").make_context("compliance", ["gate", *words], obj="zh") as context:
        gate = spoken(door, "zh").commands["gate"]  # type: ignore[attr-defined]
        assert gate.make_context("gate", [*words], parent=context).params["gate_file"] == "gate.yaml"
