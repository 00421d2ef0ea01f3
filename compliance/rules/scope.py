"""Scope: the part of a conversation that `where` names. Turns are counted on the side that is spoken of."""

from __future__ import annotations

from math import ceil

from compliance.model.rule import Where
from compliance.model.timeline import Timeline
from compliance.model.transcript import Role
from compliance.model.verdict import Hit
from compliance.rules.deadline import Deadline


def place_in_scope(where: Where, hit: Hit, timeline: Timeline, side: Role) -> str:
    """in, out, unsure (times are missing) or later (only the end of the conversation will tell)."""
    if not timeline.closed and only_the_end_tells(where):
        return "later"
    if where.seconds is not None:
        return _by_clock(where.end, where.seconds, hit, timeline)
    turns = timeline.by_role[side]
    count = _count(where, len(turns))
    if where.end == "first":
        return "in" if len(turns) < count or hit.moment <= turns[count - 1] else "out"
    return "in" if not turns or hit.moment >= turns[-count:][0] else "out"


def only_the_end_tells(where: Where) -> bool:
    return where.end == "last" or where.share is not None


def scope_over(where: Where, timeline: Timeline, side: Role) -> bool:
    """Nothing that is still to come can lie in the scope."""
    if timeline.closed or only_the_end_tells(where):
        return timeline.closed
    if where.seconds is not None:
        return Deadline(where.seconds, timeline.precision_s, timeline.now_s).passed
    return where.turns is not None and len(timeline.by_role[side]) >= where.turns


def _count(where: Where, turns: int) -> int:
    """A share of the turns is rounded up, and is at least one turn (rounded first: 0.07 × 100 is more than 7 to a machine)."""
    return where.turns if where.turns is not None else max(1, ceil(round((where.share or 0) * turns, 6)))


def _by_clock(end: str, seconds: float, hit: Hit, timeline: Timeline) -> str:
    limit = Deadline(seconds, timeline.precision_s)
    if end == "first":
        return limit.place(hit.start_s, hit.end_s, timeline.moments[hit.moment].not_before_s)
    if hit.start_s is None or timeline.talk_until_s is None:
        return "unsure"
    return limit.place(timeline.talk_until_s - (hit.start_s if hit.end_s is None else hit.end_s), timeline.talk_until_s - hit.start_s)
