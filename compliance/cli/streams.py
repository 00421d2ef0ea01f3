"""Standard streams: results to stdout, and what happens when nobody listens any more."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from compliance.cli.options import refused
from compliance.model.message import message


def prepare() -> None:
    """All speak UTF-8 whatever the system's language; a stream that was closed before we started is empty."""
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _nowhere(mode: str) -> TextIO:
    return io.TextIOWrapper(io.FileIO(os.devnull, mode), encoding="utf-8", write_through=True)


def to_stdout(pieces: Iterable[bytes]) -> None:
    """A reader that has left (`| head`) ends the telling, not the command. Raises Problems where stdout cannot be written."""
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        hush(sys.stdout)
    except OSError as fault:
        hush(sys.stdout)
        raise refused("stdout", message("cli.cannot_write", said=fault.strerror), message("cli.cannot_write_hint")) from None


def hush(stream: TextIO) -> None:
    """What is still said to this stream goes nowhere; without this, leaving the process would fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except OSError:
        pass  # no stream of the system: nothing can fail there
    finally:
        os.close(nowhere)
