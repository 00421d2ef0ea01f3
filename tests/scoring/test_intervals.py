"""The Wilson interval against values worked out elsewhere, and what must hold of any interval."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.scoring.intervals import wilson


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
