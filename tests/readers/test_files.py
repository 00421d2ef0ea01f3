"""Files and pipes that are opened to be read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from compliance.readers import files
from compliance.readers.files import opened

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_file_is_opened_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    with opened(tmp_path / "file") as stream:
        assert stream.read() == b"words"


def test_a_pipe_into_which_nobody_writes_is_a_fault(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "WAIT_S", 0.05)
    with pytest.raises(OSError, match="nobody writes"):
        opened(pipe)


def test_a_pipe_is_read_to_its_end(pipe: Path) -> None:
    writer = threading.Thread(target=pipe.write_bytes, args=(b"words" * 50_000,))
    writer.start()
    with opened(pipe) as stream:
        assert stream.read() == b"words" * 50_000
    writer.join()
