"""Acceptance: the single sampling plan of GB/T 2828.1 for a lot, and how sure it is to tell good lots from bad ones."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.gate import Inspection
from compliance.scoring.aql_tables import AQLS, CODE_LETTERS, LEVELS, NORMAL, SAMPLE_SIZES, TIGHTENED
from compliance.scoring.intervals import bounds
from compliance.scoring.tails import binomial_at_most

HIGHEST_AQL = 10.0  # the last one that is a percentage of conversations
CONSUMER_RISK = 0.10

_LETTERS = tuple(SAMPLE_SIZES)
_TABLES = {
    inspection: {line[0]: tuple(line[1:].split()) for line in table.strip().splitlines()}
    for inspection, table in ((Inspection.NORMAL, NORMAL), (Inspection.TIGHTENED, TIGHTENED))
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Draw `n`; accept the lot with at most `accept` nonconforming ones, reject it with `reject` or more.

    `letter` is the row of the table that counts, after all arrows. `whole`: the lot is no larger than the sample, all of it is inspected.
    """

    letter: str
    n: int
    accept: int
    reject: int
    whole: bool = False

    def accepts(self, rate: float) -> float:
        """How probably a lot is accepted that has this share (0–1) of nonconforming conversations (type B, binomial)."""
        return binomial_at_most(self.accept, self.n, rate)

    @property
    def still_passes(self) -> float:
        """The share of nonconforming conversations at which a lot is still accepted one time in ten."""
        return bounds(self.accept, self.n, 1 - CONSUMER_RISK)[1]


def code_letter(lot: int, level: str) -> str:
    """Raises ValueError for a lot of none or a level that there is not."""
    if lot < 1:
        raise ValueError(f"no lot of {lot}")
    row = next(letters for most, letters in CODE_LETTERS if most is None or lot <= most)
    return row[LEVELS.index(level)]


def cell(letter: str, aql: float, inspection: Inspection) -> tuple[str, int]:
    """The letter that counts and its acceptance number, once every arrow is followed."""
    table, column = _TABLES[inspection], AQLS.index(aql)
    while (found := table[letter][column]) in "↑↓":
        letter = _LETTERS[_LETTERS.index(letter) + (1 if found == "↓" else -1)]
    return letter, int(found)


def plan_for(lot: int, level: str, aql: float, inspection: Inspection) -> Plan:
    """Raises ValueError for a lot, level or AQL that the standard does not have."""
    letter, accept = cell(code_letter(lot, level), aql, inspection)
    n = SAMPLE_SIZES[letter]
    return Plan(letter, min(n, lot), accept, accept + 1, lot <= n)
