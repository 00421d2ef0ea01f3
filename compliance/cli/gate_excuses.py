"""Excuses: what does not count against a gate, because somebody waived it or because a baseline knows it; and how much that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from compliance.audit import Plan
from compliance.cli import options
from compliance.cli.gate_baseline import read_baseline
from compliance.model.finding import Finding
from compliance.model.gate import Gate
from compliance.model.message import message
from compliance.model.rule import Rule
from compliance.model.waiver import Waiver
from compliance.reports.quotes import words
from compliance.reports.report import View
from compliance.scoring.baseline import Baseline, known, renewed, stale
from compliance.scoring.waivers import Quoted, waived


@dataclass(frozen=True, slots=True)
class Excuses:
    """`quoted` tells the words of a finding as reports show them. `unasked`: rules left out by --only, of which nothing can be told.

    `update`: whether the baseline is to hold what is found now; `was` is what it held before, None where it was left as it is.
    """

    waivers_file: str | None
    waivers: tuple[Waiver, ...]
    quoted: Quoted
    baseline_file: str | None
    baseline: Baseline
    unasked: frozenset[str]
    update: bool
    was: Baseline | None = None

    def marked(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The same findings, each with the mark of what it is excused by."""
        return known(waived(findings, self.waivers, self.quoted), self.baseline)

    def updated(self, findings: Sequence[Finding]) -> Excuses:
        now = renewed(self.baseline, waived(findings, self.waivers, self.quoted), self.unasked)
        return replace(self, was=self.baseline, baseline=now)

    def change(self) -> tuple[int, int, int]:
        """How much the baseline holds after an update; how much of it is new, and how much went."""
        now, was = Counter(self.baseline), Counter(self.was or {})
        return now.total(), (now - was).total(), (was - now).total()


@dataclass(frozen=True, slots=True)
class Standing:
    """How many findings are excused, and how many count; `firm` of these because their rule is not waivable.

    `stale`: how much the baseline knows that is no longer found; None without a baseline, or where not everything was judged.
    """

    waived: int
    known: int
    new: int
    firm: int
    stale: int | None


def counts(finding: Finding) -> bool:
    return finding.waived is None and not finding.known


def standing(excuses: Excuses, marked: Sequence[Finding], *, everything: bool) -> Standing:
    gone = stale(excuses.baseline, marked, excuses.unasked) if everything and excuses.baseline_file else None
    return Standing(
        waived=sum(finding.waived is not None for finding in marked),
        known=sum(finding.known for finding in marked),
        new=sum(map(counts, marked)),
        firm=sum(not finding.rule.waivable for finding in marked),
        stale=None if gone is None else sum(gone.values()),
    )


def read_excuses(gate: Gate, rules: Sequence[Rule], plan: Plan, view: View, *, update: bool) -> Excuses:
    """What the files named by the gate excuse. Raises Problems, also for waivers that have expired or that their rule forbids."""
    from compliance.rulebook.waivers_file import folded, read_waivers

    if update and gate.baseline is None:
        raise options.refused("--update-baseline", message("baseline.none"), message("baseline.none_hint"))

    def quoted(finding: Finding) -> str:
        hit = finding.breach.hit
        return folded(words(hit, finding.conversation, view)) if hit else ""

    return Excuses(
        waivers_file=gate.waivers,
        waivers=read_waivers(Path(gate.waivers), rules, _today(plan).date()) if gate.waivers else (),
        quoted=quoted,
        baseline_file=gate.baseline,
        baseline=read_baseline(gate.baseline, may_be_missing=update) if gate.baseline else {},
        unasked=frozenset(rule.id for rule in rules) - {rule.id for rule in plan.rulebook.rules},
        update=update,
    )


def _today(plan: Plan) -> datetime:
    """In the zone that was given with the clock; without a clock where times that name no zone are at home."""
    from compliance.readers.clock import default_zone

    return plan.as_of or datetime.now(default_zone())
