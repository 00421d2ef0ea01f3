"""What is told of a transcript that cannot be read: the place, what was expected there, and what to do."""

from __future__ import annotations

import json
from typing import NoReturn

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.decode import LINE_LIMIT, MEGABYTE, LongLine, decode_line

LONGEST_TURN = 1_000_000  # characters; nobody says so much at once, and a machine would need minutes for it


def fault(place: Place, key: str, **values: object) -> Problem:
    """The problem `key` of the catalogue, with its remedy `key.hint`."""
    return Problem(place, message(key, **values), message(f"{key}.hint", **values))


def refuse(place: Place, key: str, **values: object) -> NoReturn:
    """Raises: Problems, with this one."""
    raise Problems([fault(place, key, **values)])


def line_of(raw: bytes | LongLine, place: Place, encoding: str) -> str:
    """One line of a stream as text. Raises Problems where it is too long or the bytes are no text."""
    if isinstance(raw, LongLine):
        raise Problems([too_long(raw.size, place)])
    line = decode_line(raw, encoding)
    if isinstance(line, Message):
        raise Problems([Problem(place, line, Message(f"{line.key}.hint", line.values))])
    return line


def too_long(size: int, place: Place) -> Problem:
    """A line of `size` bytes."""
    return fault(place, "reader.line_too_long", size=megabytes(size), limit=megabytes(LINE_LIMIT))


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0")


def shown(value: object) -> str:
    """A value as the user wrote it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:39] + "…"
