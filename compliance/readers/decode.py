"""From bytes to text: UTF-8, UTF-16 with its mark, or GB18030; anything else is refused, never guessed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from compliance.model.message import Message, message

MEGABYTE = 1024 * 1024
HEAD_SIZE = 64 * 1024  # as much of a file is looked at to tell what it is
LINE_LIMIT = 20 * MEGABYTE

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding`: "ascii" (nothing yet that would tell), "utf-8", "utf-16" or "gb18030"."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class LongLine:
    """A line over the limit; its bytes were counted and let go."""

    size: int


def decode(data: bytes, whole: bool = True) -> Decoded | Message:
    """The text, or why there is none. With `whole=False` the data may end in the middle of a character."""
    if data.startswith(_UTF16_MARKS):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        return message("reader.binary")
    else:
        candidates = ("utf-8",) if data.startswith(codecs.BOM_UTF8) else ("utf-8", "gb18030")
    wrong_at: int | None = None
    for encoding in candidates:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data, whole)
        except UnicodeDecodeError as error:
            wrong_at = error.start if wrong_at is None else wrong_at
            continue
        if "\0" in text:
            return message("reader.binary")
        return Decoded(text.removeprefix("\ufeff"), "ascii" if data.isascii() else encoding)
    return message("reader.encoding", byte=(wrong_at or 0) + 1)


def decode_line(raw: bytes, encoding: str) -> str | Message:
    """One line of a file whose beginning was in `encoding` ("mixed" where it was in none), or why it is no text.

    Once a file has shown its encoding, a line that does not fit is refused: read in another, it could turn into
    other words. A last character cut in two is left out, so that the reader can say that the line was cut off.
    """
    if b"\0" in raw:
        return message("reader.binary_line")
    candidates = {"utf-8": ("utf-8",), "gb18030": ("gb18030", "utf-8")}.get(encoding, ("utf-8", "gb18030"))
    for candidate in candidates:
        try:
            return raw.decode(candidate)
        except UnicodeDecodeError as error:
            if candidate == "utf-8" and error.reason == "unexpected end of data":
                return raw[: error.start].decode(candidate)
    return message("reader.encoding_line")


def byte_lines(head: bytes, rest: BinaryIO, limit: int = LINE_LIMIT) -> Iterator[bytes | LongLine]:
    """The lines of `head` followed by `rest`, never holding more than `limit` bytes of one."""
    for piece in BytesIO(head):
        if not piece.endswith(b"\n"):
            piece += rest.readline(max(0, limit + 1 - len(piece)))  # noqa: PLW2901 - the last piece of the head goes on in the rest
        yield _bounded(piece, rest, limit)
    while raw := rest.readline(limit + 1):
        yield _bounded(raw, rest, limit)


def _bounded(raw: bytes, rest: BinaryIO, limit: int) -> bytes | LongLine:
    if len(raw) <= limit:
        return raw
    size = len(raw)
    while not raw.endswith(b"\n"):
        raw = rest.readline(MEGABYTE)
        if not raw:
            break
        size += len(raw)
    return LongLine(size)
