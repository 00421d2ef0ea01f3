"""What a gate counts: the conversations of the sample, each with the rules that judged it and the rules that it broke."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from compliance.model.finding import Finding
from compliance.model.gate import Pick
from compliance.model.message import Message, message
from compliance.model.rule import Level, Rule
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome

STABLE = "stable"


@dataclass(frozen=True, slots=True)
class Unit:
    """One conversation of the sample. `judged`: rules that said pass or fail; `broken`: those of them with a finding that counts."""

    id: str
    random: bool
    judged: frozenset[str]
    broken: frozenset[str]
    unknown: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The units in the order of the draw, under the rules that can fail a gate. `lot` is None where nobody said how large it is."""

    units: tuple[Unit, ...]
    rules: tuple[Rule, ...]
    lot: int | None

    @property
    def random(self) -> tuple[Unit, ...]:
        """The part that may stand for the lot."""
        return tuple(unit for unit in self.units if unit.random)

    @property
    def whole(self) -> bool:
        """Whether nothing of the lot was left out, so that nothing is left to chance."""
        return self.lot is not None and len(self.random) >= self.lot

    def at(self, level: Level) -> frozenset[str]:
        """Rules of this level or above."""
        return frozenset(rule.id for rule in self.rules if rule.level >= level)

    def count(self, rules: Iterable[str]) -> list[bool]:
        """For each random unit that one of these rules judged, in the order of the draw, whether it broke one."""
        asked = frozenset(rules)
        return [bool(unit.broken & asked) for unit in self.random if unit.judged & asked]


def can_fail(rule: Rule) -> bool:
    """Only stable rules can fail a gate; one without examples is a draft."""
    return rule.status == STABLE


def sample_of(done: Audit, picks: Sequence[Pick], counted: Iterable[Finding], lot: int | None) -> Sample:
    """`counted` are the findings that count: what is waived or was known before is simply not among them."""
    rules = tuple(rule for rule in done.rulebook.rules if can_fail(rule))
    known = {rule.id for rule in rules}
    broken: dict[str, set[str]] = defaultdict(set)
    for finding in counted:
        if finding.rule.id in known:
            broken[finding.conversation.id].add(finding.rule.id)
    rows = {talk.id: row for talk, row in zip(done.conversations, done.verdicts, strict=True)}
    units = []
    for pick in picks:
        row = [verdict for verdict in rows.get(pick.id, ()) if verdict.rule in known]
        judged = frozenset(verdict.rule for verdict in row if verdict.outcome in (Outcome.PASS, Outcome.FAIL))
        unknown = sum(verdict.outcome is Outcome.UNKNOWN for verdict in row)
        units.append(Unit(pick.id, pick.random, judged, frozenset(broken[pick.id]) & judged, unknown))
    return Sample(tuple(units), rules, lot)


def nobody(rules: Sized) -> Message:
    """Why not one conversation counts: no such rule can fail a gate, or none of them came to a verdict."""
    return message("gate.nothing_judged" if rules else "gate.no_stable_rule")


def percent(rate: float) -> str:
    return f"{100 * rate:.2f}%"


def percent_up(rate: float) -> str:
    """Rounded up, so that a bound over the limit is never told as if it were the limit."""
    return f"{ceil(round(10_000 * rate, 6)) / 100:.2f}%"


def percent_down(share: Fraction) -> str:
    """Rounded down, so that an accuracy under the target is never told as if it were the target."""
    return f"{floor(10_000 * share) / 100:.2f}%"


def limit(share: Fraction) -> str:
    """As it was written: at most six decimals."""
    return f"{float(100 * share):.6f}".rstrip("0").rstrip(".") + "%"
