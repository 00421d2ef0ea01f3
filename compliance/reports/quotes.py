"""Words quoted from a transcript: masked as a whole turn first, so that a number cut in two does not slip through."""

from __future__ import annotations

from compliance.model.transcript import Conversation, Turn
from compliance.model.verdict import Hit
from compliance.reports.report import View


def turn_at(conversation: Conversation, turn: int | None) -> Turn | None:
    return conversation.turns[turn] if turn is not None and 0 <= turn < len(conversation.turns) else None


def quote(hit: Hit, conversation: Conversation, view: View) -> tuple[str, str, str]:
    """What was said before the hit in its turn, the words themselves, and what came after."""
    turn = turn_at(conversation, hit.turn)
    # a hit on an event, on a record, or in another contact of the same case does not lie in these turns
    if turn is None or turn.text[hit.start : hit.end] != hit.text:
        return "", view.mask(hit.text), ""
    masked = view.mask(turn.text)
    if len(masked) != len(turn.text):
        return "", view.mask(hit.text), ""
    return masked[: hit.start], masked[hit.start : hit.end], masked[hit.end :]


def words(hit: Hit, conversation: Conversation, view: View) -> str:
    return quote(hit, conversation, view)[1]


def time_s(hit: Hit | None, turn: int | None, conversation: Conversation) -> float | None:
    """Seconds from the start: the words' own time, else their turn's."""
    if hit and hit.start_s is not None:
        return hit.start_s
    spoken = turn_at(conversation, turn)
    return spoken.start_s if spoken else None
