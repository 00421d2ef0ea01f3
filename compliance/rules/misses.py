"""Nearest miss: what came closest to an absent answer, and why it does not count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from compliance.model.message import message
from compliance.model.rule import AllOf, AnyOf, Cue, Happened, said_parts
from compliance.model.verdict import Hit, Miss
from compliance.rules.activation import Activation, Fit
from compliance.rules.occurrences import other_side, position

LATE = "judge.miss_late"
EVENT_LATE = "judge.miss_event_late"


def nearest_miss(cue: Cue, activation: Activation, before: Hit | None = None) -> Miss | None:
    """Said too late, said before it was due, or said by the other side; None where nothing like it was said.

    `before`: the words that it should have preceded.
    """
    where, trigger = activation.rule.where, activation.trigger
    for part in said_parts(cue):
        after = activation.after(part)
        in_the_end = where is not None and where.end == "last"
        outside = (hit for hit in (reversed(after) if in_the_end else after) if before or activation.fit(hit) is not Fit.IN)
        if hit := next(outside, None):
            if before and position(hit) > position(before):
                return _miss(hit, "judge.miss_after_next")
            return _outside(hit, activation)
        said = activation.scene.hits(part)
        if too_soon := bisect_left(said, position(trigger), key=position) if trigger else 0:
            return _miss(said[too_soon - 1], "judge.miss_before")
        for hit in activation.scene.said_by_the_other(part):
            return _miss(hit, "judge.miss_other_side", side=message(f"role.{other_side(part.role)}"))
    return None if before else _late_event(cue, activation)


def _late_event(cue: Cue, activation: Activation) -> Miss | None:
    """The first event behind the window."""
    if activation.limit_s is None or activation.ended is None:
        return None
    late = []
    for part in _happened(cue):
        hits = activation.scene.hits(part)
        behind = bisect_right(hits, activation.ended, key=lambda hit: hit.moment)
        late += [hit for hit in hits[behind : behind + 1] if hit.start_s is not None]
    return _miss(min(late, key=position), EVENT_LATE) if late else None


def only_happens(cue: Cue) -> bool:
    """Nothing that anybody could say meets it, only events."""
    return all(map(only_happens, cue.cues)) if isinstance(cue, AllOf | AnyOf) else isinstance(cue, Happened)


def _happened(cue: Cue) -> Iterator[Happened]:
    if isinstance(cue, Happened):
        yield cue
    elif isinstance(cue, AllOf | AnyOf):
        for part in cue.cues:
            yield from _happened(part)


def _outside(hit: Hit, activation: Activation) -> Miss:
    """Too late where only the clock is against it."""
    limit_s = activation.limit_s
    if limit_s is None or hit.start_s is None or hit.start_s <= limit_s:
        return _miss(hit, "judge.miss_outside")
    return _miss(hit, LATE, time=seconds(hit.start_s), limit=seconds(limit_s))


def seconds(time_s: float) -> str:
    """As messages tell them: 34, 34.5."""
    return f"{time_s:.1f}".removesuffix(".0")


def _miss(hit: Hit, key: str, **values: object) -> Miss:
    return Miss(hit.turn, hit.text, message(key, **values), hit.start_s)
