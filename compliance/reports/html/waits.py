"""Waits: how long customers waited for each reply, as the times of the turns tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compliance.model.transcript import Conversation, Role

LETTERS = "mail"  # a channel on which nobody counts seconds
COARSE_S = 1.0  # a clock that shows minutes only cannot tell how fast an answer was

STEPS_S = (1.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 180.0, 600.0, 3600.0, 86400.0)


def waits_by_channel(conversations: Iterable[Conversation]) -> Mapping[str | None, list[float]]:
    """Channel -> all waits in seconds, ascending; the channel with the most of them first."""
    found: dict[str | None, list[float]] = {}
    for talk in conversations:
        waited = list(waits(talk)) if talk.precision_s <= COARSE_S or talk.channel == LETTERS else []
        if waited:
            found.setdefault(talk.channel, []).extend(waited)
    return {channel: sorted(times) for channel, times in sorted(found.items(), key=lambda entry: -len(entry[1]))}


def waits(conversation: Conversation) -> Iterator[float]:
    """From the end of the customer's first unanswered message to the start of the agent's reply."""
    since: float | None = None
    asked = False
    for turn in conversation.turns:
        if turn.role is Role.CUSTOMER and not asked:
            asked, since = True, turn.start_s if turn.end_s is None else turn.end_s
        elif turn.role is Role.AGENT and asked:
            if since is not None and turn.start_s is not None:
                yield max(0.0, turn.start_s - since)
            asked = False


def by_step(times: Iterable[float]) -> list[int]:
    """How many waits end within each of STEPS_S, and how many are longer than the last."""
    counts = [0] * (len(STEPS_S) + 1)
    for waited in times:
        counts[next((place for place, step in enumerate(STEPS_S) if waited <= step), len(STEPS_S))] += 1
    return counts


def share(ordered: list[float], percent: int) -> float:
    """The wait that so many percent of all do not exceed. `ordered` ascends and holds something."""
    return ordered[-(-len(ordered) * percent // 100) - 1]
