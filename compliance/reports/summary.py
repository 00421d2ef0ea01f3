"""The summary as one JSON object: what was read and judged, by which rules, with what result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.model.problem import Problem
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.reports.lines import to_json
from compliance.reports.overview import checks, findings_by_level, judged_conversations, outcomes_by_rule, quarantined
from compliance.reports.period_rows import summary_periods
from compliance.reports.report import View
from compliance.reports.reviewed import reviews_row
from compliance.reports.rows import Row, number

ID = "summary"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    yield to_json(summary_row(audit, view), indent=2)


def summary_row(audit: Audit, view: View) -> Row:
    """Schema summary/1. `read` counts conversations found, `quarantined` those of them that could not be read."""
    outcomes = outcomes_by_rule(audit)
    made, wanted = checks(outcomes)
    refused = quarantined(audit)
    return {
        "schema": "summary/1",
        "version": audit.version,
        "rules": _rules(audit.rulebook),
        "clock": audit.as_of,
        "seed": None,
        "duration_s": number(audit.seconds),
        "read": len(audit.conversations) + len(refused),
        "judged": judged_conversations(audit),
        "quarantined": len(refused),
        "passed_over": [view.name(name) for name in audit.passed_over],
        "conversations": len(audit.conversations),
        "turns": sum(len(conversation.turns) for conversation in audit.conversations),
        "characters": sum(len(turn.text) for conversation in audit.conversations for turn in conversation.turns),
        "agents": sum(card.agent is not None for card in audit.scorecards),
        "findings": {str(level): count for level, count in findings_by_level(audit).items()},
        "verdicts": {rule: {str(outcome): count for outcome, count in counts.items()} for rule, counts in outcomes.items()},
        "checkable": number(made / wanted, 6) if wanted else None,
        "undated": audit.periods.undated,
        "periods": summary_periods(audit.periods, view),
        **reviews_row(audit),
        "problems": [_problem(problem, view) for problem in audit.problems],
    }


def _rules(rulebook: Rulebook) -> Mapping[str, object]:
    return {"source": rulebook.source, "version": rulebook.version, "count": len(rulebook.rules)}


def _problem(problem: Problem, view: View) -> Mapping[str, object]:
    hint = view.tell(problem.hint) if problem.hint else None
    return {"file": view.name(problem.place.source), "line": problem.place.line, "reason": view.tell(problem.what), "hint": hint}
