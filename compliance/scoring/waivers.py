"""Waivers held against findings: which ones they cover, and which waivers cover nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from compliance.model.finding import Finding
from compliance.model.waiver import Waiver

Quoted = Callable[[Finding], str]


def waived(findings: Iterable[Finding], waivers: Iterable[Waiver], quoted: Quoted) -> tuple[Finding, ...]:
    """The same findings, those that a waiver covers marked with it. A rule that is not waivable is not waived.

    `quoted` tells the folded words as reports show them, where personal data may be masked: either way of writing them will do.
    """
    known = {(waiver.rule, waiver.conversation, waiver.words): waiver for waiver in waivers}
    named = {waiver.rule for waiver in known.values()}

    def covered(finding: Finding) -> Waiver | None:
        if finding.rule.id not in named or not finding.rule.waivable:
            return None
        place = finding.rule.id, finding.conversation.id
        return known.get((*place, folded_words(finding))) or known.get((*place, quoted(finding)))

    return tuple(replace(finding, waived=waiver) if (waiver := covered(finding)) else finding for finding in findings)


def unused(
    waivers: Iterable[Waiver], findings: Iterable[Finding], rules: Collection[str], cannot_tell: Callable[[str], bool]
) -> tuple[Waiver, ...]:
    """Those that cover none of the marked findings, although their rule was judged.

    `cannot_tell` says of a conversation that nobody looked at it; of its waivers nothing can be said.
    """
    used = {finding.waived for finding in findings}
    return tuple(waiver for waiver in waivers if waiver not in used and waiver.rule in rules and not cannot_tell(waiver.conversation))


def near(waiver: Waiver, findings: Iterable[Finding]) -> Sequence[Finding]:
    """What the waiver may have meant: findings of its rule in its conversation."""
    return [finding for finding in findings if (finding.rule.id, finding.conversation.id) == (waiver.rule, waiver.conversation)]


def folded_words(finding: Finding) -> str:
    """The words that the fingerprint rests on, spaces around them apart."""
    return finding.breach.hit.folded.strip() if finding.breach.hit else ""
