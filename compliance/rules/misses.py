"""Nearest miss: what came closest to an absent answer, and why it does not count."""

from __future__ import annotations

from compliance.model.message import message
from compliance.model.rule import Cue, said_parts
from compliance.model.transcript import Role
from compliance.model.verdict import Hit, Miss
from compliance.rules.activation import Activation
from compliance.rules.occurrences import occurrences


def nearest_miss(cue: Cue, activation: Activation) -> Miss | None:
    """Said too late, said before it was due, or said by the other side; None where nothing like it was said."""
    for part in said_parts(cue):
        for hit in activation.after(part):
            return _miss(hit, "judge.miss_outside", activation)
        for hit in reversed(occurrences(activation.scene, part)):
            return _miss(hit, "judge.miss_before", activation)
        other = Role.CUSTOMER if part.role is Role.AGENT else Role.AGENT
        for hit in activation.scene.heard.said_by(part, other):
            return Miss(hit.turn, hit.text, message("judge.miss_other_side", side=message(f"role.{other}")), hit.start_s)
    return None


def _miss(hit: Hit, key: str, activation: Activation) -> Miss:
    limit_s = activation.deadline.at_s
    if key == "judge.miss_outside" and limit_s is not None and hit.start_s is not None and hit.start_s > limit_s:
        return Miss(hit.turn, hit.text, message("judge.miss_late", time=round(hit.start_s, 1), limit=round(limit_s, 1)), hit.start_s)
    return Miss(hit.turn, hit.text, message(key), hit.start_s)
