"""From failed verdicts to findings: one for each breach, with the agent who answers for it and a stable fingerprint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from compliance.model.finding import Finding
from compliance.model.rule import Rule
from compliance.model.transcript import Conversation
from compliance.model.verdict import Breach, Judgement, Outcome, Verdict

Broken = tuple[Rule, Judgement, Breach]


def findings_of(conversation: Conversation, rules: Sequence[Rule], verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """One finding for each breach of every failed judgement: in the order of turns, then of rules; breaches without a turn come last."""
    failed = [verdict for verdict in verdicts if verdict.outcome is Outcome.FAIL]
    if not failed:
        return ()
    rank = {rule.id: number for number, rule in enumerate(rules)}
    broken = sorted(_breaches(rules, rank, failed), key=lambda entry: _order(entry, rank))
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for rule, judgement, breach in broken:
        words = breach.hit.folded if breach.hit else ""
        print_ = fingerprint(rule.id, conversation.id, words, seen[rule.id, words])
        seen[rule.id, words] += 1
        # what no turn stands for (a promise never kept) is charged by the turn in which the duty arose
        agent = conversation.agent_of(judgement.turn if breach.turn is None else breach.turn)
        instead = breach.hit.better if breach.hit and breach.hit.better else rule.instead
        found.append(Finding(print_, rule, conversation, agent, judgement, breach, instead))
    return tuple(found)


def fingerprint(rule: str, conversation: str, words: str, ordinal: int) -> str:
    """16 hexadecimal digits; `words` are the folded words of the hit ("" for an absence), `ordinal` counts equal ones from 0."""
    # JSON keeps the parts apart; a lone surrogate, which UTF-8 refuses, comes out as an escape
    return sha256(json.dumps([rule, conversation, words, ordinal]).encode()).hexdigest()[:16]


def _breaches(rules: Sequence[Rule], rank: dict[str, int], failed: Sequence[Verdict]) -> Iterator[Broken]:
    for verdict in failed:
        for judgement in verdict.judgements:
            if judgement.outcome is Outcome.FAIL:
                yield from ((rules[rank[verdict.rule]], judgement, breach) for breach in judgement.breaches)


def _order(entry: Broken, rank: dict[str, int]) -> tuple[bool, int, int, int]:
    rule, _, breach = entry
    return breach.turn is None, breach.turn or 0, rank[rule.id], breach.hit.start if breach.hit else 0
