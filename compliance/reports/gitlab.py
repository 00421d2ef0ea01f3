"""GitLab Code Quality: a JSON array with one issue for each finding, for the widget of a merge request."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.model.finding import Finding
from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.lines import plain_json
from compliance.reports.places import STDIN, path
from compliance.reports.remarks import Lexicons, in_one_line
from compliance.reports.report import View
from compliance.reports.rows import Row

ID = "gitlab"
MEDIA = "text"

SEVERITIES = {Level.FATAL: "blocker", Level.ERROR: "major", Level.WARN: "minor", Level.INFO: "info"}


def render(audit: Audit, view: View) -> Iterator[str]:
    between = "[\n"
    for finding in audit.standing:
        yield between + plain_json(_issue(finding, audit.rulebook.lexicons, view))
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _issue(finding: Finding, lexicons: Lexicons, view: View) -> Row:
    """Issues with equal fingerprints would be shown as one. The line is that on which the conversation begins, 1 where nobody knows."""
    talk = finding.conversation
    return {
        "description": printable(view.word("coach.entry", head=finding.rule.name, text=in_one_line(finding, lexicons, view))),
        "check_name": finding.rule.id,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.level],
        "location": {"path": path(talk.source, view) or STDIN, "lines": {"begin": talk.line or 1}},
    }
