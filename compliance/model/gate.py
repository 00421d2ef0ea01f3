"""Gate: what a lot of conversations must fulfil, how its sample is drawn, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from compliance.model.message import Message
from compliance.model.rule import Level


class Answer(StrEnum):
    """Listed worst first: a decision is the worst of its conditions. `cannot_tell`: the data do not suffice for either."""

    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"
    PASS = "pass"


class Inspection(StrEnum):
    """How severely a lot is inspected; `switching` follows the lots before it, `stopped` is what that may come to."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    SWITCHING = "switching"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a sample is drawn. `size` conversations at random, or a `share` of all; with neither as many as the acceptance plan asks.

    On top of these: `at_least` so many from each stratum (`by` agent, team, channel) and the `risk` riskiest.
    """

    seed: str = "1"
    size: int | None = None
    share: Fraction | None = None
    by: tuple[str, ...] = ()
    at_least: int = 0
    risk: int = 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A single sampling plan of GB/T 2828.1. A conversation is nonconforming with a finding of level `counts` or above.

    `aql` is in per cent, as the standard names it; `state` is the file that remembers the lots before, for `switching`.
    """

    aql: float
    level: str = "II"
    inspection: Inspection = Inspection.NORMAL
    state: str | None = None
    counts: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """The share of conversations with a finding of level `counts` or above is surely, with this confidence, at most `most`."""

    most: Fraction
    confidence: Fraction = Fraction(95, 100)
    method: str = "exact"
    counts: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that belong together, and the share of conversations that must break none of them."""

    name: str
    target: Fraction
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions; those that are None (or empty) are not asked for. Without `sampling` everything read is the sample.

    `lot`: how many conversations the sample stands for; `lot_is_all`: those that were read. `cannot_tell`: what an open decision counts as.
    `baseline`, `waivers`: the files that name what does not count.
    """

    lot: int | None = None
    lot_is_all: bool = False
    sampling: Sampling | None = None
    zero_fatal: bool = False
    acceptance: Acceptance | None = None
    error_rate: ErrorRate | None = None
    accuracy: tuple[Family, ...] = ()
    max_unknown: Fraction | None = None
    cannot_tell: Answer = Answer.CANNOT_TELL
    baseline: str | None = None
    waivers: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """One conversation of a sample. `why`: random, stratum, risk. `ticket` is its place in the order of the draw."""

    id: str
    ticket: str
    why: tuple[str, ...]

    @property
    def random(self) -> bool:
        return "random" in self.why


@dataclass(frozen=True, slots=True)
class Condition:
    """What became of one condition: `told` explains it, `figures` are what it rests on."""

    name: str
    answer: Answer
    told: tuple[Message, ...]
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """`gating` rules could fail the gate, `reporting` ones (draft, test, deprecated) could not."""

    answer: Answer
    conditions: tuple[Condition, ...]
    gating: int
    reporting: int
