"""Switching: when lots are to be inspected more severely, when less, and when not at all (GB/T 2828.1, 9.3 and 9.4)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from compliance.model.gate import Inspection

LOOKED_BACK, TOO_MANY = 5, 2  # two of five or fewer consecutive lots not accepted: tightened
GOOD_RUN = 5  # five consecutive lots accepted under tightened inspection: normal again
LAST_STRAW = 5  # five lots not accepted under tightened inspection: stop


class Past(StrEnum):
    """What became of a lot at its first inspection; `resumed`: after a stop, things were put right."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RESUMED = "resumed"


def inspection_after(history: Iterable[Past]) -> Inspection:
    """How the next lot is inspected. The first one is inspected normally."""
    now, since = Inspection.NORMAL, list[Past]()
    for past in history:
        if past is Past.RESUMED:
            now, since = (Inspection.TIGHTENED, []) if now is Inspection.STOPPED else (now, since)
            continue
        since.append(past)
        after = _after(now, since)
        now, since = after, since if after is now else []
    return now


def _after(now: Inspection, since: list[Past]) -> Inspection:
    """`since`: the lots under the present inspection."""
    if now is Inspection.NORMAL and since[-LOOKED_BACK:].count(Past.REJECTED) >= TOO_MANY:
        return Inspection.TIGHTENED
    if now is Inspection.TIGHTENED:
        if since.count(Past.REJECTED) >= LAST_STRAW:
            return Inspection.STOPPED
        if len(since) >= GOOD_RUN and Past.REJECTED not in since[-GOOD_RUN:]:
            return Inspection.NORMAL
    return now
