"""Sampling: a draw that anyone can repeat, and that a further conversation does not reshuffle.

Every conversation has a ticket, a hash of the seed and its id. The random part of a sample is the so many smallest tickets
of all; the guaranteed part the so many smallest of each stratum; then come the riskiest. So each part depends on nothing but
the tickets, and only the random part may stand for the lot: the rest was not left to chance.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from math import ceil

from compliance.model.finding import Finding
from compliance.model.gate import Pick, Sampling
from compliance.model.rule import Level
from compliance.model.transcript import Conversation

_FATAL = 1e6

Stratum = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that may be drawn. It lies in several strata where several agents had a turn; `risk` is 0 for none."""

    id: str
    strata: tuple[Stratum, ...] = ()
    risk: float = 0.0


def ticket(seed: str, id_: str) -> str:
    """64 hexadecimal digits, as good as random, and the same wherever and whenever they are worked out."""
    return sha256(json.dumps([seed, id_]).encode()).hexdigest()


def draw(candidates: Iterable[Candidate], plan: Sampling, size: int) -> tuple[Pick, ...]:
    """The sample, in the order of the tickets; `size` of them (or all there are) at random."""
    queue = _queue(candidates, plan.seed)
    why: dict[str, list[str]] = defaultdict(list)
    for _, candidate in queue[:size]:
        why[candidate.id].append("random")
    taken: dict[Stratum, int] = defaultdict(int)
    for _, candidate in queue if plan.at_least else ():
        if any(taken[stratum] < plan.at_least for stratum in candidate.strata):
            why[candidate.id].append("stratum")
        for stratum in candidate.strata:
            taken[stratum] += 1
    risky = sorted((entry for entry in queue if entry[1].risk > 0), key=lambda entry: -entry[1].risk)
    for _, candidate in risky[: plan.risk]:
        why[candidate.id].append("risk")
    return tuple(Pick(candidate.id, number, tuple(why[candidate.id])) for number, candidate in queue if candidate.id in why)


def size_of(plan: Sampling, population: int, asked: int) -> int:
    """How many are drawn at random; `asked` is what the acceptance plan asks for."""
    if plan.share is not None:
        return ceil(plan.share * population)
    return asked if plan.size is None else plan.size


def risks(findings: Iterable[Finding]) -> Mapping[str, float]:
    """Conversation id -> points of the rules it broke, each once; a fatal one outweighs all others."""
    broken = {(finding.conversation.id, finding.rule.id): finding.rule for finding in findings}
    found: dict[str, float] = defaultdict(float)
    for (id_, _), rule in broken.items():
        found[id_] += rule.points + (_FATAL if rule.level is Level.FATAL else 0)
    return found


def strata_of(conversation: Conversation, by: Sequence[str]) -> tuple[Stratum, ...]:
    """One stratum for each combination of its agents, team and channel; None where the transcript does not say."""
    if not by:
        return ()
    team = (conversation.agent.team if conversation.agent else None) or conversation.attributes.get("team")
    values = {"agent": conversation.agents, "team": (str(team) if team else None,), "channel": (conversation.channel,)}
    return tuple(product(*(values[key] for key in by)))


def _queue(candidates: Iterable[Candidate], seed: str) -> list[tuple[str, Candidate]]:
    return sorted(((ticket(seed, candidate.id), candidate) for candidate in candidates), key=lambda entry: entry[0])
