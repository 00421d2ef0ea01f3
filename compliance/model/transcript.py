"""Conversation: who said what, when, and how exactly we know when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word. `start`, `end`: character offsets in the turn's text, end exclusive."""

    start: int
    end: int
    start_s: float | None
    end_s: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of speech or one message. Seconds count from the conversation's start.

    `end_s` is None where only a start is known: the turn is then a point in time.
    `agent` is the id of the agent who had the turn, where the transcript says so.
    """

    index: int
    role: Role
    text: str
    start_s: float | None = None
    end_s: float | None = None
    agent: str | None = None
    words: tuple[Word, ...] = ()


CONTACT = "contact"  # the type of the event that a contact of a case is for the case


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, not said: completed, callback, visit …

    `begins`: a contact of the case begins with it, before anything is said. `elsewhere`: it belongs to another contact, of which
    nobody knows when it was; it can keep a duty, and opens none.
    """

    type: str
    at_s: float | None
    attributes: Mapping[str, object] = field(default_factory=dict)
    begins: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Agent:
    id: str
    name: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One contact between a customer and one or more agents.

    `epoch` is the wall-clock time of second 0, if known. `precision_s` is the width of the source's clock
    (60 for clocks that show minutes only, 0 for exact ones). `record` is None where no service record came along.
    `closed` is False while more turns may follow; `closed_s` is when it ended, if the source says so.
    """

    id: str
    source: str
    turns: tuple[Turn, ...]
    line: int | None = None
    channel: str | None = None
    kind: str = "service"
    case: str | None = None
    agent: Agent | None = None
    customer: str | None = None
    epoch: datetime | None = None
    closed_s: float | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    record: Mapping[str, object] | None = None
    events: tuple[Event, ...] = ()
    precision_s: float = 0.0
    closed: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)
    on_duty: tuple[str, ...] = field(init=False, repr=False, compare=False)  # the agent who answers for each turn; () if no turn says

    def __post_init__(self) -> None:
        object.__setattr__(self, "on_duty", _on_duty(self.turns))

    @property
    def agents(self) -> tuple[str | None, ...]:
        """Ids of the agents who had a turn, in the order of their first; else the named one; else (None,)."""
        return tuple(dict.fromkeys(self.on_duty)) or (self.agent.id if self.agent else None,)

    def agent_of(self, turn: int | None) -> str | None:
        """The agent who answers for that turn, always one of `agents`: its speaker, else the next one to speak, else the last.

        Without a turn it is the named one, where that one spoke, else the last to speak.
        """
        if turn is not None and self.on_duty:
            return self.on_duty[min(turn, len(self.on_duty) - 1)]
        named = self.agent.id if self.agent else None
        return named if named in self.agents else self.agents[-1]


def _on_duty(turns: tuple[Turn, ...]) -> tuple[str, ...]:
    """For each turn its speaker, else the next agent to speak, else the last: in one pass from the end."""
    named = [turn.agent if turn.role is Role.AGENT else None for turn in turns]
    current = next((agent for agent in reversed(named) if agent), None)
    if current is None:
        return ()
    duty = []
    for agent in reversed(named):
        current = agent or current
        duty.append(current)
    return tuple(reversed(duty))
