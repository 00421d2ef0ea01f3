"""Tails: the probability of seeing at most so many failures in a sample, of an endless stream or of a finite lot."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, log1p

_NEGLIGIBLE = 1e-18  # terms smaller than this, compared with the sum, change no digit


def binomial_at_most(x: int, n: int, rate: float) -> float:
    """P(at most `x` of `n` fail) where each fails with probability `rate`. Raises ValueError for impossible figures."""
    if not 0 <= rate <= 1 or n < 0:
        raise ValueError(f"no probability for {x} of {n} at {rate}")
    if x < 0:
        return 0.0
    if x >= n or rate == 0:
        return 1.0
    if rate == 1:
        return 0.0
    odds = rate / (1 - rate)
    start = min(x, int((n + 1) * rate))
    first = exp(_log_choose(n, start) + start * log(rate) + (n - start) * log1p(-rate))
    return _summed(first, start, 0, x, lambda i: (n - i) / (i + 1) * odds)


def hypergeometric_at_most(x: int, n: int, bad: int, lot: int) -> float:
    """P(at most `x` of `n` drawn fail) where `bad` of the `lot` would. Raises ValueError for impossible figures."""
    if not 0 <= n <= lot or not 0 <= bad <= lot:
        raise ValueError(f"no probability for {n} drawn of {lot} with {bad}")
    least, most = max(0, n + bad - lot), min(n, bad)
    if x < least:
        return 0.0
    if x >= most:
        return 1.0
    start = max(least, min(x, (n + 1) * (bad + 1) // (lot + 2)))
    first = exp(_log_choose(bad, start) + _log_choose(lot - bad, n - start) - _log_choose(lot, n))
    return _summed(first, start, least, x, lambda i: (bad - i) * (n - i) / ((i + 1) * (lot - bad - n + i + 1)))


def _summed(first: float, start: int, least: int, most: int, growth: Callable[[int], float]) -> float:
    """Terms `least` … `most`, from the largest one outwards; `growth(i)` leads from term i to term i + 1."""
    total = term = first
    for i in range(start, most):
        term *= growth(i)
        total += term
        if term < total * _NEGLIGIBLE:
            break
    term = first
    for i in range(start, least, -1):
        term /= growth(i - 1)
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return min(1.0, total)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
