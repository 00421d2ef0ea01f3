"""The time in front of a line of a plain transcript: [00:01:05], 00:01:05, [00:00-00:02] or 2026-03-02 09:00:05."""

from __future__ import annotations

import re
from typing import NamedTuple

from compliance.readers.clock import CLOCK, WALL, Wall, parse_clock, parse_wall

_STAMP = re.compile(rf"(?P<wall>{WALL})|(?P<start>{CLOCK})(?:\s*[-–—~～]\s*(?P<end>{CLOCK}))?")
_BRACKET = re.compile(r"[\[［]\s*([^\[\]［］]{1,60}?)\s*[\]］]\s*")


class Stamp(NamedTuple):
    """A time as written; `wall` or `start_s`, seconds from the conversation's start. Both None: it looks like a time and is none."""

    text: str
    wall: Wall | None = None
    start_s: float | None = None
    end_s: float | None = None

    @property
    def valid(self) -> bool:
        return self.wall is not None or self.start_s is not None


def bracketed(line: str) -> tuple[Stamp, str] | None:
    """The time in brackets that the line begins with, and the rest of the line."""
    bracket = _BRACKET.match(line)
    found = _STAMP.fullmatch(bracket[1]) if bracket else None
    return (_stamp(found), line[bracket.end() :]) if bracket and found else None


def bare(line: str) -> tuple[Stamp, str] | None:
    """The time without brackets that the line begins with, and the rest of the line."""
    found = _STAMP.match(line)
    return (_stamp(found), line[found.end() :].lstrip()) if found else None


def _stamp(found: re.Match[str]) -> Stamp:
    if found["wall"]:
        return Stamp(found[0], wall=parse_wall(found["wall"]))
    start_s = parse_clock(found["start"])
    end_s = parse_clock(found["end"]) if found["end"] else None
    if found["end"] and end_s is None:
        start_s = None
    return Stamp(found[0], None, start_s, end_s)
