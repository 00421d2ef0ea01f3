"""Machine, reviewed and final result side by side, for reports of an audit that reviews came along with."""

from __future__ import annotations

from collections import Counter

from compliance.model.appeal import Appeal, Decision, Precision
from compliance.model.finding import Finding
from compliance.model.scorecard import Audit, Final, Scorecard
from compliance.model.verdict import Outcome
from compliance.reports.report import View
from compliance.reports.rows import Row, masked, named, number


def review_row(finding: Finding, final: Final | None, view: View) -> Row:
    """For a finding: what the machine said, what people decided (None: nothing yet), and what counts. Nothing without reviews."""
    if final is None:
        return {}
    outcome = Outcome.FAIL if final.stands(finding) else Outcome.PASS
    appeal = final.appeals.get(finding.fingerprint)
    return {"machine": str(Outcome.FAIL), "reviewed": appeal_row(appeal, view) if appeal else None, "final": str(outcome)}


def appeal_row(appeal: Appeal, view: View) -> Row:
    return {
        "decision": str(appeal.decision),
        "reason": masked(appeal.reason, view),
        "reviewer": named(appeal.reviewer, view),
        "at": appeal.at,
    }


def review_told(finding: Finding, final: Final | None, view: View) -> list[tuple[str, str]]:
    """The same for a person: a label and what was decided; nothing where nothing was."""
    appeal = final.appeals.get(finding.fingerprint) if final else None
    if appeal is None or appeal.decision is Decision.NONE:
        return []
    by = view.word("decided_by", reviewer=view.name(appeal.reviewer), reason=view.mask(appeal.reason or "–"))
    return [("review", view.word(f"ruling.{appeal.decision}") + by)]


def final_cards(audit: Audit) -> dict[str | None, Scorecard]:
    """The final scorecards by agent; none without reviews."""
    return {card.agent: card for card in audit.final.scorecards} if audit.final else {}


def final_card_row(card: Scorecard | None) -> Row:
    """For an agent: the figures that reviews can change."""
    if card is None:
        return {}
    tally = card.overall
    return {"final": {"score": number(card.score, 4), "fatal": card.fatal, "findings": card.findings, "failures": tally.failures}}


def decisions(audit: Audit) -> dict[Decision, int]:
    """How many of the findings stand where; all of them are without an appeal where no reviews came along."""
    final = audit.final
    counts = Counter(final.decision(finding) if final else Decision.NONE for finding in audit.findings)
    return {decision: counts[decision] for decision in Decision}


def reviews_row(audit: Audit) -> Row:
    """For the summary."""
    final = audit.final
    if final is None:
        return {}
    counts = {str(decision): count for decision, count in decisions(audit).items()}
    levels = Counter(str(finding.level) for finding in audit.standing)
    findings = {level: levels[level] for level in ("fatal", "error", "warn", "info")}
    precision = {rule: precision_row(found) for rule, found in final.precision.items()}
    return {"reviews": {"decisions": counts, "lost": len(final.lost), "findings": findings, "precision": precision}}


def precision_row(found: Precision) -> Row:
    return {
        "decided": found.decided,
        "upheld": found.upheld,
        "precision": number(found.upheld / found.decided, 6),
        "low": number(found.low, 6),
        "high": number(found.high, 6),
    }
