"""From verdicts to scorecards: points kept of points at stake, one card for each agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from statistics import fmean

from compliance.model.finding import Finding
from compliance.model.rule import Level, Rule
from compliance.model.scorecard import Scorecard
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict
from compliance.scoring.tallies import Counts, charges, count, overall, tallies

Key = tuple[str, int | None, str]


def scorecards(
    conversations: Sequence[Conversation],
    verdicts: Sequence[Sequence[Verdict]],
    rules: Sequence[Rule],
    findings: Iterable[Finding],
) -> tuple[Scorecard, ...]:
    """One card for each agent who took part, by id; conversations that name no agent share one card, which comes last.

    `verdicts` holds one row for each conversation, in the same order. Waived findings are simply left out of `findings`.
    """
    known = {rule.id: rule for rule in rules}
    charged = by_conversation(findings)
    sheets: dict[str | None, _Sheet] = {}
    for conversation, row in zip(conversations, verdicts, strict=True):
        blamed = charged.get(key_of(conversation), {})
        passed = [known[verdict.rule] for verdict in row if verdict.outcome is Outcome.PASS]
        judged = sum(verdict.outcome in (Outcome.PASS, Outcome.FAIL) for verdict in row)
        unknown = sum(verdict.outcome is Outcome.UNKNOWN for verdict in row)
        for agent in conversation.agents:
            own = blamed.get(agent, [])
            sheet = sheets.setdefault(agent, _Sheet())
            sheet.add(own, score(passed, {finding.rule.id: finding.rule for finding in own}.values()), judged, unknown)
        for rule, agent, outcome in charges(conversation, row):
            count(sheets[agent].counts, rule, outcome)
        if conversation.agent and conversation.agent.id in sheets:
            sheets[conversation.agent.id].introduce(conversation.agent.name, conversation.agent.team)
    return tuple(sheets[agent].card(agent, rules) for agent in sorted(sheets, key=lambda a: (a is None, a or "")))


def conversation_score(verdicts: Iterable[Verdict], rules: Iterable[Rule]) -> float | None:
    """The score of a whole conversation, whoever answers for it; a rule counts once, however often it was broken."""
    verdicts, known = tuple(verdicts), {rule.id: rule for rule in rules}
    passed, failed = ([known[v.rule] for v in verdicts if v.outcome is outcome] for outcome in (Outcome.PASS, Outcome.FAIL))
    return score(passed, failed)


def score(passed: Iterable[Rule], failed: Iterable[Rule]) -> float | None:
    """0–100: points of rules passed of points of rules passed or failed. 0 after a fatal one, None where no points were at stake."""
    failed = tuple(failed)
    if any(rule.level is Level.FATAL for rule in failed):
        return 0.0
    kept, lost = fsum(rule.points for rule in passed), fsum(rule.points for rule in failed)
    return 100 * kept / (kept + lost) if kept + lost else None


@dataclass(slots=True)
class _Sheet:
    """What gathers for one agent while the conversations go by."""

    scores: list[float] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    teams: Counter[str] = field(default_factory=Counter)
    conversations: int = 0
    findings: int = 0
    fatal: int = 0
    judged: int = 0
    unknown: int = 0

    def add(self, findings: Sequence[Finding], score: float | None, judged: int, unknown: int) -> None:
        self.conversations += 1
        self.findings += len(findings)
        self.fatal += sum(finding.level is Level.FATAL for finding in findings)
        self.judged += judged
        self.unknown += unknown
        if score is not None:
            self.scores.append(score)

    def introduce(self, name: str | None, team: str | None) -> None:
        self.names.update([name] if name else [])
        self.teams.update([team] if team else [])

    def card(self, agent: str | None, rules: Sequence[Rule]) -> Scorecard:
        checks = self.judged + self.unknown
        return Scorecard(
            agent=agent,
            name=_commonest(self.names),
            team=_commonest(self.teams),
            conversations=self.conversations,
            score=fmean(self.scores) if self.scores else None,
            fatal=self.fatal,
            findings=self.findings,
            overall=overall(self.counts),
            by_rule=tallies(self.counts, rules),
            checkable=self.judged / checks if checks else None,
        )


def _commonest(found: Counter[str]) -> str | None:
    """The most frequent; among equals the first by alphabet, so that the order of conversations does not matter."""
    return min(found, key=lambda value: (-found[value], value), default=None)


def by_conversation(findings: Iterable[Finding]) -> Mapping[Key, Mapping[str | None, list[Finding]]]:
    """The findings of each conversation by the agent who answers for them."""
    found: dict[Key, dict[str | None, list[Finding]]] = {}
    for finding in findings:
        found.setdefault(key_of(finding.conversation), {}).setdefault(finding.agent, []).append(finding)
    return found


def key_of(conversation: Conversation) -> Key:
    """Ids may repeat between files; the place of a conversation does not."""
    return conversation.source, conversation.line, conversation.id
