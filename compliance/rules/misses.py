"""Nearest miss: what came closest to an absent answer, and why it does not count."""

from __future__ import annotations

from compliance.model.message import message
from compliance.model.rule import Cue, said_parts
from compliance.model.transcript import Role
from compliance.model.verdict import Hit, Miss
from compliance.rules.activation import Activation, Fit
from compliance.rules.occurrences import occurrences, position

LATE = "judge.miss_late"


def nearest_miss(cue: Cue, activation: Activation, before: Hit | None = None) -> Miss | None:
    """Said too late, said before it was due, or said by the other side; None where nothing like it was said.

    `before`: the words that it should have preceded.
    """
    where, trigger = activation.rule.where, activation.trigger
    for part in said_parts(cue):
        if after := [hit for hit in activation.after(part) if before or activation.fit(hit) is not Fit.IN]:
            if before and position(after[0]) > position(before):
                return _miss(after[0], "judge.miss_after_next")
            return _outside(after[-1 if where and where.end == "last" else 0], activation)
        if too_soon := [hit for hit in occurrences(activation.scene, part) if trigger and position(hit) < position(trigger)]:
            return _miss(too_soon[-1], "judge.miss_before")
        other = Role.CUSTOMER if part.role is Role.AGENT else Role.AGENT
        for hit in activation.scene.heard.said_by(part, other):
            return _miss(hit, "judge.miss_other_side", side=message(f"role.{other}"))
    return None


def _outside(hit: Hit, activation: Activation) -> Miss:
    """Too late where only the clock is against it."""
    limit_s = activation.limit_s
    if limit_s is None or hit.start_s is None or hit.start_s <= limit_s:
        return _miss(hit, "judge.miss_outside")
    return _miss(hit, LATE, time=round(hit.start_s, 1), limit=round(limit_s, 1))


def _miss(hit: Hit, key: str, **values: object) -> Miss:
    return Miss(hit.turn, hit.text, message(key, **values), hit.start_s)
