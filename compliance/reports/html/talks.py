"""The conversations of the page: the turns around what was found, masked, and cut where they would fill the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from compliance.model.finding import Finding
from compliance.model.transcript import Conversation, Turn
from compliance.model.verdict import Hit
from compliance.reports.columns import ELLIPSIS
from compliance.reports.moments import minutes
from compliance.reports.quotes import turn_at
from compliance.reports.report import View
from compliance.reports.rows import Row, named

CALL = "call"
LONG_TURN, LEAD, TAIL = 600, 150, 350  # characters: a longer turn is cut; kept before and after the words in question


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of a conversation is shown: all of it up to `whole` turns, else so many turns `around` each place in question."""

    whole: int
    around: int


FULL, CLOSE = Scope(60, 6), Scope(16, 3)
MANY = 1000  # conversations with findings; beyond that the close scope keeps the page light


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One conversation of the page. `cuts`: for each turn that is not shown whole, the characters of it that are."""

    talk: Conversation
    turns: tuple[int, ...]
    cuts: Mapping[int, tuple[int, int]]


def excerpt(talk: Conversation, findings: Sequence[Finding], scope: Scope) -> Excerpt:
    places = sorted({turn.index for finding in findings for place in _places(finding) if (turn := turn_at(talk, place))})
    count = len(talk.turns)
    shown: Iterable[int] = range(count)
    if count > scope.whole:
        # a finding of no turn is shown with the beginning, so that the reader sees what it was about
        around = (range(max(0, place - scope.around), min(count, place + scope.around + 1)) for place in places or [0])
        shown = sorted({index for near in around for index in near})
    spans: dict[int, list[Hit]] = {}
    for hit in (hit for finding in findings for hit in _hits(finding)):
        if hit.turn is not None and lies_in(hit, talk):
            spans.setdefault(hit.turn, []).append(hit)
    chosen = tuple(shown)
    return Excerpt(talk, chosen, {index: _cut(talk.turns[index], spans.get(index, [])) for index in chosen if _is_long(talk.turns[index])})


def lies_in(hit: Hit, talk: Conversation) -> bool:
    """Whether the words stand where the hit says: not on an event or a record, nor in another contact of the same case."""
    turn = turn_at(talk, hit.turn)
    return turn is not None and hit.start < hit.end and turn.text[hit.start : hit.end] == hit.text


def talk_row(shown: Excerpt, channel: int, view: View) -> Row:
    """`turns`: index, role, time, words and, where several agents spoke, who."""
    talk = shown.talk
    several = len(talk.agents) > 1
    turns = [_turn_row(talk.turns[index], shown, several, view) for index in shown.turns]
    day = talk.epoch.date().isoformat() if talk.epoch else None
    return {"id": view.name(talk.id), "day": day, "channel": channel, "count": len(talk.turns), "turns": turns}


def mark(hit: Hit, shown: Excerpt, view: View) -> Row:
    """Turn, words and, where they can be shown in their turn, their span in UTF-16 units of what is shown of it."""
    told: Row = {"text": view.mask(hit.text)} if hit.turn is None else {"turn": hit.turn, "text": view.mask(hit.text)}
    turn = turn_at(shown.talk, hit.turn)
    if turn is None or not lies_in(hit, shown.talk):
        return told
    masked = view.mask(turn.text)
    if len(masked) != len(turn.text):
        return told
    first, end = shown.cuts.get(turn.index, (0, len(masked)))
    start, stop = (min(max(place, first), end) for place in (hit.start, hit.end))
    lead = len(ELLIPSIS) if first else 0
    told["text"] = masked[hit.start : hit.end]
    if start < stop:
        told["span"] = [lead + units(masked[first:place]) for place in (start, stop)]
    return told


def units(text: str) -> int:
    """Length as a browser counts it: characters beyond U+FFFF are two."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def when(talk: Conversation, at_s: float | None) -> str | None:
    """Time of a turn: minutes into a call, which is where the recording is sought; else by the clock, with the day where it changes."""
    if at_s is None:
        return None
    try:
        moment = talk.epoch + timedelta(seconds=at_s) if talk.epoch and talk.channel not in (None, CALL) else None
    except OverflowError:
        moment = None
    if moment is None or talk.epoch is None:
        return minutes(at_s)
    return f"{moment:%H:%M:%S}" if moment.date() == talk.epoch.date() else f"{moment:%m-%d %H:%M}"


def _places(finding: Finding) -> list[int | None]:
    judgement = finding.judgement
    places: list[int | None] = [finding.breach.turn, *(hit.turn for hit in _hits(finding))]
    places += [judgement.nearest_miss.turn] if judgement.nearest_miss else []
    return places + ([judgement.searched.from_turn, judgement.searched.to_turn] if judgement.searched else [])


def _hits(finding: Finding) -> list[Hit]:
    return [hit for hit in (finding.breach.hit, finding.judgement.trigger) if hit]


def _is_long(turn: Turn) -> bool:
    return len(turn.text) > LONG_TURN


def _cut(turn: Turn, hits: Sequence[Hit]) -> tuple[int, int]:
    """A piece of a long turn that begins shortly before the first of the words in question, with the others as far as there is room."""
    first = min((hit.start for hit in hits), default=0)
    start = max(0, first - LEAD)
    within = [hit.end for hit in hits if hit.end <= start + 2 * LONG_TURN]
    return start, min(len(turn.text), max(start + LONG_TURN, max(within, default=first) + TAIL))


def _turn_row(turn: Turn, shown: Excerpt, several: bool, view: View) -> list[object]:
    text = view.mask(turn.text)
    if turn.index in shown.cuts:
        start, end = shown.cuts[turn.index]
        text = f"{ELLIPSIS if start else ''}{text[start:end]}{ELLIPSIS if end < len(text) else ''}"
    row: list[object] = [turn.index, str(turn.role), when(shown.talk, turn.start_s), text]
    return [*row, named(turn.agent, view)] if several and turn.agent else row
