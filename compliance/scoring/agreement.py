"""How well verdicts agree with a person's labels: precision and recall of violations, kappa over pass, fail and na."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import product
from math import fsum

from compliance.model.label import Mark
from compliance.scoring.intervals import wilson

Pair = tuple[Mark, Mark]
"""What the person said, what the tool said."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` (0–1), with its 95 % Wilson interval; `value` is a convention where `whole` is 0."""

    part: int
    whole: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Detection:
    """Violations: how many there really are, how many were found, and how many of those are right."""

    real: int
    found: int
    right: int

    @property
    def precision(self) -> Share:
        """Of what was found, how much is right. Nothing found is perfect where nothing was there, and worthless otherwise."""
        return share(self.right, self.found, without=0.0 if self.real else 1.0)

    @property
    def recall(self) -> Share:
        """Of what is there, how much was found; all of it where nothing is there."""
        return share(self.right, self.real, without=1.0)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where both are 0."""
        precision, recall = self.precision.value, self.recall.value
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """`counts` holds all nine cells: how often the person said the first and the tool the second."""

    counts: Mapping[Pair, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def agreed(self) -> int:
        return sum(self.counts[mark, mark] for mark in Mark)

    @property
    def raw(self) -> float:
        """Share of cases in which both said the same. Raises ValueError without any case."""
        return self.agreed / self._cases()

    @property
    def kappa(self) -> float:
        """Agreement beyond chance, at most 1: 0 is what chance would give. 1 where both only ever gave the same one answer.

        Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960).
        Raises ValueError without any case.
        """
        n = self._cases()
        said = {mark: sum(self.counts[mark, other] for other in Mark) for mark in Mark}
        heard = {mark: sum(self.counts[other, mark] for other in Mark) for mark in Mark}
        by_chance = sum(said[mark] * heard[mark] for mark in Mark)  # of n * n
        return (n * self.agreed - by_chance) / (n * n - by_chance) if by_chance < n * n else 1.0

    @property
    def detection(self) -> Detection:
        """Violations alone: pass and na are both none."""
        real = sum(self.counts[Mark.FAIL, mark] for mark in Mark)
        found = sum(self.counts[mark, Mark.FAIL] for mark in Mark)
        return Detection(real, found, self.counts[Mark.FAIL, Mark.FAIL])

    def _cases(self) -> int:
        if not self.n:
            raise ValueError("no case to agree on")
        return self.n


def agreement(pairs: Iterable[Pair]) -> Agreement:
    counted = Counter(pairs)
    return Agreement({pair: counted[pair] for pair in product(Mark, Mark)})


def detection(real: Set[object], found: Set[object]) -> Detection:
    """Of places, such as (conversation, turn)."""
    return Detection(len(real), len(found), len(real & found))


def share(part: int, whole: int, *, without: float) -> Share:
    """`without` is the value where there is nothing to have a share of. Raises ValueError for impossible counts."""
    return Share(part, whole, part / whole if whole else without, *wilson(part, whole))


def mean(values: Iterable[float]) -> float | None:
    """Each value counts the same, however many cases are behind it; None without any."""
    known = list(values)
    return fsum(known) / len(known) if known else None
