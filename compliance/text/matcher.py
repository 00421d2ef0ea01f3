"""Matcher: all phrases of a rulebook found in one pass over a turn.

One automaton holds one literal of every sequence, its longest, the anchor; where an anchor is found, the rest of the sequence is looked
for around it. So the work follows what is said, not the number of phrases. Regular expressions run on a linear-time engine, all in one set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick_rs

from compliance.text import phrases
from compliance.text.homophones import sounds
from compliance.text.phrases import BREAKS, GAP_LIMIT


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in folded text. `phrase` is its number in the list that the matcher was made of."""

    start: int
    end: int
    phrase: int
    homophone: bool = False


_Anchored = list[tuple[int, tuple[str, ...], int]]  # phrase number, literals, place of the anchor among them


class Matcher:
    """Built once for a list of (phrase text, sounds_like); holds no other state."""

    def __init__(self, wanted: Sequence[tuple[str, bool]]) -> None:
        self._plain: dict[str, _Anchored] = {}
        self._sounding: dict[str, _Anchored] = {}
        expressions: list[tuple[int, str]] = []
        for number, (text, sounds_like) in enumerate(wanted):
            expression = phrases.regex_of(text)
            if expression is not None:
                expressions.append((number, expression))
                continue
            for sequence in phrases.expand(text):
                _anchor(self._plain, number, sequence.literals)
                if sounds_like and all(len(literal) > 1 for literal in sequence.literals):
                    _anchor(self._sounding, number, tuple(map(sounds, sequence.literals)))
        self._plain_automaton = _automaton(self._plain)
        self._sounding_automaton = _automaton(self._sounding)
        self._expressions = _Expressions(expressions) if expressions else None

    def find(self, folded: str) -> list[Match]:
        found = list(_occurrences(folded, self._plain_automaton, self._plain))
        if self._sounding_automaton:
            literal = {(m.start, m.end, m.phrase) for m in found}
            for m in _occurrences(sounds(folded), self._sounding_automaton, self._sounding):
                if (m.start, m.end, m.phrase) not in literal:
                    found.append(Match(m.start, m.end, m.phrase, homophone=True))
        if self._expressions:
            found.extend(self._expressions.find(folded))
        return found


def _anchor(table: dict[str, _Anchored], number: int, literals: tuple[str, ...]) -> None:
    place = max(range(len(literals)), key=lambda i: len(literals[i]))
    table.setdefault(literals[place], []).append((number, literals, place))


def _automaton(table: dict[str, _Anchored]) -> Any:
    if not table:
        return None
    return ahocorasick_rs.AhoCorasick(list(table), matchkind=ahocorasick_rs.MatchKind.Standard)


def _occurrences(text: str, automaton: Any, table: dict[str, _Anchored]) -> Iterable[Match]:
    if not automaton:
        return
    anchors = list(table.values())
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for phrase, literals, place in anchors[number]:
            if len(literals) == 1:
                yield Match(start, end, phrase)
                continue
            first = _leftwards(text, start, literals[:place])
            last = _rightwards(text, end, literals[place + 1 :])
            if first is not None and last is not None:
                yield Match(first, last, phrase)


def _rightwards(text: str, place: int, literals: tuple[str, ...]) -> int | None:
    """Where the last literal ends, each within a gap of the one before; the nearest wins."""
    if not literals:
        return place
    literal = literals[0]
    start = text.find(literal, place, place + GAP_LIMIT + len(literal))
    while start >= 0 and BREAKS.isdisjoint(text[place:start]):
        end = _rightwards(text, start + len(literal), literals[1:])
        if end is not None:
            return end
        start = text.find(literal, start + 1, place + GAP_LIMIT + len(literal))
    return None


def _leftwards(text: str, place: int, literals: tuple[str, ...]) -> int | None:
    """Where the first literal starts, each within a gap of the one after."""
    if not literals:
        return place
    literal = literals[-1]
    earliest = max(0, place - GAP_LIMIT - len(literal))
    start = text.rfind(literal, earliest, place)
    while start >= 0 and BREAKS.isdisjoint(text[start + len(literal) : place]):
        first = _leftwards(text, start, literals[:-1])
        if first is not None:
            return first
        start = text.rfind(literal, earliest, start + len(literal) - 1)
    return None


def compile_expression(expression: str) -> Any:
    """The expression on the linear-time engine. Raises ValueError with the engine's words where it refuses."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(expression, options)
    except re2.error as refusal:
        said = refusal.args[0] if refusal.args else "?"
        raise ValueError(said.decode() if isinstance(said, bytes) else str(said)) from None


class _Expressions:
    """Regular expressions: one set tells which of them occur, only those then say where."""

    def __init__(self, expressions: Sequence[tuple[int, str]]) -> None:
        import re2

        self._compiled = [(number, compile_expression(text)) for number, text in expressions]
        options = re2.Options()
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for _, text in expressions:
            self._set.Add(text)
        self._set.Compile()

    def find(self, folded: str) -> Iterable[Match]:
        for place in self._set.Match(folded) or ():
            number, expression = self._compiled[place]
            for match in expression.finditer(folded):
                if match.end() > match.start():
                    yield Match(match.start(), match.end(), number)
