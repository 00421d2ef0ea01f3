"""What `pip install .` puts in place: the command, the shipped rules, the tables and the marker of types."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
METADATA = "setup.py setup.cfg pyproject.toml MANIFEST.in README.md LICENSE NOTICE CHANGELOG.md"
SOURCES = ("compliance", "cues", "rules.yaml", *METADATA.split())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left behind in the tree, and without fetching anything."""
    copy, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    words = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--disable-pip-version-check",
        "-w",
        str(out),
        str(copy),
    ]
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, encoding="utf-8", check=False)
    missing = "invalid command 'bdist_wheel'" in done.stderr or "No module named pip" in done.stderr
    if missing and not os.environ.get("CI"):
        pytest.skip("pip, or a setuptools that builds wheels, is missing")
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_what_the_program_needs(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        rules = archive.read("compliance/rules.yaml")
        cues = {Path(name).name: archive.read(name) for name in names if name.startswith("compliance/cues/")}
        metadata = next(archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
        commands = next(archive.read(name).decode() for name in names if name.endswith(".dist-info/entry_points.txt"))
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "compliance").rglob("*.py")}
    tables = {path.relative_to(ROOT).as_posix() for path in (ROOT / "compliance/text").glob("*.txt")}
    page = {path.relative_to(ROOT).as_posix() for path in (ROOT / "compliance/reports/html/page").iterdir()}
    others = {name for name in names if ".dist-info/" not in name} - code - tables
    assert code | tables | page <= names
    assert {"compliance/rules.yaml", "compliance/py.typed"} <= others
    assert [name for name in others if not name.startswith("compliance/")] == []
    assert rules == (ROOT / "rules.yaml").read_bytes()
    assert cues == {file.name: file.read_bytes() for file in (ROOT / "cues").glob("*.tsv")}  # neither readings nor sentences
    assert "License-File: LICENSE" in metadata
    assert "License-File: NOTICE" in metadata
    assert "compliance = compliance.cli:main" in commands


def installed(wheel: Path, folder: Path, *words: str | Path) -> str:
    """What the installed program prints, far from the tree."""
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    (folder / "empty").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(folder / "installed")}
    command = [sys.executable, "-P", "-m", "compliance", *words]
    done = subprocess.run(command, cwd=folder / "empty", env=environment, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode()


def test_the_installed_program_judges_by_the_shipped_rules(wheel: Path, tmp_path: Path) -> None:
    found = json.loads(installed(wheel, tmp_path, "audit", ROOT / "samples/practice", "-o", "summary=-"))
    assert (found["rules"]["source"], found["judged"]) == (str(tmp_path / "installed/compliance/rules.yaml"), 1)


def test_it_hears_the_shipped_cues(wheel: Path, tmp_path: Path) -> None:
    """A turn without a listed phrase, so that only the cue beside the shipped rules can have heard it."""
    (tmp_path / "talk.txt").write_text("客: 您好\n服: 你自个儿去问呗，问我干嘛\n", encoding="utf-8")
    told = installed(wheel, tmp_path, "audit", tmp_path / "talk.txt", "--only", "cold-language", "-o", "findings=-")
    (finding,) = map(json.loads, told.splitlines())
    assert (finding["rule"], finding["phrase"], finding["lexicon"], bool(finding["signs"])) == ("cold-language", "~冷漠", None, True)
