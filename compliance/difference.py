"""Difference: the same conversations under two rule files, and what the change does to findings, verdicts and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.model.finding import Finding
from compliance.model.rule import Rule, Rulebook
from compliance.model.scorecard import Audit, Scorecard
from compliance.model.verdict import Outcome

SAME_SCORE = 1e-9  # sums of points may differ in the last binary digit

FindingPair = tuple[Finding, Finding]
RulePair = tuple[Rule, Rule]
Move = tuple[Outcome, Outcome]


@dataclass(frozen=True, slots=True)
class Difference:
    """From `old` to `new`. `relevelled` are findings of both that weigh more or less now; `kept` is the number of those that do not.

    `verdicts`: for each rule of both files, how many verdicts went from which outcome to which. `scores`: agents whose score differs.
    """

    old: Rulebook
    new: Rulebook
    conversations: int
    appeared: tuple[Finding, ...]
    vanished: tuple[Finding, ...]
    relevelled: tuple[FindingPair, ...]
    kept: int
    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[RulePair, ...]
    verdicts: Mapping[str, Mapping[Move, int]]
    scores: tuple[tuple[Scorecard, Scorecard], ...]


def difference(old: Audit, new: Audit) -> Difference:
    """Both audits must be of the same conversations, in the same order. Raises ValueError where they are not."""
    if [talk.id for talk in old.conversations] != [talk.id for talk in new.conversations]:
        raise ValueError("two audits of different conversations cannot be compared")
    pairs, vanished, appeared = paired(old.findings, new.findings)
    relevelled = tuple((before, after) for before, after in pairs if before.level is not after.level)
    before, after = ({rule.id: rule for rule in audit.rulebook.rules} for audit in (old, new))
    return Difference(
        old.rulebook,
        new.rulebook,
        len(old.conversations),
        appeared,
        vanished,
        relevelled,
        len(pairs) - len(relevelled),
        tuple(rule for rule in new.rulebook.rules if rule.id not in before),
        tuple(rule for rule in old.rulebook.rules if rule.id not in after),
        tuple((rule, after[rule.id]) for rule in old.rulebook.rules if rule.id in after and rule.version != after[rule.id].version),
        _moves(old, new),
        _scores(old, new),
    )


def paired(old: Sequence[Finding], new: Sequence[Finding]) -> tuple[tuple[FindingPair, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """What is the same finding in both, what is only in the old ones, what is only in the new.

    The same is what has the same fingerprint, else what the same rule finds in the same turn. Of equal words in several turns the
    fingerprint tells only the number, so those in the same turn come first: if the first of two goes, the second must not take its place.
    """
    pairs: list[FindingPair] = []
    by_place: tuple[Callable[[Finding], Hashable], ...] = (
        lambda finding: (finding.fingerprint, finding.breach.turn),
        lambda finding: (finding.conversation.id, finding.rule.id, finding.breach.turn),
        lambda finding: finding.fingerprint,
    )
    rest_old, rest_new = list(old), list(new)
    for key in by_place:
        found = _by_key(rest_old, rest_new, key)
        pairs += found
        used = {id(finding) for pair in found for finding in pair}
        rest_old, rest_new = ([finding for finding in rest if id(finding) not in used] for rest in (rest_old, rest_new))
    ranks = {id(finding): rank for rank, finding in enumerate(old)}
    return tuple(sorted(pairs, key=lambda pair: ranks[id(pair[0])])), tuple(rest_old), tuple(rest_new)


def _by_key(old: Iterable[Finding], new: Iterable[Finding], key: Callable[[Finding], Hashable]) -> list[FindingPair]:
    """One to one, in their order."""
    waiting: dict[Hashable, list[Finding]] = {}
    for finding in old:
        waiting.setdefault(key(finding), []).append(finding)
    return [(same.pop(0), finding) for finding in new if (same := waiting.get(key(finding)))]


def _moves(old: Audit, new: Audit) -> Mapping[str, Mapping[Move, int]]:
    counts: dict[str, Counter[Move]] = {}
    for row, new_row in zip(old.verdicts, new.verdicts, strict=True):
        outcomes = {verdict.rule: verdict.outcome for verdict in new_row}
        for verdict in row:
            after = outcomes.get(verdict.rule)
            if after is not None and after is not verdict.outcome:
                counts.setdefault(verdict.rule, Counter())[verdict.outcome, after] += 1
    return {rule.id: dict(counts[rule.id]) for rule in old.rulebook.rules if rule.id in counts}


def _scores(old: Audit, new: Audit) -> tuple[tuple[Scorecard, Scorecard], ...]:
    """The same conversations have the same agents."""
    cards = {card.agent: card for card in new.scorecards}
    return tuple((card, cards[card.agent]) for card in old.scorecards if _moved(card.score, cards[card.agent].score))


def _moved(before: float | None, after: float | None) -> bool:
    return before is not after if before is None or after is None else abs(before - after) > SAME_SCORE
