"""Drawing: conversations read, and a sample drawn of them, for the gate and for people who listen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from compliance.cli import options
from compliance.cli.reading import read
from compliance.cli.tell import tell_problems
from compliance.model.gate import Pick, Sampling
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.transcript import Conversation
from compliance.readers.reader import Read
from compliance.scoring.sampling import Candidate, draw, strata_of

Risks = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything read: conversations, and what else the paths held (problems, files passed over)."""

    conversations: tuple[Conversation, ...]
    others: tuple[Read, ...]

    @property
    def sources(self) -> set[str]:
        """Every file that was read; not those passed over in a folder."""
        return {talk.source for talk in self.conversations} | {problem.place.source for problem in self.problems}

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(item for item in self.others if isinstance(item, Problem))


def read_all(paths: Sequence[str], roles: str | None, manifest: str | None, lang: str, *, unmask: bool) -> Found:
    """What cannot be read is told on stderr. Raises Problems where there is no conversation at all."""
    items = tuple(read(paths, roles, manifest))
    conversations = tuple(item for item in items if isinstance(item, Conversation))
    found = Found(conversations, tuple(item for item in items if not isinstance(item, Conversation)))
    tell_problems(found.problems, lang, unmask=unmask)
    if not conversations:
        raise options.refused(options.command_line(), message("cli.nothing_judged"), message("cli.nothing_judged_hint"))
    return found


def drawn(conversations: Sequence[Conversation], plan: Sampling, size: int, risks: Risks) -> tuple[Pick, ...]:
    """`risks` is asked for only where the plan draws by risk: it takes judging everything."""
    risk = risks() if plan.risk else {}
    return draw((Candidate(talk.id, strata_of(talk, plan.by), risk.get(talk.id, 0.0)) for talk in conversations), plan, size)
