"""Intervals against values worked out elsewhere and against statsmodels, and what must hold of any of them."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.scoring.intervals import METHODS, bounds, clopper_pearson, finite_lot, smallest_sample, wilson


@pytest.mark.parametrize(
    ("failures", "n", "confidence", "low", "high"),
    [
        (0, 0, 0.95, 0.0, 1.0),
        (3, 50, 0.95, 0.0206, 0.1622),
        (0, 10, 0.95, 0.0, 0.2775),
        (10, 10, 0.95, 0.7225, 1.0),
        (1, 2, 0.95, 0.0945, 0.9055),
        (81, 263, 0.95, 0.2553, 0.3662),
        (15, 148, 0.95, 0.0624, 0.1605),
    ],
)
def test_known_values(failures: int, n: int, confidence: float, low: float, high: float) -> None:
    assert wilson(failures, n, confidence) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("failures", "n", "confidence"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 0.0), (1, 3, 1.0)])
def test_impossible_counts_are_refused(failures: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(failures, n, confidence)


@given(st.integers(1, 10**9), st.data())
def test_holds_the_rate_and_mirrors(n: int, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, n))
    low, high = wilson(failures, n)
    assert 0 <= low <= failures / n <= high <= 1
    assert wilson(n - failures, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 500), st.floats(0.5, 0.999), st.data())
def test_bounds_lie_z_standard_errors_from_the_rate_seen(n: int, confidence: float, data: st.DataObject) -> None:
    rate = data.draw(st.integers(0, n)) / n
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    for bound in wilson(round(rate * n), n, confidence):
        assert abs(rate - bound) == pytest.approx(z * sqrt(bound * (1 - bound) / n), abs=1e-7)


@given(st.integers(1, 1000), st.data())
def test_more_evidence_narrows(n: int, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, n))
    (low, high), (low2, high2) = wilson(failures, n), wilson(failures * 4, n * 4)
    assert high2 - low2 < high - low


@pytest.mark.parametrize(
    ("failures", "n", "low", "high"),
    [(3, 50, 0.0125, 0.1655), (0, 20, 0.0, 0.1684), (20, 20, 0.8316, 1.0), (0, 0, 0.0, 1.0), (1, 1, 0.025, 1.0)],
)
def test_known_exact_values(failures: int, n: int, low: float, high: float) -> None:
    assert clopper_pearson(failures, n) == pytest.approx((low, high), abs=5e-5)


COUNTS = [(0, 1), (0, 59), (1, 7), (3, 50), (21, 125), (124, 125), (17, 2000), (1999, 2000)]


@pytest.mark.parametrize(("failures", "n"), COUNTS)
@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_statsmodels_says_the_same(
    ours: Callable[..., tuple[float, float]], theirs: str, failures: int, n: int, confidence: float, needs: Callable[[str], None]
) -> None:
    needs("statsmodels")
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(failures, n, 1 - confidence, theirs)
    assert ours(failures, n, confidence) == pytest.approx((max(0.0, low), min(1.0, high)), abs=1e-9)


@pytest.mark.parametrize(("failures", "n", "lot"), [(0, 20, 200), (2, 80, 1200), (5, 50, 60), (0, 1, 1), (7, 500, 90_000), (30, 30, 100)])
def test_the_bounds_of_a_lot_are_where_scipy_puts_them(failures: int, n: int, lot: int, needs: Callable[[str], None]) -> None:
    """The largest lot failures that are not improbable, looked for one by one."""
    needs("scipy")
    from scipy.stats import hypergeom

    possible = range(failures, lot - (n - failures) + 1)
    most = max(bad for bad in possible if hypergeom.cdf(failures, lot, bad, n) > 0.025)
    least = min(bad for bad in possible if hypergeom.sf(failures - 1, lot, bad, n) > 0.025)
    assert finite_lot(failures, n, lot) == (least, most)


def test_a_probability_at_the_limit_is_no_longer_possible() -> None:
    """19 of 20 without failure: one bad conversation would be missed one time in twenty, exactly."""
    assert bounds(0, 19, 0.95, "exact", 20)[1] == 0


@given(st.integers(1, 300), st.data())
def test_a_lot_seen_whole_holds_no_surprise(n: int, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, n))
    assert finite_lot(failures, n, n) == (failures, failures)


@given(st.integers(1, 300), st.integers(0, 300), st.floats(0.6, 0.999), st.data())
def test_the_bounds_hold_the_rate_and_mirror(n: int, more: int, confidence: float, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, n))
    least, most = finite_lot(failures, n, n + more, confidence)
    assert failures <= least <= most <= failures + more
    assert finite_lot(n - failures, n, n + more, confidence) == (n + more - most, n + more - least)


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from([0.8, 0.9, 0.95, 0.99]), st.booleans(), st.data())
def test_a_bigger_sample_never_loosens_the_bound(method: str, n: int, more: int, sure: float, known: bool, data: st.DataObject) -> None:
    """With the same number of failures in it."""
    failures = data.draw(st.integers(0, n))
    lot = data.draw(st.integers(n + more, 2000)) if known else None
    assert bounds(failures, n + more, sure, method, lot)[1] <= bounds(failures, n, sure, method, lot)[1] + 1e-12


@given(st.integers(1, 200), st.integers(0, 200), st.data())
def test_knowing_the_lot_never_loosens_the_upper_bound(n: int, more: int, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, n // 2))
    assert bounds(failures, n, 0.95, "exact", n + more)[1] <= bounds(failures, n, 0.95)[1] + 1e-9


@pytest.mark.parametrize(("limit", "lot", "needed"), [(0.05, None, 59), (0.1, None, 29), (0.01, None, 299), (0.05, 100, 39), (0.0, 40, 38)])
def test_how_many_it_takes_without_a_failure(limit: float, lot: int | None, needed: int) -> None:
    assert smallest_sample(limit, 0.95, "exact", lot) == needed
    assert bounds(0, needed, 0.95, "exact", lot)[1] <= limit < bounds(0, needed - 1, 0.95, "exact", lot)[1]


def test_no_sample_proves_that_there_is_none_in_an_endless_lot() -> None:
    assert smallest_sample(0.0, 0.95) is None


@pytest.mark.parametrize("interval", [clopper_pearson, lambda f, n, c: finite_lot(f, n, 10, c)])
@pytest.mark.parametrize(("failures", "n", "confidence"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 0.0), (1, 3, 1.0)])
def test_impossible_counts_are_refused_everywhere(interval: Callable[..., object], failures: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="no interval"):
        interval(failures, n, confidence)


def test_more_than_the_lot_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        finite_lot(0, 11, 10)
