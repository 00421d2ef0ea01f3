"""Periods know what came before them; figures know whether they differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.period import Figures, Measured, Period
from compliance.scoring.intervals import wilson

NOTHING = Figures(0, Measured(0, 0, 0, 1), None, None, None, None, None, None, None, None, {}, {})


def share(count: int, n: int) -> Measured:
    return Measured(count / n, n, *wilson(count, n))


@pytest.mark.parametrize(
    ("unit", "label", "before"),
    [
        ("month", "2026-03", "2026-02"),
        ("month", "2026-01", "2025-12"),
        ("month", "2026-12", "2026-11"),
        ("quarter", "2026-Q1", "2025-Q4"),
        ("quarter", "2026-Q4", "2026-Q3"),
        ("month", "0001-02", "0001-01"),
    ],
)
def test_the_period_before(unit: str, label: str, before: str) -> None:
    assert Period(unit, label, "", "", NOTHING, {}, {}).before == before


# With the intervals of the differences that Newcombe (1998) gives in table II for method 10.
@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (share(56, 70), share(48, 80), True),  # 0.0524 to 0.3339
        (share(6, 7), share(2, 7), True),  # 0.0582 to 0.8062
        (share(10, 10), share(0, 10), True),  # 0.6075 to 1
        (share(9, 10), share(3, 10), True),  # 0.1705 to 0.8090
        (share(5, 56), share(0, 29), False),  # −0.0381 to 0.1926
        (share(3, 10), share(3, 10), False),
        (Measured(3.0, 4, None, None), share(3, 10), None),
        (share(3, 10), Measured(3.0, 4, None, None), None),
    ],
)
def test_a_difference_counts_where_chance_would_not_make_it(now: Measured, before: Measured, expected: bool | None) -> None:
    assert now.differs(before) is expected


@given(*[st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_differing_goes_both_ways_and_nothing_differs_from_itself(one: tuple[int, int], other: tuple[int, int]) -> None:
    a, b = share(*one), share(*other)
    assert a.differs(b) is b.differs(a)
    assert a.differs(a) is False
    assert (a.count, b.count) == (one[0], other[0])
