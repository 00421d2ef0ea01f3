"""Findings as JSON Lines: one row a violation."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.scorecard import Audit
from compliance.reports.lines import to_json
from compliance.reports.report import View
from compliance.reports.reviewed import review_row
from compliance.reports.rows import finding_row

ID = "findings"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    cards = {card.agent: card for card in audit.scorecards}
    for finding in audit.findings:
        row = finding_row(finding, view, cards=cards, clauses=audit.rulebook.clauses)
        yield to_json(row | review_row(finding, audit.final, view))
