"""What the tests of the rulebook share: rule files written on the spot, and their faults in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from compliance.model.problem import Problem, Problems
from compliance.rulebook.load import Loaded, load
from compliance.wording import say_problem

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rules.yaml, and files beside it where some are named; gives the path."""

    def written(text: str | bytes, beside: Mapping[str, str] | None = None) -> Path:
        for name, content in {**(beside or {}), "rules.yaml": text}.items():
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "rules.yaml"

    return written


@pytest.fixture
def loaded(write: Write) -> Callable[..., Loaded]:
    return lambda text, beside=None: load(write(text, beside))


@pytest.fixture
def faults(write: Write) -> Callable[..., list[str]]:
    """What `load` has to say against the file, in Chinese; [] where it loads."""

    def told(text: str | bytes, beside: Mapping[str, str] | None = None) -> list[str]:
        path = write(text, beside)
        try:
            load(path)
        except Problems as found:
            return said(found.problems, path)
        return []

    return told


def said(problems: tuple[Problem, ...], path: Path) -> list[str]:
    """`line:column: …` for the file itself, with its name for one beside it."""
    return [say_problem(problem).replace(f"{path.parent}/", "").removeprefix("rules.yaml:") for problem in problems]
