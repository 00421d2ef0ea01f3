"""Why a learned cue takes a turn for what it was taught: the points of each sign."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.learned import LearnedCue
from compliance.model.rule import Rulebook
from compliance.text.learned import LEXICON, groups, lists_in
from compliance.text.normalise import fold

TOLD = 20


@dataclass(frozen=True, slots=True)
class Weighed:
    """`total`, bias included, against the cue's threshold; `strongest` signs first, `$名` for lexicons."""

    cue: LearnedCue
    total: int
    strongest: tuple[tuple[str, int], ...]


def weighed(cue: LearnedCue, text: str, rulebook: Rulebook) -> Weighed:
    folded = fold(text).text
    lexicons = {name: rulebook.lexicons.get(name, ()) for name in cue.lists}
    signs = {group: cue.points[group] for group in groups(folded) if group in cue.points}
    signs |= {f"{LEXICON}{name}": cue.lists[name] for name in lists_in(lexicons)(folded)}
    ranked = sorted(signs.items(), key=lambda one: (-abs(one[1]), one[0]))
    return Weighed(cue, cue.bias + sum(signs.values()), tuple(ranked[:TOLD]))
