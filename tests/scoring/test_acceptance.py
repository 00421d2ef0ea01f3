"""Acceptance plans: cell by cell against the published tables, by the rule behind them, and their risks against scipy."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from compliance.model.gate import Inspection
from compliance.scoring.acceptance import Plan, cell, code_letter, plan_for
from compliance.scoring.aql_tables import AQLS, CODE_LETTERS, LEVELS, SAMPLE_SIZES

SHARED = Path(__file__).parents[2] / ".." / "shared" / "aql"
TABLES = {Inspection.NORMAL: "single_normal.csv", Inspection.TIGHTENED: "single_tightened.csv"}
LETTERS = "ABCDEFGHJKLMNPQR"


def rows(name: str) -> list[dict[str, str]]:
    if not (SHARED / name).is_file():
        pytest.skip("the published tables are not here")
    with (SHARED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def resolved(letter: str, aql: float, inspection: Inspection) -> tuple[int, int]:
    row, accept = cell(letter, aql, inspection)
    return SAMPLE_SIZES[row], accept


@pytest.mark.parametrize("inspection", TABLES)
def test_every_cell_is_that_of_the_published_table(inspection: Inspection) -> None:
    published = rows(TABLES[inspection])
    assert [row["letter"] for row in published] == [*LETTERS]
    for row in published:
        assert SAMPLE_SIZES[row["letter"]] == int(row["n_of_letter"])
        cells = {float(key[4:]): re.findall(r"\d+", value) for key, value in row.items() if key.startswith("AQL")}
        ours = {aql: resolved(row["letter"], aql, inspection) for aql in AQLS}
        assert {aql: [str(n), str(accept), str(accept + 1)] for aql, (n, accept) in ours.items()} == cells


def test_every_code_letter_is_that_of_the_published_table() -> None:
    for row in rows("code_letters.csv"):
        ends = [int(row["lot_min"]), int(row["lot_max"] or 10**9)]
        assert {level: [code_letter(lot, level) for lot in ends] for level in LEVELS} == {level: [row[level]] * 2 for level in LEVELS}


def test_level_two_plans_are_those_of_the_published_table() -> None:
    for row in rows("level_II_normal_resolved.csv"):
        lot = int(row["lot_max"] or 10**9)
        for aql in [key for key in row if re.fullmatch(r"[\d.]+", key)]:
            n, accept, reject = map(int, row[aql].split("/"))
            plan = plan_for(lot, "II", float(aql), Inspection.NORMAL)
            assert (min(n, lot), accept, reject) == (plan.n, plan.accept, plan.reject)


def test_the_tables_follow_the_diagonals_that_the_standard_is_built_on() -> None:
    """Letter and AQL one step apart in opposite directions have the same acceptance number."""
    normal = {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21}
    tightened = {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18}
    for inspection, diagonals in ((Inspection.NORMAL, normal), (Inspection.TIGHTENED, tightened)):
        found = {
            (i + j): cell(letter, aql, inspection)[1]
            for i, letter in enumerate(LETTERS)
            for j, aql in enumerate(AQLS)
            if cell(letter, aql, inspection)[0] == letter and i + j in diagonals
        }
        assert found == diagonals


@pytest.mark.parametrize(
    ("lot", "level", "aql", "inspection", "plan"),
    [
        (1200, "II", 1.0, Inspection.NORMAL, Plan("J", 80, 2, 3)),
        (1200, "II", 1.0, Inspection.TIGHTENED, Plan("J", 80, 1, 2)),
        (1200, "I", 1.0, Inspection.NORMAL, Plan("H", 50, 1, 2)),  # G, and the arrow down
        (1200, "I", 0.65, Inspection.NORMAL, Plan("F", 20, 0, 1)),  # G, and the arrow up
        (50, "II", 1.5, Inspection.NORMAL, Plan("D", 8, 0, 1)),
        (10, "II", 0.65, Inspection.NORMAL, Plan("F", 10, 0, 1, whole=True)),
        (1, "II", 10.0, Inspection.NORMAL, Plan("C", 1, 1, 2, whole=True)),
        (600_000, "III", 0.025, Inspection.TIGHTENED, Plan("S", 3150, 1, 2)),
    ],
)
def test_plans_by_lot(lot: int, level: str, aql: float, inspection: Inspection, plan: Plan) -> None:
    assert plan_for(lot, level, aql, inspection) == plan


@pytest.mark.parametrize("inspection", TABLES)
def test_every_lot_has_a_plan(inspection: Inspection) -> None:
    lots = [1, *(most for most, _ in CODE_LETTERS if most), 10**9]
    plans = [plan_for(lot, level, aql, inspection) for lot in lots for level in LEVELS for aql in AQLS]
    assert {plan.reject - plan.accept for plan in plans} == {1}
    assert {plan.n <= lot for lot in lots for plan in [plan_for(lot, "II", 1.0, inspection)]} == {True}


@pytest.mark.parametrize(("lot", "level", "aql"), [(0, "II", 1.0), (10, "IV", 1.0), (10, "II", 1.1)])
def test_what_the_standard_does_not_have_is_refused(lot: int, level: str, aql: float) -> None:
    with pytest.raises(ValueError, match=r"no lot|not in tuple"):
        plan_for(lot, level, aql, Inspection.NORMAL)


@pytest.mark.parametrize(
    ("n", "accept", "aql", "accepted", "passes"),
    [
        (80, 5, 2.5, 0.985, 0.113),
        (50, 3, 2.5, 0.964, 0.129),
        (125, 7, 2.5, 0.986, 0.092),
        (80, 2, 1.0, 0.953, 0.065),
        (32, 0, 0.4, 0.880, 0.069),
    ],
)
def test_risks_known_from_elsewhere(n: int, accept: int, aql: float, accepted: float, passes: float) -> None:
    plan = Plan("X", n, accept, accept + 1)
    assert (plan.accepts(aql / 100), plan.still_passes) == pytest.approx((accepted, passes), abs=6e-4)


def test_risks_of_all_plans_agree_with_scipy(needs: Callable[[str], None]) -> None:
    needs("scipy")
    from scipy.stats import beta, binom

    for accept, n in [(accept, n) for n in SAMPLE_SIZES.values() for accept in (0, 1, 2, 3, 5, 7, 10, 14, 21) if accept < n]:
        plan = Plan("X", n, accept, accept + 1)
        assert plan.accepts(0.01) == pytest.approx(float(binom.cdf(accept, n, 0.01)), rel=1e-9)
        assert plan.still_passes == pytest.approx(float(beta.ppf(0.9, accept + 1, n - accept)), rel=1e-7)


@pytest.mark.parametrize("inspection", TABLES)
def test_worse_lots_are_accepted_less_often(inspection: Inspection) -> None:
    plan = plan_for(1200, "II", 1.0, inspection)
    chances = [plan.accepts(percent / 100) for percent in range(101)]
    assert chances[0] == 1.0
    assert chances[-1] == 0.0
    assert all(later <= earlier for earlier, later in pairwise(chances))
