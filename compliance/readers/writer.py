"""Writes a conversation as one line of the neutral transcript, so that reading it again gives the same conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from compliance.model.transcript import Agent, Conversation, Event, Turn, Word


def to_line(conversation: Conversation) -> str:
    """One JSON object on one line, without the line's end."""
    return json.dumps(to_neutral(conversation), ensure_ascii=False)


def to_neutral(conversation: Conversation) -> dict[str, object]:
    """The fields of the neutral transcript; what is not known is left out. `source` and `line` are not part of it."""
    epoch = conversation.epoch
    fields = _known(
        id=conversation.id,
        channel=conversation.channel,
        kind=conversation.kind,
        case=conversation.case,
        agent=_agent(conversation.agent),
        customer=None if conversation.customer is None else {"id": conversation.customer},
        started_at=epoch.isoformat() if epoch else None,
        ended_at=_moment(conversation.closed_s, epoch),
        precision=conversation.precision_s or None,
        closed=None if conversation.closed else False,
        attributes=dict(conversation.attributes) or None,
        record=None if conversation.record is None else dict(conversation.record),
        turns=[_turn(turn) for turn in conversation.turns],
        events=[_event(event, epoch) for event in conversation.events] or None,
    )
    return {**conversation.extra, **fields}


def _known(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def _agent(agent: Agent | None) -> dict[str, object] | None:
    return _known(id=agent.id, name=agent.name, team=agent.team) if agent else None


def _turn(turn: Turn) -> dict[str, object]:
    words = [_word(word, turn.text) for word in turn.words]
    return _known(role=turn.role.value, text=turn.text, start=turn.start_s, end=turn.end_s, agent=turn.agent, words=words or None)


def _word(word: Word, text: str) -> dict[str, object]:
    """`offset` says where the word stands, so that it need not be searched for again."""
    said = text[word.start : word.end]
    return _known(text=said, start=word.start_s, end=word.end_s, confidence=word.confidence, offset=word.start)


def _event(event: Event, epoch: datetime | None) -> dict[str, object]:
    own: Mapping[str, object] = _known(at=_moment(event.at_s, epoch), type=event.type)
    return {**event.attributes, **own}


def _moment(seconds: float | None, epoch: datetime | None) -> str | float | None:
    """Wall-clock time where it says exactly the same, else seconds from the start."""
    if seconds is None or epoch is None:
        return seconds
    try:
        at = epoch + timedelta(seconds=seconds)
    except OverflowError:
        return seconds
    return at.isoformat() if (at - epoch).total_seconds() == seconds else seconds
