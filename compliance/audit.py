"""Audit: many conversations, one rulebook, everything a report may tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from compliance import __version__
from compliance.judge import clock_of, judge
from compliance.model.problem import Problem
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.model.verdict import Verdict
from compliance.readers.reader import PassedOver
from compliance.scoring.findings import findings_of
from compliance.scoring.scorecards import scorecards
from compliance.scoring.tallies import rule_tallies
from compliance.text.hearing import Ear

Read = Conversation | Problem | PassedOver
Judged = tuple[Conversation, tuple[Verdict, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to audit. `as_of` is the clock for windows that outlive a conversation; `progress` is told how many are done."""

    rulebook: Rulebook
    as_of: datetime | None = None
    jobs: int = 1
    progress: Callable[[int], None] = lambda _: None


def audit(read: Iterable[Read], plan: Plan, version: str = __version__) -> Audit:
    """Judges everything that could be read; what could not is carried along as problems."""
    started = time.monotonic()
    problems: list[Problem] = []
    passed_over: list[str] = []
    conversations: list[Conversation] = []
    verdicts: list[tuple[Verdict, ...]] = []
    for conversation, judged in _judged(_only_conversations(read, problems, passed_over), plan):
        conversations.append(conversation)
        verdicts.append(judged)
        plan.progress(len(conversations))
    rules = plan.rulebook.rules
    findings = tuple(f for c, v in zip(conversations, verdicts, strict=True) for f in findings_of(c, rules, v))
    return Audit(
        plan.rulebook,
        tuple(conversations),
        tuple(verdicts),
        findings,
        scorecards(conversations, verdicts, rules, findings),
        rule_tallies(conversations, verdicts, rules),
        tuple(problems),
        tuple(passed_over),
        plan.as_of.isoformat() if plan.as_of else None,
        time.monotonic() - started,
        version,
    )


def only(rulebook: Rulebook, rule_ids: Sequence[str]) -> Rulebook:
    """The rulebook with these rules alone, or whole where none is named. Raises KeyError with the first id it does not know."""
    known = {rule.id for rule in rulebook.rules}
    for rule_id in rule_ids:
        if rule_id not in known:
            raise KeyError(rule_id)
    if not rule_ids:
        return rulebook
    return replace(rulebook, rules=tuple(rule for rule in rulebook.rules if rule.id in rule_ids))


def _only_conversations(read: Iterable[Read], problems: list[Problem], passed_over: list[str]) -> Iterator[Conversation]:
    for item in read:
        if isinstance(item, Problem):
            problems.append(item)
        elif isinstance(item, PassedOver):
            passed_over.append(item.source)
        else:
            yield item


def _judged(conversations: Iterable[Conversation], plan: Plan) -> Iterator[Judged]:
    if plan.jobs > 1:
        from compliance.workers import judged_by_workers  # starting processes is not free, nor is importing what does it

        yield from judged_by_workers(conversations, plan.rulebook, plan.as_of, plan.jobs)
        return
    ear = Ear(plan.rulebook)
    for conversation in conversations:
        yield conversation, judge(conversation, plan.rulebook, ear, clock_of(conversation, plan.as_of))
