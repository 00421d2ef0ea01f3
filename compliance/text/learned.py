"""Learned cues: turns that sound like those which readers marked, told by groups of characters whose points add up.

Figures are all alike here, and so are the masks that stand for removed data: what was ordered, and when, says nothing of the tone.
Pauses are not heard, whatever they are written with, or not at all as by many speech recognisers: they tell who typed, not what he felt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from compliance.model.learned import LONGEST, LearnedCue
from compliance.text.guards import QUOTED, excuse
from compliance.text.matcher import Matcher
from compliance.text.phrases import recognised_name

FIGURE, EDGE = "0", "|"
LEXICON = "$"  # how files write what is no group: no group holds it
SIGNS_TOLD = 3
_ALIKE = re.compile(r"\[[^\[\]\n]{1,6}\]|[0-9]+(?:[.:,-][0-9]+)*")
_HEARD = str.maketrans({**dict.fromkeys(f"{LEXICON}，,。.；;、：:"), "？": "?", "！": "!"})
UNHEARD = "".join(map(chr, _HEARD))  # no group holds one of these
_CLAUSE = re.compile(r"([^，。！？；,.!?;\s~…]+)[，。！？；,.!?;\s~…]*")


@dataclass(frozen=True, slots=True)
class Sounding:
    """A turn that sounds like what the cue `name` was taught: where most (folded span), and the signs that weigh most."""

    name: str
    start: int
    end: int
    signs: tuple[str, ...]


def groups(folded: str) -> frozenset[str]:
    """Every group of one to LONGEST characters; quotations and pauses left out, figures made alike, the turn's two edges marked."""
    told = _told(folded)
    return frozenset(told[start : start + n] for n in range(1, LONGEST + 1) for start in range(len(told) - n + 1))


def _told(folded: str) -> str:
    return EDGE + heard(_ALIKE.sub(FIGURE, QUOTED.sub("", folded))) + EDGE


def heard(text: str) -> str:
    """Without pauses and white space; marks of either width alike."""
    return "".join(text.translate(_HEARD).split())


def plain_phrases(lexicon: Iterable[str]) -> list[str]:
    """Those of a lexicon that a learned cue may ask for: no other cue, so that none rests on another."""
    return [text for text in lexicon if recognised_name(text) is None]


def lists_in(lexicons: Mapping[str, Iterable[str]]) -> Callable[[str], frozenset[str]]:
    """Tells which of these lexicons have a phrase in a folded text."""
    wanted = [(text, name) for name, texts in lexicons.items() for text in plain_phrases(texts)]
    matcher = Matcher([(text, False) for text, _ in wanted])

    def within(folded: str) -> frozenset[str]:
        found = (match for match in matcher.find(folded) if not excuse(folded, match.start, match.end))
        return frozenset(wanted[match.phrase][1] for match in found)

    return within


class LearnedEar:
    """All learned cues of one role, looked up together."""

    def __init__(self, cues: Sequence[LearnedCue]) -> None:
        self.lexicons = frozenset(name for cue in cues for name in cue.lists)
        self._cues = tuple(cues)
        points = _together([cue.points for cue in cues])
        self._points = tuple(points.values())
        self._groups = ahocorasick_rs.AhoCorasick(list(points)) if points else None
        self._lists = _together([cue.lists for cue in cues])

    def find(self, folded: str, lists: Collection[str]) -> Iterator[Sounding]:
        """The cues that a turn sounds like; `lists` are the lexicons that have a phrase in it."""
        if not self._cues or (told := _told(folded)) == EDGE * 2:
            return
        sums = [cue.bias for cue in self._cues]
        known = self._groups.find_matches_as_indexes(told, overlapping=True) if self._groups else ()
        for group in {number for number, _, _ in known}:
            _add(sums, self._points[group])
        for name in lists:
            _add(sums, self._lists.get(name, ()))
        for cue, total in zip(self._cues, sums, strict=True):
            if total >= cue.threshold:
                start, end, inside = _clause(folded, cue)
                yield Sounding(cue.name, start, end, strongest(inside, lists, cue))


_Together = Mapping[str, tuple[tuple[int, int], ...]]


def _together(tables: Sequence[Mapping[str, int]]) -> _Together:
    """For each sign the cues that give points for it, so that one look serves them all."""
    joined: dict[str, list[tuple[int, int]]] = {}
    for number, table in enumerate(tables):
        for sign, points in table.items():
            joined.setdefault(sign, []).append((number, points))
    return {sign: tuple(points) for sign, points in joined.items()}


def _add(sums: list[int], points: Iterable[tuple[int, int]]) -> None:
    for number, more in points:
        sums[number] += more


def _clause(folded: str, cue: LearnedCue) -> tuple[int, int, frozenset[str]]:
    """The clause of speech that speaks for the cue most, without the signs at its end, and the groups in it; never a quotation."""
    unquoted = QUOTED.sub(lambda quotation: " " * len(quotation[0]), folded)
    clauses = [(*found.span(1), groups(found[0])) for found in _CLAUSE.finditer(unquoted)]
    if not clauses:  # nothing but punctuation
        return len(unquoted) - len(unquoted.lstrip()), len(unquoted.rstrip()), groups(folded)
    return clauses[0] if len(clauses) == 1 else max(clauses, key=lambda clause: _worth(clause[2], cue))


def _worth(inside: Iterable[str], cue: LearnedCue) -> int:
    return sum(cue.points.get(group, 0) for group in inside)


def strongest(inside: Iterable[str], lists: Collection[str], cue: LearnedCue) -> tuple[str, ...]:
    """The signs that weigh most, with the smaller ones inside them, none told twice over; lexicons with their $.

    Never empty: at the least the cue itself.
    """
    for_it = [group for group in inside if cue.points.get(group, 0) > 0 and EDGE not in group and group.strip()]
    known = [(_worth(_parts(group), cue), group) for group in for_it]
    known += [(cue.lists[name], f"{LEXICON}{name}") for name in lists if name in cue.lists]
    told: list[str] = []
    for points, sign in sorted(known, key=lambda weighed: (-weighed[0], len(weighed[1]), weighed[1])):
        if points <= 0 or len(told) == SIGNS_TOLD:
            break
        if not any(sign in other or other in sign or len({*sign} & {*other}) > 1 for other in told):
            told.append(sign)
    return tuple(told) or (f"~{cue.name}",)


def _parts(group: str) -> set[str]:
    return {group[start:end] for start in range(len(group)) for end in range(start + 1, len(group) + 1)}
