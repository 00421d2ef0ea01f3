"""What to look at first: agents by need, rules by failures, moments by weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from compliance.model.finding import Finding
from compliance.model.rule import Rule
from compliance.model.scorecard import Scorecard, Tally


def by_need(cards: Iterable[Scorecard]) -> list[Scorecard]:
    """Agents with fatal findings first, then the lowest scores; agents without a score last."""
    return sorted(cards, key=lambda card: (-bool(card.fatal), card.score is None, card.score or 0.0, -card.fatal, -card.findings))


def commonest_rules(findings: Iterable[Finding]) -> Mapping[str | None, tuple[Rule, int]]:
    """For each agent with findings: the rule broken most often and how often; among equals the gravest."""
    counts: dict[str | None, Counter[str]] = {}
    rules: dict[str, Rule] = {}
    for finding in findings:
        rules[finding.rule.id] = finding.rule
        counts.setdefault(finding.agent, Counter())[finding.rule.id] += 1
    found = {agent: max(own, key=lambda rule: (own[rule], rules[rule].level)) for agent, own in counts.items()}
    return {agent: (rules[rule], counts[agent][rule]) for agent, rule in found.items()}


def most_broken(rules: Iterable[Rule], tallies: Mapping[str, Tally]) -> list[tuple[Rule, Tally]]:
    """Rules that were broken at all: the most failures first, among equals the gravest, then the highest rate."""
    broken = [(rule, tallies[rule.id]) for rule in rules if rule.id in tallies and tallies[rule.id].failures]
    return sorted(broken, key=lambda entry: (-entry[1].failures, -entry[0].level, entry[1].opportunities))


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; within a level one of each rule before the second of any, so that the list is not all alike."""
    seen: Counter[str] = Counter()
    ranked = []
    for place, finding in enumerate(findings):
        ranked.append(((-finding.level, seen[finding.rule.id], place), finding))
        seen[finding.rule.id] += 1
    return [finding for _, finding in sorted(ranked, key=lambda entry: entry[0])]
