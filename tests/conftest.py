"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

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


@pytest.fixture(name="needs")
def needs_fixture() -> Callable[[str], None]:
    return needs


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """What the golden file of that name holds; with --renew-golden the file first takes what came out now."""

    def expected(name: str, actual: str) -> str:
        file = GOLDEN / name
        if request.config.getoption("--renew-golden"):
            file.write_bytes(actual.encode())
        return file.read_bytes().decode()  # bytes: line ends are part of what is compared

    return expected


@pytest.fixture(scope="session", autouse=True)
def cache_folder_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the user's own cache; all share one, so that the dictionary is paged only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
