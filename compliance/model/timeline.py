"""Timeline: the moments of a conversation (or of a case) on one clock, as the rules see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from compliance.model.rule import Said
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.model.verdict import Hit


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn or an event. `start_s`, `end_s` are seconds on the timeline's clock; equal for a point."""

    index: int
    turn: Turn | None
    event: Event | None
    start_s: float | None
    end_s: float | None


class Hearing(Protocol):
    """Who said what: answers from the words, so that rules need not look at strings."""

    def hits(self, cue: Said) -> Sequence[Hit]:
        """All hits of the cue in the order of speech, excuses already taken out."""

    def said_by(self, cue: Said, role: Role) -> Sequence[Hit]:
        """The same phrases in the mouth of somebody else."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`now_s` is the last moment known; `closed` says that nothing more will be said."""

    conversation: Conversation
    moments: tuple[Moment, ...]
    by_role: Mapping[Role, tuple[int, ...]]
    closed: bool
    now_s: float | None
    precision_s: float

    @property
    def has_events(self) -> bool:
        return any(moment.event for moment in self.moments)


def timeline(conversation: Conversation, as_of_s: float | None = None) -> Timeline:
    """Turns in the order of the transcript, events among them by their time (after all turns where times are missing)."""
    entries: list[tuple[Turn | None, Event | None, float | None, float | None]] = [
        (turn, None, turn.start_s, turn.start_s if turn.end_s is None else turn.end_s) for turn in conversation.turns
    ]
    for event in sorted(conversation.events, key=lambda e: float("inf") if e.at_s is None else e.at_s):
        place = len(entries)
        while event.at_s is not None and place and _later(entries[place - 1], event.at_s):
            place -= 1
        entries.insert(place, (None, event, event.at_s, event.at_s))
    moments = tuple(Moment(i, *entry) for i, entry in enumerate(entries))
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for moment in moments:
        if moment.turn:
            by_role[moment.turn.role].append(moment.index)
    # While more may be said, the clock stands at the last start: an overlapping turn may still start before the last end.
    clock = [m.end_s if conversation.closed else m.start_s for m in moments]
    if conversation.closed:
        clock.append(conversation.closed_s)
    known = [time for time in (*clock, as_of_s) if time is not None]
    return Timeline(
        conversation,
        moments,
        {role: tuple(indexes) for role, indexes in by_role.items()},
        conversation.closed,
        max(known, default=None),
        conversation.precision_s,
    )


def _later(entry: tuple[object, object, float | None, float | None], at_s: float) -> bool:
    return entry[2] is not None and entry[2] > at_s
