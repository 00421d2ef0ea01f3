"""Finding: one violation that a person can act on, with its evidence and a fingerprint that survives re-runs."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.rule import Level, Rule
from compliance.model.transcript import Conversation
from compliance.model.verdict import Breach, Judgement
from compliance.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Finding:
    """`fingerprint` rests on rule, conversation, folded words and ordinal: no line numbers, no clock.

    `waived` and `known` (from a baseline) are marks that a gate puts on what it lets pass.
    """

    fingerprint: str
    rule: Rule
    conversation: Conversation
    agent: str | None
    judgement: Judgement
    breach: Breach
    instead: str | None
    waived: Waiver | None = None
    known: bool = False

    @property
    def level(self) -> Level:
        return self.rule.level
