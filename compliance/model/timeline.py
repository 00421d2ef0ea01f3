"""Timeline: the moments of a conversation (or of a case) on one clock, as the rules see them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf
from typing import Protocol

from compliance.model.rule import Said
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.model.verdict import Hit


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn or an event. `start_s`, `end_s` are seconds on the timeline's clock; equal for a point.

    `not_before_s`: its start, or where that is missing the last start known before it. `adrift`: an event of which nobody
    knows between which turns it lies, because it has no time or the turn in front of it has none.
    """

    index: int
    turn: Turn | None
    event: Event | None
    start_s: float | None
    end_s: float | None
    not_before_s: float | None = None

    @property
    def adrift(self) -> bool:
        return self.event is not None and self.not_before_s is None


class Hearing(Protocol):
    """Who said what: answers from the words, so that rules need not look at strings."""

    def hits(self, cue: Said) -> Sequence[Hit]:
        """All hits of the cue in the order of speech, excuses already taken out."""

    def said_by(self, cue: Said, role: Role) -> Sequence[Hit]:
        """The same phrases in the mouth of somebody else."""

    def listen(self, timeline: Timeline) -> Collection[int]:
        """Hears the last moment of this timeline, which goes on where the one known so far ended: the keys of the cues in it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`now_s` is the last moment known; `closed` says that nothing more will be said.

    `talk_until_s`: how long the talk surely lasted, whatever happened or was asked afterwards: to its end, or while it is open
    to the start of the last turn. `reached_s`: for each moment the latest start known up to it. `has_events`: events were
    recorded, so that one that is not here did not happen.
    """

    conversation: Conversation
    moments: tuple[Moment, ...]
    by_role: Mapping[Role, tuple[int, ...]]
    closed: bool
    now_s: float | None
    precision_s: float
    talk_until_s: float | None
    reached_s: tuple[float, ...]
    has_events: bool


_Entry = tuple[Turn | None, Event | None, float | None, float | None]


def timeline(conversation: Conversation, as_of_s: float | None = None, *, recorded: bool = False) -> Timeline:
    """Turns in the order of the transcript, events among them by their time (after all turns where times are missing).

    What starts at the same instant lies in this order: the beginning of a contact, turns, other events. `recorded`: events were
    looked for, even if there are none.
    """
    moments = tuple(_moments(_in_order(conversation)))
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for moment in moments:
        if moment.turn:
            by_role[moment.turn.role].append(moment.index)
    # While more may be said, the clock stands at the last start: an overlapping turn may still start before the last end.
    clock = [m.end_s if conversation.closed else m.start_s for m in moments]
    if conversation.closed:
        clock.append(conversation.closed_s)
    now_s = _latest(*clock, as_of_s)
    talk = [moment.end_s if conversation.closed else moment.start_s for moment in moments if moment.turn]
    return Timeline(
        conversation,
        moments,
        {role: tuple(indexes) for role, indexes in by_role.items()},
        conversation.closed,
        now_s,
        conversation.precision_s,
        _latest(*talk, conversation.closed_s if conversation.closed else None),
        tuple(accumulate((-inf if moment.start_s is None else moment.start_s for moment in moments), max)),
        recorded or any(not event.begins for event in conversation.events),
    )


def grown(before: Timeline, turn: Turn | None, event: Event | None, as_of_s: float | None = None) -> Timeline:
    """The timeline of an open conversation after one more turn or event, which must lie behind all others."""
    last = before.moments[-1] if before.moments else None
    start_s, end_s = (turn.start_s, turn.end_s) if turn else (event.at_s if event else None, None)
    adrift = event is not None and (start_s is None or (last is not None and (last.adrift or last.start_s is None)))
    reached_s = max(before.reached_s[-1] if last else -inf, -inf if start_s is None else start_s)
    not_before_s = None if adrift or reached_s == -inf else reached_s
    moment = Moment(len(before.moments), turn, event, start_s, start_s if end_s is None else end_s, not_before_s)
    by_role = {**before.by_role, turn.role: (*before.by_role[turn.role], moment.index)} if turn else before.by_role
    return replace(
        before,
        moments=(*before.moments, moment),
        by_role=by_role,
        now_s=_latest(before.now_s, start_s, as_of_s),
        talk_until_s=_latest(before.talk_until_s, start_s) if turn else before.talk_until_s,
        reached_s=(*before.reached_s, reached_s),
        has_events=before.has_events or event is not None,
    )


def later(before: Timeline, as_of_s: float | None) -> Timeline:
    """The same timeline when the clock stands there, if that is later than what it knew."""
    now_s = _latest(before.now_s, as_of_s)
    return before if now_s == before.now_s else replace(before, now_s=now_s)


def _in_order(conversation: Conversation) -> list[_Entry]:
    turns: list[_Entry] = [(turn, None, turn.start_s, turn.start_s if turn.end_s is None else turn.end_s) for turn in conversation.turns]
    if not conversation.events:
        return turns
    # from each turn on, the earliest start; an event lies in front of the turns that all start later
    starts = list(accumulate((-inf if start_s is None else start_s for _, _, start_s, _ in turns), max))
    earliest = list(accumulate(reversed(starts), min))[::-1]
    before: dict[int, list[_Entry]] = {}
    for event in sorted(conversation.events, key=lambda e: (inf if e.at_s is None else e.at_s, not e.begins)):
        place = len(turns) if event.at_s is None else (bisect_left if event.begins else bisect_right)(earliest, event.at_s)
        before.setdefault(place, []).append((None, event, event.at_s, event.at_s))
    return [*(entry for place, turn in enumerate(turns) for entry in (*before.get(place, ()), turn)), *before.get(len(turns), ())]


def _moments(entries: Sequence[_Entry]) -> Iterator[Moment]:
    known_s: float | None = None
    after_untimed = False
    for index, (turn, event, start_s, end_s) in enumerate(entries):
        known_s = _latest(known_s, start_s)
        adrift = event is not None and (start_s is None or after_untimed)
        if turn:
            after_untimed = start_s is None  # an event behind such a turn may as well have been in front of it
        yield Moment(index, turn, event, start_s, end_s, None if adrift else known_s)


def _latest(*times: float | None) -> float | None:
    return max((time for time in times if time is not None), default=None)
