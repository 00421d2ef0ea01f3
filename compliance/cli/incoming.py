"""Incoming: the lines of a stream as they arrive, until it ends or somebody asks to stop. What was taken from it is not lost."""

from __future__ import annotations

import io
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from compliance.readers.decode import LINE_LIMIT, LongLine

AT_ONCE = 1 << 16  # bytes


@dataclass(slots=True)
class Stop:
    """`signal`: the one that asked to stop. While `waiting` nothing has been taken, so that the wait may be broken off."""

    signal: int | None = None
    waiting: bool = False


class _Stopped(Exception):
    pass


@contextmanager
def stopping() -> Iterator[Stop]:
    """Turns the signals that end a program into a wish to stop."""
    stop = Stop()

    def asked(number: int, _: object) -> None:
        stop.signal = number
        if stop.waiting:
            raise _Stopped

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def incoming(stream: BinaryIO, stop: Stop, patience_s: float) -> Iterator[list[bytes | LongLine]]:
    """The lines that arrived together; an empty list when nothing has come for so long. A last line need not be ended."""
    rest, skipped = b"", 0
    while stop.signal is None:
        if not _ready(stream, stop, patience_s):
            if stop.signal is None:
                yield []
            continue
        data = _read(stream)
        if not data:
            if rest or skipped:
                yield [LongLine(skipped + len(rest)) if skipped else rest]
            return
        *whole, rest = (rest + data).split(b"\n")
        lines: list[bytes | LongLine] = []
        for line in whole:
            lines.append(LongLine(skipped + len(line)) if skipped else line)
            skipped = 0
        if len(rest) > LINE_LIMIT or skipped:
            rest, skipped = b"", skipped + len(rest)
        if lines:
            yield lines


def _ready(stream: BinaryIO, stop: Stop, patience_s: float) -> bool:
    """Waits until there is something to read. Where the system cannot tell (no stream of its own), reading itself waits."""
    number = _number(stream)
    if number is None:
        return True
    try:
        stop.waiting = True
        return stop.signal is None and bool(select.select([number], [], [], patience_s)[0])
    except _Stopped:
        return False
    finally:
        stop.waiting = False


def _read(stream: BinaryIO) -> bytes:
    number = _number(stream)
    return stream.read(AT_ONCE) if number is None else os.read(number, AT_ONCE)


def _number(stream: BinaryIO) -> int | None:
    try:
        return stream.fileno() if sys.platform != "win32" else None
    except io.UnsupportedOperation:
        return None
