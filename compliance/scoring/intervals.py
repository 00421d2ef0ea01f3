"""How far a rate can be trusted: the Wilson interval, honest for few opportunities and for rates near 0 and 1."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(failures: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper bound of the true failure rate (0–1) after `failures` in `n` opportunities; (0.0, 1.0) without any.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    Raises ValueError where the counts or the confidence are impossible.
    """
    if not 0 <= failures <= n or not 0 < confidence < 1:
        raise ValueError(f"no interval for {failures} of {n} at {confidence}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = failures / n
    stretch = 1 + z * z / n
    centre = (rate + z * z / (2 * n)) / stretch
    half = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / stretch
    # at the edges the bound is the edge itself; rounding must not move it
    low = 0.0 if failures == 0 else max(0.0, centre - half)
    high = 1.0 if failures == n else min(1.0, centre + half)
    return low, high
