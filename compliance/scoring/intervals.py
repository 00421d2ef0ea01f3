"""How far a rate can be trusted: intervals that are honest for few opportunities and for rates near 0 and 1."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from compliance.scoring.tails import binomial_at_most, hypergeometric_at_most

METHODS = ("exact", "wilson")
MOST_LOOKED_FOR = 10**9
_TIE = 1 + 1e-9  # a probability that equals the limit, rounding apart, is at the limit
_HALVINGS = 60


def wilson(failures: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper bound of the true failure rate (0–1) after `failures` in `n` opportunities; (0.0, 1.0) without any.

    `failures` need not be whole: a mean of values between 0 and 1 varies at most as a rate does, so the interval holds for it too.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    Raises ValueError where the counts or the confidence are impossible.
    """
    _check(failures, n, confidence)
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


def clopper_pearson(failures: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact binomial interval: never less sure than it says. (0.0, 1.0) without any opportunity.

    Source: C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934).
    Raises ValueError where the counts or the confidence are impossible.
    """
    _check(failures, n, confidence)
    tail = (1 - confidence) / 2
    return 1 - _highest_rate(n - failures, n, tail), _highest_rate(failures, n, tail)


def finite_lot(failures: int, n: int, lot: int, confidence: float = 0.95) -> tuple[int, int]:
    """Least and most failures in the whole lot of which `n` were drawn: the exact hypergeometric interval.

    Raises ValueError where the counts or the confidence are impossible.
    """
    _check(failures, n, confidence)
    if n > lot:
        raise ValueError(f"{n} cannot be drawn of {lot}")
    tail = (1 - confidence) / 2
    return lot - _most_in_lot(n - failures, n, lot, tail), _most_in_lot(failures, n, lot, tail)


def bounds(failures: int, n: int, confidence: float, method: str = "exact", lot: int | None = None) -> tuple[float, float]:
    """Rates below and above which the true one lies, each for itself with this confidence (over 0.5): one-sided bounds.

    `exact` is Clopper–Pearson, or hypergeometric where the lot is known; `wilson` is closer, and not always as sure as it says.
    """
    both = 2 * confidence - 1
    if method == "wilson":
        return wilson(failures, n, both)
    if lot is None:
        return clopper_pearson(failures, n, both)
    least, most = finite_lot(failures, n, lot, both)
    return least / lot, most / lot


def smallest_sample(limit: float, confidence: float, method: str = "exact", lot: int | None = None) -> int | None:
    """How many without a single failure it takes for an upper bound of `limit`; None where no number suffices."""
    low, high = 0, MOST_LOOKED_FOR if lot is None else lot
    if bounds(0, high, confidence, method, lot)[1] > limit:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if bounds(0, middle, confidence, method, lot)[1] <= limit else (middle, high)
    return high


def _highest_rate(failures: int, n: int, tail: float) -> float:
    """The rate at which so few failures would be seen with probability `tail`."""
    if failures == n:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_at_most(failures, n, middle) > tail else (low, middle)
    return high


def _most_in_lot(failures: int, n: int, lot: int, tail: float) -> int:
    """The largest number of failures in the lot under which so few would be seen with a probability above `tail`."""
    low, beyond = failures, lot - (n - failures) + 1
    while beyond - low > 1:
        middle = (low + beyond) // 2
        likely = hypergeometric_at_most(failures, n, middle, lot) > tail * _TIE
        low, beyond = (middle, beyond) if likely else (low, middle)
    return low


def _check(failures: float, n: int, confidence: float) -> None:
    if not 0 <= failures <= n or not 0 < confidence < 1:
        raise ValueError(f"no interval for {failures} of {n} at {confidence}")
