"""A finding as a table tells it to people: turns counted from 1, levels in words, lists and objects as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from compliance.model.appeal import Decision
from compliance.model.finding import Finding
from compliance.model.scorecard import Audit
from compliance.reports.excused import excuse_told
from compliance.reports.report import View
from compliance.reports.reviewed import review_row
from compliance.reports.rows import Cards, Row, finding_row, masked

REVIEW_COLUMNS = ("machine", "decision", "decision_reason", "reviewer", "decided_at", "final")


def table_row(finding: Finding, audit: Audit, cards: Cards, view: View) -> Row:
    """The fields of finding/1 and a few more, under the names of the columns. `cards` are the audit's, by agent."""
    row = finding_row(finding, view, cards=cards, clauses=audit.rulebook.clauses)
    trigger, miss = (cast("Mapping[str, object]", row[key] or {}) for key in ("trigger", "nearest_miss"))
    epoch, turn, card = finding.conversation.epoch, finding.breach.turn, cards.get(finding.agent)
    return {
        **row,
        "name": masked(card.name, view) if card else None,
        "started": epoch.isoformat(sep=" ", timespec="seconds") if epoch else None,
        "level": view.word(f"level.{finding.level}"),
        "rule_name": finding.rule.name,
        "turn": None if turn is None else turn + 1,
        "trigger": trigger.get("text"),
        "nearest_miss": view.word("miss", text=miss["text"], why=miss["why"]) if miss else None,
        "clauses": " ".join(finding.rule.clauses),
        "regulations": view.word("comma").join(cast(Sequence[str], row["regulations"])),
        "excuse": excuse_told(finding, view),
        **_review(finding, audit, view),
    }


def _review(finding: Finding, audit: Audit, view: View) -> Row:
    """Side by side: the machine's word, the reviewer's, and what counts."""
    found = review_row(finding, audit.final, view)
    reviewed = cast("Mapping[str, object]", found.get("reviewed") or {})
    return {
        "machine": view.word("final.fail"),
        "decision": view.word(f"decision.{reviewed.get('decision', Decision.NONE)}"),
        "decision_reason": reviewed.get("reason"),
        "reviewer": reviewed.get("reviewer"),
        "decided_at": reviewed.get("at"),
        "final": view.word(f"final.{found.get('final', 'fail')}"),
    }
