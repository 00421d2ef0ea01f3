"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The first example of a test may open the dictionary; what must be fast has a test of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the files in tests/golden anew; read the diff before you keep it")


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
