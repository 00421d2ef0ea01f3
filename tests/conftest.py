"""What all tests share."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from compliance.model.rule import Rulebook
from compliance.rulebook.load import load

# The first example of a test may open the dictionary; what must be fast has a test of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the files in tests/golden anew; read the diff before you keep it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Fast tests first; where golden files are made anew, only those that have one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
    if config.getoption("--renew-golden"):
        items[:] = [item for item in items if "golden" in getattr(item, "fixturenames", ())]


def needs(name: str) -> None:
    """A program or a Python module that a test cannot do without: missing, the test is skipped here and fails in CI."""
    if shutil.which(name) or find_spec(name):
        return
    if os.environ.get("CI"):
        pytest.fail(f"{name} is missing, and in CI nothing may be")
    pytest.skip(f"{name} is not installed")


@pytest.fixture(name="needs", scope="session")
def needs_fixture() -> Callable[[str], None]:
    return needs


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind: its exit code, what it said on stdout and on stderr."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("audit", "x.jsonl", stdin="…")` runs a command in this process."""
    from compliance.cli import main

    def called(*words: str | Path, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        assert isinstance(left.value.code, int)
        return Said(left.value.code, out.decode(), err.decode())

    return called


@pytest.fixture
def spawn() -> Call:
    """The same in a process of its own, which must end within `patience_s`, and without a traceback."""

    def spawned(*words: str | bytes | Path, stdin: bytes = b"", cwd: Path | None = None, patience_s: float = 60) -> Said:
        command = [sys.executable, "-m", "compliance", *words]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment(), timeout=patience_s, check=False)
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in said.err
        assert "程序出错" not in said.err
        return said

    return spawned


def environment() -> dict[str, str]:
    """For other processes: they find this tree wherever they are started."""
    return {**os.environ, "PYTHONPATH": str(GOLDEN.parent.parent)}


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """What the golden file of that name holds; with --renew-golden the file first takes what came out now."""

    def expected(name: str, actual: str) -> str:
        file = GOLDEN / name
        if request.config.getoption("--renew-golden"):
            file.write_bytes(actual.encode())
        return file.read_bytes().decode()  # bytes: line ends are part of what is compared

    return expected


@pytest.fixture(scope="session")
def rulebook_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Rulebook]:
    """The rulebook that such a rule file makes."""

    def made(text: str) -> Rulebook:
        path = tmp_path_factory.mktemp("rules") / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path).rulebook

    return made


@pytest.fixture(scope="session", autouse=True)
def cache_folder_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the user's own cache; all share one, so that the dictionary is paged only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
