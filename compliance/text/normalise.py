"""Folding: width, case, script, spaces between Chinese characters and invisible characters, with a map back to the recorded text.

Only changes that keep one character one character, and deletions: so that every folded character has one recorded place.
Punctuation stays as it is. Source of the traditional characters: see traditional.txt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = (  # control, zero-width and bidi characters, fillers, variation selectors, tags
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_SPACE = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # a gap must not cross these either
_RARE = re.compile("[\U00010000-\U0010ffff]")
_DROPPED = re.compile(f"(?<=[{HAN}])[{_SPACE}{_INVISIBLE}]+(?=[{HAN}])|[{_INVISIBLE}]+")
_KEPT_WIDE = "，！？：；（）"


@dataclass(frozen=True, slots=True)
class Folded:
    """`origin[i]` is the recorded place of folded character i; None where nothing was deleted."""

    text: str
    origin: Sequence[int] | None = None

    def recorded(self, start: int, end: int) -> tuple[int, int]:
        """The recorded span of a folded one, ends exclusive."""
        if self.origin is None or start == end:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    changed, table = _changes()
    if changed.search(text) or _RARE.search(text):
        text = text.translate(table)
    if not _DROPPED.search(text):
        return Folded(text)
    origin: list[int] = []
    kept: list[str] = []
    place = 0
    for gap in _DROPPED.finditer(text):
        kept.append(text[place : gap.start()])
        origin.extend(range(place, gap.start()))
        place = gap.end()
    kept.append(text[place:])
    origin.extend(range(place, len(text)))
    return Folded("".join(kept), origin)


@cache
def _changes() -> tuple[re.Pattern[str], dict[int, str]]:
    """The table of one-to-one changes and a pattern that finds any of them, rare characters aside. Built once, never changed."""
    table = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in _KEPT_WIDE}
    table["\u3000"] = " "
    table.update(dict.fromkeys(_LINE_ENDS, "\n"))
    for code in [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[chr(code)] = plain
    traditional, simplified = _table_lines("traditional.txt")
    table.update(zip(traditional, simplified, strict=True))
    table.update({letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    table.update({wide: table[narrow] for wide, narrow in table.items() if narrow in table})
    table.update({chr(code): "\ufffd" for code in range(0xD800, 0xE000)})
    # with characters beyond \uffff in it the pattern would be a hundred times slower
    inside = "".join(re.escape(c) for c in table if c < "\ud800" or "\udfff" < c < "\U00010000")
    return re.compile(f"[{inside}\ud800-\udfff]"), str.maketrans(table)


def _table_lines(name: str) -> list[str]:
    text = resources.files("compliance.text").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
