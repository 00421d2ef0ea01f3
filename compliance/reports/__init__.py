"""The table of reports: what `--output FORMAT=FILE` can write."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.reports import agents, coach, csv, findings, summary, terminal, verdicts
from compliance.reports.report import Report

REPORTS: Mapping[str, Report] = {
    findings.ID: findings,
    verdicts.ID: verdicts,
    agents.ID: agents,
    summary.ID: summary,
    csv.ID: csv,
    terminal.ID: terminal,
    coach.ID: coach,
}
