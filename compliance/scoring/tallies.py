"""How often each rule was at stake and how often it was broken, charged to the agent who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from compliance.model.rule import Rule
from compliance.model.scorecard import Tally
from compliance.model.transcript import Conversation
from compliance.model.verdict import Judgement, Outcome, Verdict
from compliance.scoring.intervals import wilson

COUNTED = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)  # every other outcome stands outside all counts

Charge = tuple[str, str | None, Outcome]
"""Rule id, agent, what became of one activation."""

Counts = dict[str, dict[Outcome, int]]
"""Rule id -> how many activations ended how."""


def charges(conversation: Conversation, verdicts: Sequence[Verdict]) -> Iterator[Charge]:
    """One entry for each activation that counts; a verdict without judgements stands for one activation."""
    agents = conversation.agents
    for verdict in verdicts:
        if verdict.outcome not in COUNTED and not verdict.judgements:
            continue
        for judgement in verdict.judgements or (Judgement(verdict.outcome),):
            if judgement.outcome in COUNTED:
                agent = agents[0] if len(agents) == 1 else conversation.agent_of(judgement.turn)
                yield verdict.rule, agent, judgement.outcome


def rule_tallies(
    conversations: Sequence[Conversation], verdicts: Sequence[Sequence[Verdict]], rules: Sequence[Rule]
) -> Mapping[str, Tally]:
    """For each rule that was at stake at all, in the rulebook's order: its tally over all agents."""
    counts: Counts = {}
    for conversation, row in zip(conversations, verdicts, strict=True):
        for rule, _, outcome in charges(conversation, row):
            count(counts, rule, outcome)
    return tallies(counts, rules)


def count(counts: Counts, rule: str, outcome: Outcome) -> None:
    if rule not in counts:
        counts[rule] = dict.fromkeys(COUNTED, 0)
    counts[rule][outcome] += 1


def tallies(counts: Counts, rules: Sequence[Rule]) -> Mapping[str, Tally]:
    return {rule.id: tally(counts[rule.id]) for rule in rules if rule.id in counts}


def overall(counts: Counts) -> Tally:
    return tally({outcome: sum(found[outcome] for found in counts.values()) for outcome in COUNTED})


def tally(found: Mapping[Outcome, int]) -> Tally:
    failures, opportunities = found[Outcome.FAIL], found[Outcome.FAIL] + found[Outcome.PASS]
    return Tally(opportunities, failures, found[Outcome.UNKNOWN], *wilson(failures, opportunities))
