"""Occurrences: when a cue came true on a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Recorded, Said
from compliance.model.timeline import Hearing, Moment, Timeline
from compliance.model.transcript import Role
from compliance.model.verdict import Hit


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a rule may look at: the moments, and who said what."""

    timeline: Timeline
    heard: Hearing


def occurrences(scene: Scene, cue: Cue) -> Sequence[Hit]:
    """In the order of the timeline. A cue made of several (`all`) comes true where the last of them first occurs."""
    moments = scene.timeline.moments
    match cue:
        case Said():
            return scene.heard.hits(cue)
        case Anything(role):
            return [_whole(moments[i]) for i in scene.timeline.by_role[role]]
        case Happened(types):
            return [_whole(m) for m in moments if m.event and m.event.type in types]
        case Recorded(fields):
            record = scene.timeline.conversation.record or {}
            return [_field(name, record[name]) for name in fields if filled(record.get(name))][:1]
        case AnyOf(cues):
            return sorted((hit for part in cues for hit in occurrences(scene, part)), key=position)
        case AllOf(cues):
            firsts = [next(iter(occurrences(scene, part)), None) for part in cues]
            known = [hit for hit in firsts if hit]
            return [max(known, key=position)] if len(known) == len(firsts) else ()


def position(hit: Hit) -> tuple[int, int]:
    return hit.moment, hit.start


def side(cue: Cue) -> Role | None:
    """Whose words the cue is about; None for events and records alone."""
    match cue:
        case Said(role=role) | Anything(role=role):
            return role
        case AllOf(cues) | AnyOf(cues):
            return next((found for part in cues if (found := side(part))), None)
        case _:
            return None


def wanted(cue: Cue) -> tuple[str, ...]:
    """What the cue listens for, as its author wrote it."""
    match cue:
        case Said(phrases=phrases):
            return tuple(dict.fromkeys(f"${p.lexicon}" if p.lexicon else p.text for p in phrases))
        case Anything(role):
            return (f"{role}: anything",)
        case Happened(types):
            return tuple(f"event: {name}" for name in types)
        case Recorded(fields):
            return tuple(f"record: {name}" for name in fields)
        case AllOf(cues) | AnyOf(cues):
            return tuple(word for part in cues for word in wanted(part))


def filled(value: object) -> bool:
    """A record field counts when it holds something: blanks and empty lists do not."""
    return value is not None and value not in ("", [], {}) and str(value).strip() != ""


def _whole(moment: Moment) -> Hit:
    """Anything said, or an event: counts at its start."""
    text = moment.turn.text if moment.turn else moment.event.type if moment.event else ""
    turn = moment.turn.index if moment.turn else None
    return Hit(moment.index, turn, 0, len(text) if moment.turn else 0, text, text, "", start_s=moment.start_s, end_s=moment.start_s)


def _field(name: str, value: object) -> Hit:
    return Hit(-1, None, 0, 0, f"{name}: {value}", name, f"record: {name}")
