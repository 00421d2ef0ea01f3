"""Matcher: all phrases of a rulebook found in one pass over a turn.

One automaton holds one literal of every sequence, its longest, the anchor; where an anchor is found, the rest of the sequence is looked
for around it. So the work follows what is said, not the number of phrases. Regular expressions run on a linear-time engine, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick_rs

from compliance.text import phrases
from compliance.text.homophones import sounds
from compliance.text.normalise import fold
from compliance.text.phrases import BREAKS, GAP_LIMIT


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in folded text. `phrase` is its number in the list that the matcher was made of."""

    start: int
    end: int
    phrase: int
    homophone: bool = False
    signs: tuple[str, ...] = ()  # of a learned cue


_NOT_ASCII = re.compile("[^\x00-\x7f]+")  # ASCII is the language of the expression itself
_Anchored = list[tuple[int, tuple[str, ...], tuple[str, ...]]]  # phrase number, literals left and right of the anchor


class Matcher:
    """Built once for a list of (phrase text, sounds_like); holds no other state."""

    def __init__(self, wanted: Sequence[tuple[str, bool]]) -> None:
        self._plain: dict[str, _Anchored] = {}
        self._sounding: dict[str, _Anchored] = {}
        self._expressions: list[tuple[int, Any]] = []
        for number, (text, sounds_like) in enumerate(wanted):
            expression = phrases.regex_of(text)
            if expression is not None:
                self._expressions.append((number, compile_expression(expression)))
                continue
            for sequence in phrases.expand(text):
                _anchor(self._plain, number, sequence.literals)
                if sounds_like and all(len(literal) > 1 for literal in sequence.literals):
                    _anchor(self._sounding, number, tuple(map(sounds, sequence.literals)))
        self._plain_automaton = _automaton(self._plain)
        self._sounding_automaton = _automaton(self._sounding)

    def find(self, folded: str) -> list[Match]:
        found = list(_occurrences(folded, self._plain_automaton, self._plain))
        if self._sounding_automaton:
            literal = {(m.start, m.end, m.phrase) for m in found}
            for m in _occurrences(sounds(folded), self._sounding_automaton, self._sounding):
                if (m.start, m.end, m.phrase) not in literal:
                    found.append(Match(m.start, m.end, m.phrase, homophone=True))
        for number, expression in self._expressions:
            found.extend(Match(m.start(), m.end(), number) for m in expression.finditer(folded) if m.end() > m.start())
        return found


def _anchor(table: dict[str, _Anchored], number: int, literals: tuple[str, ...]) -> None:
    place = max(range(len(literals)), key=lambda i: len(literals[i]))
    table.setdefault(literals[place], []).append((number, literals[:place], literals[place + 1 :]))


def _automaton(table: dict[str, _Anchored]) -> Any:
    if not table:
        return None
    return ahocorasick_rs.AhoCorasick(list(table), matchkind=ahocorasick_rs.MatchKind.Standard)


def _occurrences(text: str, automaton: Any, table: dict[str, _Anchored]) -> Iterable[Match]:
    if not automaton:
        return
    anchors = list(table.values())
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for phrase, left, right in anchors[number]:
            if _neighbours(text, start, end, left, right):
                first = _leftwards(text, start, left) if left else start
                last = _rightwards(text, end, right) if right else end
                if first is not None and last is not None:
                    yield Match(first, last, phrase)


def _neighbours(text: str, start: int, end: int, left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the next words on both sides are there at all: they mostly are not, and that is soon seen."""
    if left and text.find(left[-1], max(start - GAP_LIMIT - len(left[-1]), 0), start) < 0:
        return False
    return not right or text.find(right[0], end, end + GAP_LIMIT + len(right[0])) >= 0


def _rightwards(text: str, place: int, literals: Sequence[str]) -> int | None:
    """Where the last literal ends at the farthest, each within a gap of the one before."""
    ends = {place}
    for literal in literals:
        reached = ((end, start) for end in ends for start in _starts(text, literal, end, end + GAP_LIMIT))
        ends = {start + len(literal) for end, start in reached if BREAKS.isdisjoint(text[end:start])}
    return max(ends, default=None)


def _leftwards(text: str, place: int, literals: Sequence[str]) -> int | None:
    """Where the first literal starts at the farthest, each within a gap of the one after."""
    starts = {place}
    for literal in reversed(literals):
        length = len(literal)
        reached = ((start, right) for right in starts for start in _starts(text, literal, right - length - GAP_LIMIT, right - length))
        starts = {start for start, right in reached if BREAKS.isdisjoint(text[start + length : right])}
    return min(starts, default=None)


def _starts(text: str, literal: str, earliest: int, latest: int) -> Iterator[int]:
    """Where the literal starts, from `earliest` to `latest` inclusive."""
    start = text.find(literal, max(earliest, 0), latest + len(literal))
    while start >= 0:
        yield start
        start = text.find(literal, start + 1, latest + len(literal))


def compile_expression(expression: str) -> Any:
    """The expression on the linear-time engine, folded as the text will be. Raises ValueError with the engine's words where it refuses."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    options.case_sensitive = False
    try:
        return re2.compile(_NOT_ASCII.sub(lambda part: re.escape(fold(part[0]).text), expression), options)
    except re2.error as refusal:
        said = refusal.args[0] if refusal.args else "?"
        raise ValueError(said.decode() if isinstance(said, bytes) else str(said)) from None
