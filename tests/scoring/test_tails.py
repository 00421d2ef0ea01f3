"""Tails against exact arithmetic with whole numbers, and against scipy."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.scoring.tails import binomial_at_most, hypergeometric_at_most


def binomially(x: int, n: int, rate: Fraction) -> float:
    return float(sum((comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(min(x, n) + 1)), Fraction(0)))


def hypergeometrically(x: int, n: int, bad: int, lot: int) -> float:
    return float(Fraction(sum(comb(bad, i) * comb(lot - bad, n - i) for i in range(min(x, n) + 1)), comb(lot, n)))


@given(st.integers(0, 60), st.fractions(0, 1, max_denominator=200), st.integers(-1, 61))
def test_binomial_tail_is_exact(n: int, rate: Fraction, x: int) -> None:
    assert binomial_at_most(x, n, float(rate)) == pytest.approx(binomially(x, n, rate), rel=1e-9, abs=1e-300)


@given(st.integers(0, 80), st.data())
def test_hypergeometric_tail_is_exact(lot: int, data: st.DataObject) -> None:
    n, bad = data.draw(st.integers(0, lot)), data.draw(st.integers(0, lot))
    x = data.draw(st.integers(-1, lot + 1))
    assert hypergeometric_at_most(x, n, bad, lot) == pytest.approx(hypergeometrically(x, n, bad, lot), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("x", "n", "rate"), [(0, 2000, 0.001), (21, 125, 0.1), (44, 13, 0.9), (700, 5000, 0.15), (99_000, 10**6, 0.1)])
def test_binomial_tail_agrees_with_scipy(x: int, n: int, rate: float, needs: Callable[[str], None]) -> None:
    needs("scipy")
    from scipy.stats import binom

    assert binomial_at_most(x, n, rate) == pytest.approx(float(binom.cdf(x, n, rate)), rel=1e-7)


@pytest.mark.parametrize(("x", "n", "bad", "lot"), [(2, 80, 60, 1200), (0, 125, 5000, 500_000), (30, 3150, 4000, 10**6), (49, 50, 90, 100)])
def test_hypergeometric_tail_agrees_with_scipy(x: int, n: int, bad: int, lot: int, needs: Callable[[str], None]) -> None:
    needs("scipy")
    from scipy.stats import hypergeom

    assert hypergeometric_at_most(x, n, bad, lot) == pytest.approx(float(hypergeom.cdf(x, lot, bad, n)), rel=1e-6)


@pytest.mark.parametrize(("n", "rate"), [(-1, 0.5), (3, -0.1), (3, 1.1)])
def test_impossible_streams_are_refused(n: int, rate: float) -> None:
    with pytest.raises(ValueError, match="no probability"):
        binomial_at_most(0, n, rate)


@pytest.mark.parametrize(("n", "bad", "lot"), [(4, 0, 3), (0, 4, 3), (-1, 0, 3), (0, -1, 3)])
def test_impossible_lots_are_refused(n: int, bad: int, lot: int) -> None:
    with pytest.raises(ValueError, match="no probability"):
        hypergeometric_at_most(0, n, bad, lot)
