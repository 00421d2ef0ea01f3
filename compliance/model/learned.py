"""Learned cue: what readers of many turns took for a sign, as points for each group of characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compliance.model.transcript import Role

LONGEST = 4  # characters of a group


@dataclass(frozen=True, slots=True)
class LearnedCue:
    """A turn of `role` counts where `bias` and the points of what is in it add up to `threshold` or more.

    `points`: for groups of one to LONGEST characters; `lists`: for lexicons that have a phrase in the turn. A hundred points are one
    unit of log-odds; they are whole, so that sums are the same in any order. `facts`: how it was trained and what that reached.
    `version` changes with the file; `source` is where it stands.
    """

    name: str
    role: Role
    bias: int
    threshold: int
    points: Mapping[str, int]
    lists: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    version: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
