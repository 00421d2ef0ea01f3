"""Who answers for a turn."""

from __future__ import annotations

import pytest

from compliance.model.transcript import Agent, Conversation, Role, Turn

A, B, CUSTOMER, NAMELESS = (
    (Role.AGENT, "A"),
    (Role.AGENT, "B"),
    (Role.CUSTOMER, "C9"),
    (Role.AGENT, None),
)


def talk(*sides: tuple[Role, str | None], agent: str | None = None) -> Conversation:
    turns = tuple(Turn(i, role, "嗯", agent=who) for i, (role, who) in enumerate(sides))
    return Conversation("c", "f", turns, agent=Agent(agent) if agent else None)


@pytest.mark.parametrize(
    ("conversation", "agents"),
    [
        (talk(B, CUSTOMER, A, B, agent="Z"), ("B", "A")),
        (talk(NAMELESS, CUSTOMER, agent="Z"), ("Z",)),
        (talk(NAMELESS, CUSTOMER), (None,)),
        (talk(), (None,)),
    ],
)
def test_agents_are_those_who_spoke_else_the_named_one(conversation: Conversation, agents: tuple[str | None, ...]) -> None:
    assert conversation.agents == agents


@pytest.mark.parametrize(
    ("conversation", "turn", "agent"),
    [
        (talk(A, CUSTOMER, B), 0, "A"),
        (talk(A, CUSTOMER, B), 1, "B"),
        (talk(A, CUSTOMER, B, CUSTOMER), 3, "B"),
        (talk(A, NAMELESS, B), 1, "B"),
        (talk(A, CUSTOMER, B), 99, "B"),
        (talk(A, CUSTOMER, B, agent="A"), None, "A"),
        (talk(A, CUSTOMER, B, agent="Z"), None, "B"),
        (talk(A, CUSTOMER, B), None, "B"),
        (talk(NAMELESS, CUSTOMER, agent="Z"), 1, "Z"),
        (talk(NAMELESS, CUSTOMER), 0, None),
    ],
)
def test_agent_of_a_turn(conversation: Conversation, turn: int | None, agent: str | None) -> None:
    assert conversation.agent_of(turn) == agent
    assert agent in conversation.agents
