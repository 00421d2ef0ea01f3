"""Appeal: what a person decided about one finding, and why; the machine's finding stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Decision(StrEnum):
    """Where an appeal stands. `granted` overturns the finding, `rejected` upholds it."""

    NONE = "none"
    APPEALED = "appealed"
    GRANTED = "granted"
    REJECTED = "rejected"

    @property
    def settled(self) -> bool:
        return self in (Decision.GRANTED, Decision.REJECTED)


@dataclass(frozen=True, slots=True)
class Appeal:
    """One entry of the log. `finding` is the fingerprint, `at` an ISO 8601 time; the last entry about a finding counts."""

    finding: str
    rule: str
    transcript: str
    decision: Decision
    reason: str
    reviewer: str
    at: str

    def same_as(self, other: Appeal | None) -> bool:
        """Whether it says nothing that the other does not say; who says it, and when, does not matter."""
        if other is None:
            return self.decision is Decision.NONE
        return (self.decision, plain(self.reason)) == (other.decision, plain(other.reason))


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the findings of a rule that were decided upon, how many were upheld; `low`, `high`: the 95 % Wilson interval."""

    upheld: int
    decided: int
    low: float
    high: float


def seal(*cells: str) -> str:
    """8 hexadecimal digits that tell whether cells are still as they were written; white space does not matter."""
    return sha256(json.dumps([plain(cell) for cell in cells]).encode()).hexdigest()[:8]


def plain(text: str) -> str:
    return " ".join(text.split())
