"""Scorecard: how one agent did, with the number of opportunities behind every rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compliance.model.appeal import Appeal, Decision, Precision
from compliance.model.finding import Finding
from compliance.model.period import Periods
from compliance.model.problem import Problem
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """`opportunities` = activations that could be judged; `unknown` = those that could not.

    `low`, `high`: 95 % Wilson interval of the failure rate."""

    opportunities: int
    failures: int
    unknown: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`score` is the mean over the agent's conversations (0–100), None where nothing could be judged."""

    agent: str | None
    name: str | None
    team: str | None
    conversations: int
    score: float | None
    fatal: int
    findings: int
    overall: Tally
    by_rule: Mapping[str, Tally]
    checkable: float | None  # share of checks that could be made


@dataclass(frozen=True, slots=True)
class Final:
    """The result after reviews, to stand beside the machine's.

    `appeals` is what counts now, by fingerprint; `lost` are those of them whose findings are no longer made.
    `verdicts`, `scorecards` and `by_rule` are as in the audit, but without the findings that were overturned.
    """

    appeals: Mapping[str, Appeal]
    lost: tuple[str, ...]
    precision: Mapping[str, Precision]  # by rule id, where anything was decided
    verdicts: tuple[tuple[Verdict, ...], ...]
    scorecards: tuple[Scorecard, ...]
    by_rule: Mapping[str, Tally]

    def decision(self, finding: Finding) -> Decision:
        appeal = self.appeals.get(finding.fingerprint)
        return appeal.decision if appeal else Decision.NONE

    def stands(self, finding: Finding) -> bool:
        return self.decision(finding) is not Decision.GRANTED


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything a report may tell. `verdicts` lie in the order of conversations, then of rules."""

    rulebook: Rulebook
    conversations: tuple[Conversation, ...]
    verdicts: tuple[tuple[Verdict, ...], ...]
    findings: tuple[Finding, ...]
    scorecards: tuple[Scorecard, ...]
    by_rule: Mapping[str, Tally]  # the same for each rule over all agents
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]
    as_of: str | None
    seconds: float
    version: str
    periods: Periods = field(default_factory=Periods)
    final: Final | None = None  # None where no reviews came along

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that no review has overturned."""
        final = self.final
        return tuple(finding for finding in self.findings if final.stands(finding)) if final else self.findings

    def counts(self, rule: str) -> Mapping[Outcome, int]:
        """How often each outcome occurred for one rule."""
        found = dict.fromkeys(Outcome, 0)
        for verdicts in self.verdicts:
            for verdict in verdicts:
                if verdict.rule == rule:
                    found[verdict.outcome] += 1
        return found
