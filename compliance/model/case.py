"""Case: all contacts and events of one matter, and the clock on which they are seen together."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate

from compliance.model.timeline import Moment
from compliance.model.transcript import CONTACT, Conversation, Event, Turn

USUAL_KIND = "service"

Numbered = tuple[int, Conversation]


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """What an events file says of a case. `at` is None where nobody knows when; `exact` is False where only minutes are shown."""

    type: str
    at: datetime | None
    attributes: Mapping[str, object] = field(default_factory=dict)
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """`events` come from a file of their own; `recorded`: there is such a file, so what is not in it did not happen."""

    id: str
    contacts: tuple[Conversation, ...]
    events: tuple[CaseEvent, ...] = ()
    recorded: bool = False

    @property
    def attributes(self) -> dict[str, object]:
        """What contacts and events say of the matter, for those contacts that are silent; what is said first counts."""
        found: dict[str, object] = {}
        for told in (*(contact.attributes for contact in self.contacts), *(event.attributes for event in self.events)):
            for name, value in told.items():
                found.setdefault(name, value)
        return found


@dataclass(frozen=True, slots=True)
class View:
    """Contacts of a case as one conversation on one clock.

    `contacts`: their numbers in the case, by their beginnings `begins_s`. `turns`: whose each turn is, and its index there.
    """

    conversation: Conversation
    contacts: tuple[int, ...]
    begins_s: tuple[float, ...]
    turns: tuple[tuple[int, int], ...]

    def home(self, moment: Moment) -> int | None:
        """The contact in which a duty arises that this moment opens; None where it may open none here.

        For an event it is the latest contact begun at or before it, else the first.
        """
        if moment.turn:
            return self.turns[moment.turn.index][0]
        if moment.event is None or moment.event.elsewhere:
            return None
        at_s = moment.event.at_s
        return self.contacts[0 if at_s is None else max(0, bisect_right(self.begins_s, at_s) - 1)]


def alone(case_id: str, source: str, events: Sequence[CaseEvent]) -> Conversation:
    """A case of which only events are known, as a conversation without turns."""
    times = [event for event in events if event.at]
    precision_s = 60.0 if times and not any(event.exact for event in times) else 0.0
    epoch = min((event.at for event in times if event.at), default=None)
    return Conversation(case_id, source, (), case=case_id, epoch=epoch, precision_s=precision_s)


def views(case: Case) -> Iterator[View]:
    """The contacts whose beginning is known together on one clock; each other one on a clock of its own.

    Of what has no place on a clock one event of each type is there, without a time: nobody can say that it never came.
    """
    numbered = list(enumerate(case.contacts))
    placed = sorted((entry for entry in numbered if entry[1].epoch), key=lambda entry: (entry[1].epoch, entry[0]))
    strays = [entry for entry in numbered if not entry[1].epoch]
    if placed or case.events:
        yield _together(case, placed, strays)
    # of how many contacts each type of event is known, so that each stray can leave out its own
    known = Counter(name for _, contact in numbered for name in _types(contact))
    known.update({event.type for event in case.events})
    recorded = _recorded(case) if strays else set()
    for number, stray in strays:
        events = (*stray.events, *_timeless((known - Counter(_types(stray))).keys(), recorded))
        turns = tuple((number, turn.index) for turn in stray.turns)
        yield View(replace(stray, events=events), (number,), (0.0,), turns)


def _together(case: Case, placed: Sequence[Numbered], strays: Sequence[Numbered]) -> View:
    epoch = placed[0][1].epoch if placed else min((event.at for event in case.events if event.at), default=None)
    begins_s = [_since(epoch, contact.epoch) or 0.0 for _, contact in placed]
    spoken = sorted(
        (entry for (number, contact), begin_s in zip(placed, begins_s, strict=True) for entry in _spoken(number, contact, begin_s)),
        key=lambda entry: entry[:3],
    )
    events = [event for (_, contact), begin_s in zip(placed, begins_s, strict=True) for event in _events(contact, begin_s)]
    events += [Event(event.type, _since(epoch, event.at), event.attributes) for event in case.events]
    events += _timeless({name for _, contact in strays for name in _types(contact)}, _recorded(case))
    ends = [begin_s + c.closed_s for (_, c), begin_s in zip(placed, begins_s, strict=True) if c.closed_s is not None]
    records = [contact.record for contact in case.contacts if contact.record is not None]
    whole = Conversation(
        case.id,
        case.contacts[0].source,
        tuple(replace(turn, index=place) for place, (*_, turn) in enumerate(spoken)),
        case=case.id,
        epoch=epoch,
        closed_s=max(ends, default=None),
        attributes=case.attributes,
        record={key: value for record in records for key, value in record.items()} if records else None,
        events=tuple({(event.type, event.at_s): event for event in reversed(events)}.values())[::-1],  # told twice, it happened once
        precision_s=max((contact.precision_s for contact in case.contacts), default=0.0),
        closed=all(contact.closed for contact in case.contacts),
    )
    numbers = tuple(number for number, _ in placed) or (0,)
    return View(whole, numbers, tuple(begins_s) or (0.0,), tuple((number, own) for _, number, own, _ in spoken))


def _spoken(number: int, contact: Conversation, begin_s: float) -> Iterator[tuple[float, int, int, Turn]]:
    """The turns on the clock of the case, each with the latest start known up to it, the number of its contact and its index there.

    A contact none of whose turns has a time stands where it begins.
    """
    if all(turn.start_s is None for turn in contact.turns):
        end_s = None if contact.closed_s is None else begin_s + contact.closed_s
        for turn in contact.turns:
            yield begin_s, number, turn.index, replace(turn, start_s=begin_s, end_s=end_s)
        return
    reached = accumulate((0.0 if turn.start_s is None else turn.start_s for turn in contact.turns), max)
    for turn, reached_s in zip(contact.turns, reached, strict=True):
        yield begin_s + reached_s, number, turn.index, _later(turn, begin_s)


def _later(turn: Turn, by_s: float) -> Turn:
    if not by_s:
        return turn
    words = tuple(replace(word, start_s=_sum(word.start_s, by_s), end_s=_sum(word.end_s, by_s)) for word in turn.words)
    return replace(turn, start_s=_sum(turn.start_s, by_s), end_s=_sum(turn.end_s, by_s), words=words)


def _events(contact: Conversation, begin_s: float) -> Iterator[Event]:
    """Its beginning, an event for all of the case, and what it recorded itself."""
    for name in _begins(contact):
        yield Event(name, begin_s, begins=True)
    for event in contact.events:
        yield replace(event, at_s=_sum(event.at_s, begin_s))


def _begins(contact: Conversation) -> list[str]:
    """The events that its beginning is: a contact, and one of its kind (`follow-up`); none where nobody spoke."""
    kinds = [contact.kind] if contact.kind != USUAL_KIND else []
    return [CONTACT, *kinds] if contact.turns else []


def _types(contact: Conversation) -> set[str]:
    return {*_begins(contact), *(event.type for event in contact.events)}


def _recorded(case: Case) -> set[str]:
    return {event.type for event in case.events} | {event.type for contact in case.contacts for event in contact.events}


def _timeless(types: Iterable[str], recorded: Collection[str]) -> list[Event]:
    return [Event(name, None, begins=name not in recorded, elsewhere=True) for name in sorted(types)]


def _since(epoch: datetime | None, at: datetime | None) -> float | None:
    return (at - epoch).total_seconds() if epoch and at else None


def _sum(time_s: float | None, by_s: float) -> float | None:
    return None if time_s is None else round(time_s + by_s, 6)
