"""Quantiles: the middle and the upper end of measured times, and how far the middle can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist


def nearest_rank(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent (1–100) of all do not exceed. `ordered` ascends and holds something."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def around_median(ordered: Sequence[float], confidence: float = 0.95) -> tuple[float, float] | None:
    """Lower and upper bound of the true median, from values in ascending order; None for too few (at 95 %: less than 6).

    Source: W. J. Conover, Practical nonparametric statistics (1999), section 3.2: the ranks that bound a median.
    """
    n = len(ordered)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(n) / 2
    rank = round(n / 2 - half)
    return (ordered[rank - 1], ordered[n - rank]) if rank > 0 else None
