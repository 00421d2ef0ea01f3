"""Agents as JSON Lines: one row an agent, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.scorecard import Audit
from compliance.reports.lines import to_json
from compliance.reports.period_rows import agent_periods
from compliance.reports.report import View
from compliance.reports.reviewed import final_card_row, final_cards
from compliance.reports.rows import agent_row

ID = "agents"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    final = final_cards(audit)
    for card in audit.scorecards:
        periods = {"undated": audit.periods.undated_of.get(card.agent, 0), "periods": agent_periods(card.agent, audit.periods)}
        yield to_json(agent_row(card, view) | periods | final_card_row(final.get(card.agent)))
