"""Agreement figures against values worked out by hand, and what must hold of any."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance.model.label import Mark
from compliance.scoring.agreement import Agreement, Detection, Share, agreement, detection, mean, share
from compliance.scoring.intervals import wilson

PASS, FAIL, NA = Mark
PAIRS = st.lists(st.tuples(st.sampled_from(Mark), st.sampled_from(Mark)), min_size=1, max_size=60)


def pairs(*rows: tuple[int, int, int]) -> list[tuple[Mark, Mark]]:
    """Nine counts: what the person said down, what the tool said across, both in the order pass, fail, na."""
    return [
        pair
        for label, row in zip(Mark, rows, strict=True)
        for said, times in zip(Mark, row, strict=True)
        for pair in [(label, said)] * times
    ]


# counts, raw agreement, kappa, (real, found, right), precision, recall, F1
BY_HAND = {
    # 45 of 60 alike; by chance (30*34 + 20*18 + 10*8)/3600 = 1460/3600
    "three answers": (((26, 3, 1), (4, 14, 2), (4, 1, 5)), 0.75, (2700 - 1460) / (3600 - 1460), (20, 18, 14), 14 / 18, 14 / 20, 28 / 38),
    # Cohen's own kind of table: 20 and 15 alike of 50, by chance one half
    "two answers": (((15, 10, 0), (5, 20, 0), (0, 0, 0)), 0.7, 0.4, (25, 30, 20), 20 / 30, 20 / 25, 40 / 55),
    "as by chance": (((4, 4, 0), (4, 4, 0), (0, 0, 0)), 0.5, 0.0, (8, 8, 4), 0.5, 0.5, 0.5),
    "never alike": (((0, 5, 0), (5, 0, 0), (0, 0, 0)), 0.0, -1.0, (5, 5, 0), 0.0, 0.0, 0.0),
    "one answer only": (((9, 0, 0), (0, 0, 0), (0, 0, 0)), 1.0, 1.0, (0, 0, 0), 1.0, 1.0, 1.0),
    "nothing found": (((8, 0, 0), (2, 0, 0), (0, 0, 0)), 0.8, 0.0, (2, 0, 0), 0.0, 0.0, 0.0),
    "nothing to find": (((8, 2, 0), (0, 0, 0), (0, 0, 0)), 0.8, 0.0, (0, 2, 0), 0.0, 1.0, 0.0),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "raw", "kappa", "counts", "precision", "recall", "f1"), BY_HAND.values(), ids=BY_HAND)
def test_figures_worked_out_by_hand(
    rows: tuple[tuple[int, int, int], ...],
    raw: float,
    kappa: float,
    counts: tuple[int, int, int],
    precision: float,
    recall: float,
    f1: float,
) -> None:
    told = agreement(pairs(*rows))
    assert tuple(told.counts.values()) == tuple(count for row in rows for count in row)
    assert (told.raw, told.kappa) == pytest.approx((raw, kappa))
    found = told.detection
    assert found == Detection(*counts)
    assert (found.precision.value, found.recall.value, found.f1) == pytest.approx((precision, recall, f1))


def test_precision_and_recall_carry_their_intervals() -> None:
    found = Detection(real=20, found=18, right=14)
    assert found.precision == Share(14, 18, 14 / 18, *wilson(14, 18))
    assert found.recall == Share(14, 20, 14 / 20, *wilson(14, 20))
    assert share(0, 0, without=1.0) == Share(0, 0, 1.0, 0.0, 1.0)


def test_places_are_counted_once() -> None:
    assert detection({("a", 1), ("a", 2), ("b", 0)}, {("a", 2), ("b", 0), ("b", 9), ("b", None)}) == Detection(3, 4, 2)


def test_without_a_case_there_is_no_agreement() -> None:
    empty = agreement([])
    assert (empty.n, empty.detection) == (0, Detection(0, 0, 0))
    for figure in ("raw", "kappa"):
        with pytest.raises(ValueError, match="no case"):
            getattr(empty, figure)


def test_means_weigh_rules_alike() -> None:
    assert mean([1.0, 0.0, 0.5]) == 0.5
    assert mean([]) is None


@given(PAIRS)
def test_kappa_is_bounded_and_the_same_from_both_sides(said: list[tuple[Mark, Mark]]) -> None:
    told = agreement(said)
    assert -1.0 <= told.kappa <= 1.0
    assert told.kappa <= told.raw or told.raw == told.kappa == 1.0
    assert agreement((b, a) for a, b in said).kappa == pytest.approx(told.kappa)


@given(PAIRS)
def test_the_two_sides_swap_precision_and_recall(said: list[tuple[Mark, Mark]]) -> None:
    assume({FAIL} <= {a for a, _ in said} & {b for _, b in said})
    found, swapped = agreement(said).detection, agreement((b, a) for a, b in said).detection
    assert (swapped.precision, swapped.recall) == (found.recall, found.precision)
    assert swapped.f1 == pytest.approx(found.f1)


@given(st.lists(st.sampled_from(Mark), min_size=1, max_size=60))
def test_perfect_agreement_is_one(marks: list[Mark]) -> None:
    told = agreement((mark, mark) for mark in marks)
    assert (told.raw, told.kappa, told.detection.f1) == (1.0, 1.0, 1.0)


@given(PAIRS)
def test_counts_hold_every_case_once(said: list[tuple[Mark, Mark]]) -> None:
    told = agreement(said)
    assert isinstance(told, Agreement)
    assert list(told.counts) == list(product(Mark, Mark))
    assert (told.n, told.agreed) == (len(said), sum(a is b for a, b in said))
    assert all(figure.low <= figure.value <= figure.high for figure in (told.detection.precision, told.detection.recall))
