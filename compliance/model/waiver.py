"""Waiver: findings that somebody lets pass, with the reason, the name that answers for it, and the last day on which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compliance.model.problem import Place


@dataclass(frozen=True, slots=True)
class Waiver:
    """Covers what one rule finds in these words of one conversation, however often they are said.

    `words` are folded; "" stands for a finding without words: something was never said. `until` is itself included.
    """

    rule: str
    conversation: str
    words: str
    reason: str
    by: str
    until: date
    place: Place
