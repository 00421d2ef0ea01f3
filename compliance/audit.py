"""Audit: many conversations, one rulebook, everything a report may tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from compliance import __version__
from compliance.judge import Bench, Rows, Work
from compliance.model.case import Case, CaseEvent, alone
from compliance.model.problem import Problem
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.model.verdict import Verdict
from compliance.readers.reader import PassedOver
from compliance.rules.measure import limits_response
from compliance.scoring.findings import findings_of
from compliance.scoring.periods import periods
from compliance.scoring.scorecards import scorecards
from compliance.scoring.tallies import rule_tallies

Read = Conversation | Problem | PassedOver
Judged = tuple[Work, Rows]


@dataclass(frozen=True, slots=True)
class Events:
    """What happened in each case, from the file `source`. `alone`: cases without a contact are judged too."""

    source: str
    by_case: Mapping[str, tuple[CaseEvent, ...]]
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """How to audit. `as_of` is the clock for windows that outlive a conversation; `progress` is told how many are done.

    `events`: what an events file says, by case; None without such a file.
    """

    rulebook: Rulebook
    as_of: datetime | None = None
    jobs: int = 1
    progress: Callable[[int], None] = lambda _: None
    events: Events | None = None


def audit(read: Iterable[Read], plan: Plan, version: str = __version__) -> Audit:
    """Judges everything that could be read; what could not is carried along as problems."""
    started = time.monotonic()
    problems: list[Problem] = []
    passed_over: list[str] = []
    conversations: list[Conversation] = []
    verdicts: list[tuple[Verdict, ...]] = []
    places: dict[int, int] = {}  # where each contact of a case stands among the conversations
    for item, rows in _judged(_work(_only_conversations(read, problems, passed_over), plan), plan):
        if isinstance(item, Case):
            for contact, row in zip(item.contacts, rows, strict=True):
                verdicts[places[id(contact)]] = _replaced(verdicts[places[id(contact)]], row)
            continue
        places[id(item)] = len(conversations)
        conversations.append(item)
        verdicts.extend(rows)
        plan.progress(len(conversations))
    rules = plan.rulebook.rules
    findings = tuple(f for c, v in zip(conversations, verdicts, strict=True) for f in findings_of(c, rules, v))
    by_period = periods(conversations, verdicts, findings, plan.rulebook, frozenset(rule.id for rule in rules if limits_response(rule)))
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
        by_period,
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


def _work(conversations: Iterable[Conversation], plan: Plan) -> Iterator[Work]:
    """Every conversation as it comes; then, where a rule asks for it, the cases they belong to, and those known by events alone."""
    over_case = any(rule.over == "case" for rule in plan.rulebook.rules)
    contacts: dict[str, list[Conversation]] = {}
    happened = plan.events.by_case if plan.events else {}
    for conversation in conversations:
        case = conversation.case or (conversation.id if conversation.id in happened else None)
        if over_case and case:
            contacts.setdefault(case, []).append(conversation)
        yield conversation
    if plan.events and plan.events.alone and over_case:
        for case in [case for case in happened if case not in contacts]:
            contacts[case] = [alone(case, plan.events.source, happened[case])]
            yield contacts[case][0]
    for case, known in contacts.items():
        yield Case(case, tuple(known), happened.get(case, ()), recorded=plan.events is not None)


def _replaced(verdicts: Sequence[Verdict], over_case: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Those of the conversation by itself, with those of its case in their place."""
    known = {verdict.rule: verdict for verdict in over_case}
    return tuple(known.get(verdict.rule, verdict) for verdict in verdicts)


def _judged(work: Iterable[Work], plan: Plan) -> Iterator[Judged]:
    if plan.jobs > 1:
        from compliance.workers import judged_by_workers  # starting processes is not free, nor is importing what does it

        yield from judged_by_workers(work, plan.rulebook, plan.as_of, plan.jobs)
        return
    bench = Bench(plan.rulebook, plan.as_of)
    for item in work:
        yield item, bench.judge(item)
