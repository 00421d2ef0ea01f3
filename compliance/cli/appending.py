"""Appending: lines added to the end of a file whole or not at all, by one program at a time; what stands there is never touched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from compliance.cli.output import cannot_write


@contextmanager
def locked(file: str) -> Iterator[BinaryIO]:
    """The file, made where there is none, for one program at a time; the others wait. Raises Problems."""
    try:
        with Path(file).open("a+b") as stream:
            _lock(stream)
            stream.seek(0)
            yield stream
    except OSError as fault:
        raise cannot_write(file, fault) from None


def append(stream: BinaryIO, lines: Sequence[bytes]) -> None:
    """Adds the lines and sees them onto the disk. A last line that was cut off gets its end first. Raises OSError, with nothing added."""
    end = stream.seek(0, os.SEEK_END)
    torn = b""
    if end:
        stream.seek(end - 1)
        torn = b"" if stream.read(1) == b"\n" else b"\n"
    try:
        stream.write(torn + b"".join(lines))
        stream.flush()
        os.fsync(stream.fileno())
    except OSError:
        os.ftruncate(stream.fileno(), end)
        raise


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)
