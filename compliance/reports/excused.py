"""What does not count: findings that a review has overturned, that a waiver covers, or that a baseline knows, as reports tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compliance.model.finding import Finding
from compliance.model.scorecard import Audit
from compliance.reports.report import View


def excuse_told(finding: Finding, view: View) -> str | None:
    """Why a gate let the finding pass; None where it did not."""
    if waiver := finding.waived:
        return view.word("excuse.waived", reason=view.mask(waiver.reason), by=view.mask(waiver.by), until=waiver.until.isoformat())
    return view.word("excuse.known") if finding.known else None


def any_excused(findings: Iterable[Finding]) -> bool:
    """Whether a gate let one of them pass; no audit does."""
    return any(finding.waived or finding.known for finding in findings)


def set_aside(audit: Audit) -> Mapping[str, int]:
    """How many of the findings do not count, by what sets them aside; nothing that is zero."""
    counts = {
        "overturned": len(audit.findings) - len(audit.standing),
        "waived": sum(finding.waived is not None for finding in audit.findings),
        "known": sum(finding.known for finding in audit.findings),
    }
    return {key: count for key, count in counts.items() if count}
