"""Label: what a person who read a conversation says of a rule, and the notes of the tool that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from compliance.model.problem import Place
from compliance.model.verdict import Outcome


class Mark(StrEnum):
    """The three answers of a reader: kept, broken, or nothing to judge."""

    PASS = "pass"
    FAIL = "fail"
    NA = "na"


@dataclass(frozen=True, slots=True)
class Label:
    """`turns` are the offending turns (from 0) where the reader named them, None where the conversation was judged as a whole."""

    mark: Mark
    turns: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """All labels of one conversation, by rule id; what the reader left undecided is not among them."""

    id: str
    place: Place
    labels: Mapping[str, Label]


@dataclass(frozen=True, slots=True)
class Review:
    """A person's word on one finding. `correct` is None where none was given yet."""

    finding: str
    correct: bool | None
    place: Place


@dataclass(frozen=True, slots=True)
class Quote:
    """Words and the turn they stand in, masked for the eyes they are meant for; `text` is None for an absence.

    `signs`: what a learned cue took them for, strongest first.
    """

    turn: int | None
    text: str | None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictNote:
    """What a verdict row says, as far as it is compared with labels."""

    conversation: str
    rule: str
    outcome: Outcome
    reason: str | None
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class FindingNote:
    """What a finding row says, as far as it is compared with labels. `phrase` holds the lexicon's name too, where there is one."""

    fingerprint: str
    conversation: str
    rule: str
    quote: Quote
    reason: str | None
    phrase: str | None
    trigger: Quote | None
