"""Occurrences: when a cue came true on a timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Recorded, Said
from compliance.model.timeline import Hearing, Moment, Timeline
from compliance.model.transcript import Role
from compliance.model.verdict import Hit

Single = Said | Anything | Happened | Recorded
Counts = Callable[[Single, Sequence[Hit]], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a rule may look at: the moments, and who said what. What was looked up once is remembered."""

    timeline: Timeline
    heard: Hearing
    _seen: dict[Anything | Happened | Recorded, Sequence[Hit]] = field(default_factory=dict)
    _elsewhere: dict[int, Sequence[Hit]] = field(default_factory=dict)
    _adrift: dict[Happened, Sequence[Hit]] = field(default_factory=dict)

    def hits(self, cue: Single) -> Sequence[Hit]:
        if isinstance(cue, Said):
            return self.heard.hits(cue)
        if cue not in self._seen:
            self._seen[cue] = _unspoken(self.timeline, cue)
        return self._seen[cue]

    def adrift(self, cue: Happened) -> Sequence[Hit]:
        """The events of which nobody knows between which turns they lie."""
        if cue not in self._adrift:
            self._adrift[cue] = [hit for hit in self.hits(cue) if self.timeline.moments[hit.moment].adrift]
        return self._adrift[cue]

    def said_by_the_other(self, cue: Said) -> Sequence[Hit]:
        """The same phrases in the mouth of the other side."""
        if cue.key not in self._elsewhere:
            self._elsewhere[cue.key] = self.heard.said_by(cue, other_side(cue.role))
        return self._elsewhere[cue.key]


def grown(scene: Scene, timeline: Timeline) -> Scene:
    """The scene after one more moment, the last of this timeline: what was looked up before is not looked up again."""
    moment = timeline.moments[-1]
    seen = {cue: (*hits, _whole(moment)) if _is(cue, moment) else hits for cue, hits in scene._seen.items()}
    return Scene(timeline, scene.heard, seen)


def occurrences(scene: Scene, cue: Cue, counting: Counts = lambda _, hits: hits) -> Sequence[Hit]:
    """In the order of the timeline, those of each single cue that `counting` leaves over.

    A cue made of several (`all`) comes true where the last of them first occurs.
    """
    match cue:
        case AnyOf(cues):
            return sorted((hit for part in cues for hit in occurrences(scene, part, counting)), key=position)
        case AllOf(cues):
            firsts = [next(iter(occurrences(scene, part, counting)), None) for part in cues]
            known = [hit for hit in firsts if hit]
            return [max(known, key=position)] if len(known) == len(firsts) else ()
        case _:
            hits = scene.hits(cue)
            return counting(cue, hits) if hits else ()


def _unspoken(timeline: Timeline, cue: Anything | Happened | Recorded) -> Sequence[Hit]:
    match cue:
        case Anything(role):
            return [_whole(timeline.moments[i]) for i in timeline.by_role[role] if _is(cue, timeline.moments[i])]
        case Happened():
            return [_whole(moment) for moment in timeline.moments if _is(cue, moment)]
        case Recorded(fields):
            record = timeline.conversation.record or {}
            return [field_hit(name, record[name]) for name in fields if filled(record.get(name))][:1]


def _is(cue: Anything | Happened | Recorded, moment: Moment) -> bool:
    """Whether this moment is such a thing; a record is none."""
    match cue:
        case Anything(role):
            return moment.turn is not None and moment.turn.role is role and bool(moment.turn.text.strip())
        case Happened(types):
            return moment.event is not None and moment.event.type in types
        case Recorded():
            return False


def other_side(role: Role) -> Role:
    return Role.CUSTOMER if role is Role.AGENT else Role.AGENT


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


def field_hit(name: str, value: object) -> Hit:
    return Hit(-1, None, 0, 0, f"{name}: {value}", name, f"record: {name}")


def _whole(moment: Moment) -> Hit:
    """Anything said, or an event: counts at its start."""
    text = moment.turn.text if moment.turn else moment.event.type if moment.event else ""
    turn = moment.turn.index if moment.turn else None
    return Hit(moment.index, turn, 0, len(text) if moment.turn else 0, text, text, "", start_s=moment.start_s, end_s=moment.start_s)
