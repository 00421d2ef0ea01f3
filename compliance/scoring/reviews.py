"""Reviews: what people decided about findings, put on top of what the machine found; the machine's result is not touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from compliance.model.appeal import Appeal, Decision, Precision
from compliance.model.scorecard import Audit, Final
from compliance.model.verdict import Judgement, Outcome, Verdict, worst
from compliance.scoring.intervals import wilson
from compliance.scoring.scorecards import scorecards
from compliance.scoring.tallies import rule_tallies

Broken = tuple[int, int]
"""A judgement and one of its breaches, by identity: equal ones may occur in several conversations."""


def latest(entries: Iterable[Appeal]) -> Mapping[str, Appeal]:
    """What counts now, by fingerprint: the last entry about each finding, in the order of the first ones."""
    found: dict[str, Appeal] = {}
    for entry in entries:
        found[entry.finding] = entry
    return found


def news(entries: Iterable[Appeal], wanted: Iterable[Appeal]) -> tuple[Appeal, ...]:
    """Those wanted that say something else than what counts now, so that the same decision is not noted twice."""
    now = dict(latest(entries))
    new = []
    for appeal in wanted:
        if not appeal.same_as(now.get(appeal.finding)):
            now[appeal.finding] = appeal
            new.append(appeal)
    return tuple(new)


def precisions(appeals: Iterable[Appeal]) -> Mapping[str, Precision]:
    """By rule id: of the findings decided upon, how many were upheld."""
    decided: dict[str, list[bool]] = {}
    for appeal in appeals:
        if appeal.decision.settled:
            decided.setdefault(appeal.rule, []).append(appeal.decision is Decision.REJECTED)
    return {rule: Precision(sum(upheld), len(upheld), *wilson(sum(upheld), len(upheld))) for rule, upheld in sorted(decided.items())}


def reviewed(audit: Audit, entries: Iterable[Appeal]) -> Audit:
    """The same audit with the final result beside the machine's. A judgement of which every breach was overturned is a pass."""
    appeals = latest(entries)
    gone = [finding for finding in audit.findings if _overturned(appeals.get(finding.fingerprint))]
    waived = {(id(finding.judgement), id(finding.breach)) for finding in gone}
    verdicts = tuple(tuple(_without(verdict, waived) for verdict in row) for row in audit.verdicts) if waived else audit.verdicts
    standing = [finding for finding in audit.findings if (id(finding.judgement), id(finding.breach)) not in waived]
    known = {finding.fingerprint for finding in audit.findings}
    rules = audit.rulebook.rules
    final = Final(
        appeals,
        tuple(name for name in appeals if name not in known),
        precisions(appeals.values()),
        verdicts,
        scorecards(audit.conversations, verdicts, rules, standing),
        rule_tallies(audit.conversations, verdicts, rules),
    )
    return replace(audit, final=final)


def _overturned(appeal: Appeal | None) -> bool:
    return appeal is not None and appeal.decision is Decision.GRANTED


def _without(verdict: Verdict, waived: set[Broken]) -> Verdict:
    if verdict.outcome is not Outcome.FAIL:
        return verdict
    judgements = tuple(_spared(judgement, waived) for judgement in verdict.judgements)
    if all(new is old for new, old in zip(judgements, verdict.judgements, strict=True)):
        return verdict
    outcome = worst([judgement.outcome for judgement in judgements])
    return replace(verdict, judgements=judgements, outcome=outcome, reason=verdict.reason if outcome is Outcome.FAIL else None)


def _spared(judgement: Judgement, waived: set[Broken]) -> Judgement:
    left = tuple(breach for breach in judgement.breaches if (id(judgement), id(breach)) not in waived)
    if len(left) == len(judgement.breaches):
        return judgement
    return replace(judgement, breaches=left) if left else replace(judgement, breaches=(), outcome=Outcome.PASS, reason=None)
