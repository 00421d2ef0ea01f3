"""Homophones: what speech recognition may have written for a phrase, by toneless syllables.

Every Chinese character becomes one character that stands for its syllable, so that offsets stay the same. Source: pinyin.txt.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

_FIRST_SYLLABLE = 0xE000  # private use area: no text means anything by these


def sounds(folded: str) -> str:
    return folded.translate(_syllables())


@cache
def _syllables() -> dict[int, int]:
    table: dict[int, int] = {}
    text = resources.files("compliance.text").joinpath("pinyin.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    for number, (_, characters) in enumerate(lines):
        table.update(dict.fromkeys(map(ord, characters), _FIRST_SYLLABLE + number))
    return table
