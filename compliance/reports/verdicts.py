"""Verdicts as JSON Lines: one row for each conversation and rule."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.scorecard import Audit
from compliance.reports.lines import to_json
from compliance.reports.report import View
from compliance.reports.rows import verdict_row

ID = "verdicts"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    after = audit.final.verdicts if audit.final else audit.verdicts
    for conversation, verdicts, final in zip(audit.conversations, audit.verdicts, after, strict=True):
        for verdict, last in zip(verdicts, final, strict=True):
            reviewed = {"final": str(last.outcome)} if audit.final else {}
            yield to_json(verdict_row(verdict, conversation, view) | reviewed)
