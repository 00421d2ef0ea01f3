"""Baseline: how often each finding was known when it was recorded, so that only new ones count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from compliance.model.finding import Finding

Baseline = Mapping[tuple[str, str], int]  # (rule, fingerprint) -> how many


def recordable(findings: Iterable[Finding]) -> Baseline:
    """What a baseline may hold: not what is waived already, and nothing of a rule that is not waivable."""
    return Counter(_key(finding) for finding in findings if finding.waived is None and finding.rule.waivable)


def known(findings: Sequence[Finding], baseline: Baseline) -> tuple[Finding, ...]:
    """The same findings, as many of each marked as the baseline knows."""
    left = Counter(baseline)

    def is_known(finding: Finding) -> bool:
        if finding.waived or not finding.rule.waivable or not left[_key(finding)]:
            return False
        left[_key(finding)] -= 1
        return True

    return tuple(replace(finding, known=True) if is_known(finding) else finding for finding in findings)


def stale(baseline: Baseline, findings: Iterable[Finding], unasked: Collection[str] = ()) -> Baseline:
    """What the baseline knows beyond these findings. Of a rule that was not asked (`unasked`) nothing is stale."""
    return _only(Counter(baseline) - Counter(recordable(findings)), without=unasked)


def renewed(baseline: Baseline, findings: Iterable[Finding], unasked: Collection[str] = ()) -> Baseline:
    """What there is now; of rules that were not asked what was known before."""
    kept = {key: count for key, count in baseline.items() if key[0] in unasked}
    return kept | _only(recordable(findings), without=unasked)


def _only(baseline: Baseline, without: Collection[str]) -> dict[tuple[str, str], int]:
    return {key: count for key, count in baseline.items() if key[0] not in without}


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule.id, finding.fingerprint
