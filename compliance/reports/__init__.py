"""The table of reports: what `--output FORMAT=FILE` can write."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.reports import (
    agents,
    coach,
    csv,
    findings,
    github,
    gitlab,
    html,
    junit,
    listening,
    m3u,
    markdown_summary,
    openmetrics,
    period,
    sarif,
    summary,
    terminal,
    verdicts,
    xlsx,
)
from compliance.reports.report import Report

REPORTS: Mapping[str, Report] = {
    findings.ID: findings,
    verdicts.ID: verdicts,
    agents.ID: agents,
    summary.ID: summary,
    csv.ID: csv,
    terminal.ID: terminal,
    coach.ID: coach,
    period.ID: period,
    junit.ID: junit,
    sarif.ID: sarif,
    github.ID: github,
    gitlab.ID: gitlab,
    markdown_summary.ID: markdown_summary,
    openmetrics.ID: openmetrics,
    listening.ID: listening,
    m3u.ID: m3u,
    html.ID: html,
    xlsx.ID: xlsx,
}
