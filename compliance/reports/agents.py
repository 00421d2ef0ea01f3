"""Agents as JSON Lines: one row an agent, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.scorecard import Audit
from compliance.reports.lines import to_json
from compliance.reports.report import View
from compliance.reports.rows import agent_row

ID = "agents"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    for card in audit.scorecards:
        yield to_json(agent_row(card, view))
