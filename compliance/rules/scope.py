"""Scope: the part of a conversation that `where` names. Turns are counted on the side that is spoken of."""

from __future__ import annotations

from math import ceil

from compliance.model.rule import Where
from compliance.model.timeline import Timeline
from compliance.model.transcript import Role
from compliance.model.verdict import Hit


def place_in_scope(where: Where, hit: Hit, timeline: Timeline, side: Role) -> str:
    """in, out, unsure (times are missing) or later (only the end of the conversation will tell)."""
    turns = timeline.by_role[side]
    if where.seconds is not None:
        return _by_clock(where, hit, timeline)
    count = _count(where, len(turns))
    if where.end == "first":
        if where.share is not None and not timeline.closed:
            return "later"
        return "in" if len(turns) < count or hit.moment <= turns[count - 1] else "out"
    if not timeline.closed:
        return "later"
    return "in" if not turns or hit.moment >= turns[-count:][0] else "out"


def scope_over(where: Where, timeline: Timeline, side: Role) -> bool:
    """Nothing that is still to come can lie in the scope."""
    if where.end == "last":
        return timeline.closed
    if where.seconds is not None:
        return timeline.closed or (timeline.now_s is not None and timeline.now_s > where.seconds + timeline.precision_s)
    return timeline.closed or (where.turns is not None and len(timeline.by_role[side]) >= where.turns)


def _count(where: Where, turns: int) -> int:
    return where.turns if where.turns is not None else max(1, ceil((where.share or 0) * turns))


def _by_clock(where: Where, hit: Hit, timeline: Timeline) -> str:
    if where.end == "last" and not timeline.closed:
        return "later"
    if hit.start_s is None or timeline.now_s is None or where.seconds is None:
        return "unsure"
    start_s, end_s = hit.start_s, hit.start_s if hit.end_s is None else hit.end_s
    if where.end == "last":
        start_s, end_s = timeline.now_s - end_s, timeline.now_s - start_s
    earliest, latest = start_s - timeline.precision_s, end_s + timeline.precision_s
    if latest <= where.seconds or earliest == where.seconds:
        return "in"
    return "unsure" if earliest < where.seconds else "out"
