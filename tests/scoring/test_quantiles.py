"""Quantiles: nearest rank, and an interval around the median that is as sure as it says."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.scoring.quantiles import around_median, nearest_rank


@pytest.mark.parametrize(("n", "expected"), [(1, 1), (9, 9), (10, 9), (11, 10), (20, 18), (100, 90)])
def test_ninety_percent_do_not_exceed_the_nearest_rank(n: int, expected: int) -> None:
    assert nearest_rank([*range(1, n + 1)], 90) == expected


@pytest.mark.parametrize("n", range(6))
def test_too_few_values_bound_no_median(n: int) -> None:
    assert around_median([1.0] * n) is None


@pytest.mark.parametrize("n", range(6, 200))
def test_the_bounds_are_those_of_the_binomial_distribution(n: int) -> None:
    found = around_median([*range(1, n + 1)])
    assert found is not None
    rank = int(found[0])
    assert found[1] == n + 1 - rank
    outside = 2 * sum(comb(n, i) for i in range(rank)) / 2**n
    closer = outside + 2 * comb(n, rank) / 2**n
    assert outside < 0.06  # the rounded rank may miss 5 % by a little
    assert closer > 0.03


@given(st.lists(st.floats(0, 1e6), min_size=6, max_size=50))
def test_the_median_lies_between_its_bounds(values: list[float]) -> None:
    ordered = sorted(values)
    found = around_median(ordered)
    assert found is not None
    assert found[0] <= ordered[(len(ordered) - 1) // 2] <= ordered[len(ordered) // 2] <= found[1]
