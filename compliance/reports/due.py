"""A duty that will soon be late, as one row of JSON."""

from __future__ import annotations

from compliance.model.due import Due
from compliance.reports.report import View
from compliance.reports.rows import Row, clock, number


def due_row(due: Due, view: View) -> Row:
    """Schema due/1. `deadline` is wall-clock time where the start is known, else seconds from it; `due_in` in seconds."""
    return {
        "schema": "due/1",
        "conversation": view.name(due.conversation.id),
        "rule": due.rule.id,
        "deadline": clock(due.conversation, due.deadline_s),
        "due_in": number(due.due_in_s),
        "instead": due.rule.instead,
    }
