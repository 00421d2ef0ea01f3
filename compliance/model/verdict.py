"""Verdict: what one rule says of one conversation, and on which words that rests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from compliance.model.message import Message


class Outcome(StrEnum):
    """Listed worst first: a verdict is the worst of its judgements."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    PENDING = "pending"
    PASS = "pass"
    NOT_TRIGGERED = "not_triggered"
    NOT_APPLICABLE = "not_applicable"


SURE_WORDS = 0.5  # recognised words below this confidence are doubtful


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that occurred. `start`, `end` are offsets in the turn's text as recorded, end exclusive.

    `turn` is the turn's index in its transcript, None for an event or a record field. `moment` is the place on the
    timeline. `start_s`, `end_s`: the words' own times where known, else their turn's.
    `signs`: what a learned cue took it for, strongest first.
    """

    moment: int
    turn: int | None
    start: int
    end: int
    text: str
    folded: str
    phrase: str
    lexicon: str | None = None
    better: str | None = None
    homophone: bool = False
    confidence: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    signs: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Perhaps something else was said or meant: words known by their sound alone, recognised badly, or told by a learned cue."""
        return self.homophone or bool(self.signs) or (self.confidence is not None and self.confidence < SURE_WORDS)


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched in vain: which words, in which turns, until when."""

    wanted: tuple[str, ...]
    from_turn: int | None
    to_turn: int | None
    until_s: float | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """The nearest thing to what was wanted, and why it does not count."""

    turn: int | None
    text: str
    why: Message
    time_s: float | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a duty was broken: the words (`hit`), or the turn in which something was owed."""

    turn: int | None
    hit: Hit | None
    reason: Message
    time_s: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one activation."""

    outcome: Outcome
    trigger: Hit | None = None
    breaches: tuple[Breach, ...] = ()
    witnesses: tuple[Hit, ...] = ()
    reason: Message | None = None
    deadline_s: float | None = None
    margin_s: float | None = None  # seconds to spare; negative when late
    searched: Searched | None = None
    nearest_miss: Miss | None = None
    settled: int | None = None  # the moment at which it was kept, broken or out of time

    @property
    def turn(self) -> int | None:
        """The turn that answers for it: where it was broken first, else its trigger's, else its first witness'."""
        places: tuple[Breach | Hit | None, ...] = (*self.breaches[:1], self.trigger, *self.witnesses[:1])
        return next((place.turn for place in places if place and place.turn is not None), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    rule: str
    conversation: str
    outcome: Outcome
    judgements: tuple[Judgement, ...] = ()
    reason: Message | None = None


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    return min(outcomes, key=_RANK.__getitem__)


_RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}
