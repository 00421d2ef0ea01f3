"""Rule and Rulebook: what is demanded, of whom, when, and by which clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from compliance.model.learned import LearnedCue
from compliance.model.problem import Place
from compliance.model.transcript import Role
from compliance.model.window import Window
from compliance.model.workdays import Calendar, Hours


class Level(IntEnum):
    """Ordered, so that a threshold can be compared. A failed fatal rule makes the score 0."""

    INFO = 0
    WARN = 1
    ERROR = 2
    FATAL = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase as its author wrote it; `lexicon` names the list it came from, `better` what to say instead."""

    text: str
    lexicon: str | None = None
    sounds_like: bool = False
    better: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody said one of these phrases. `key` is unique among the cues of a rulebook."""

    key: int
    role: Role
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Somebody said anything at all."""

    role: Role


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One of these fields of the service record is filled in."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    cues: tuple[Cue, ...]


Cue = Said | Anything | Happened | Recorded | AllOf | AnyOf


def said_parts(cue: Cue) -> Iterator[Said]:
    """The spoken parts of a cue."""
    if isinstance(cue, Said):
        yield cue
    elif isinstance(cue, AllOf | AnyOf):
        for part in cue.cues:
            yield from said_parts(part)


@dataclass(frozen=True, slots=True)
class Where:
    """A part of the conversation: its first or last turns of the side that is spoken of, seconds, or share of turns."""

    end: str  # "first" or "last"
    turns: int | None = None
    seconds: float | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    cue: Cue
    each: str = "episode"  # "episode", "every" or "first"
    unless: tuple[Phrase, ...] = ()  # said of the trigger: it then is none


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation in the rule file and the verdict its author expects."""

    expected: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` names a module of the rules wing, `params` are what that module made of the author's words."""

    id: str
    name: str
    kind: str
    params: object
    level: Level
    points: float
    clauses: tuple[str, ...]
    place: Place
    version: str = ""
    status: str = "stable"
    over: str = "conversation"
    applies_to: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    when: Trigger | None = None
    where: Where | None = None
    within: Window | None = None
    each_day: Hours | None = None
    calendar: Calendar = field(default_factory=Calendar)
    unless: tuple[Phrase, ...] = ()
    unless_before: Cue | None = None
    instead: str | None = None
    message: str | None = None
    waivable: bool = True
    replaces: tuple[str, ...] = ()
    known_false_positives: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand of a regulation. `reason` says why no rule can see it, where that is so."""

    id: str
    regulation: str
    section: str
    demand: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rulebook:
    source: str
    version: str
    rules: tuple[Rule, ...]
    cues: tuple[tuple[Said, tuple[Phrase, ...]], ...] = ()  # every cue, with the phrases that excuse its hits
    lexicons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    learned: Mapping[str, LearnedCue] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    files: tuple[str, ...] = ()
