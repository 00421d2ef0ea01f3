"""rules coverage: a table of clauses, regulation by regulation, and what checks them."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.cli.options import message, say
from compliance.explain.coverage import Covered, coverage
from compliance.model.rule import Rulebook

WIDEST = 48  # cells of a demand


def table(rulebook: Rulebook, lang: str) -> Iterator[str]:
    """Aligned lines under the title of each regulation; at the end the counts."""
    from compliance.reports.columns import fit, width

    rows = list(coverage(rulebook))
    by_regulation: dict[str, list[Covered]] = {}
    for row in rows:
        by_regulation.setdefault(row.clause.regulation, []).append(row)
    id_cells = max((width(row.clause.id) for row in rows), default=0)
    demand_cells = min(WIDEST, max((width(row.clause.demand) for row in rows), default=0))
    for title, entries in by_regulation.items():
        yield title or say(message("cli.coverage_no_title"), lang)
        for row in entries:
            yield f"  {fit(row.clause.id, id_cells)}  {fit(row.clause.demand, demand_cells)}  {_told(row, lang)}"
        yield ""
    covered, gaps = sum(bool(row.rules) for row in rows), sum(row.gap for row in rows)
    counts = {"total": len(rows), "covered": covered, "reasoned": len(rows) - covered - gaps, "gaps": gaps}
    yield say(message("cli.coverage_counts", **counts) if rows else message("cli.coverage_no_table"), lang)


def _told(row: Covered, lang: str) -> str:
    if row.rules:
        return ", ".join(row.rules)
    return say(message("cli.coverage_gap") if row.gap else message("cli.coverage_reason", reason=row.clause.reason), lang)
