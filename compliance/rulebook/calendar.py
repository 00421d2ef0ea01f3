"""Calendar: company days and business hours of the rule file, beside the public holidays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time

from compliance.model.message import message
from compliance.model.workdays import Calendar, Hours
from compliance.rulebook.desk import Desk
from compliance.rulebook.strict_yaml import Node

CALENDAR_KEYS = ("holidays", "make_up")
_HOURS = re.compile(r"(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)")


def calendar_of(nodes: Iterable[Node], desk: Desk) -> Calendar:
    """Later files add to earlier ones: `holidays` are days off, `make_up` are days worked."""
    days: dict[str, set[date]] = {key: set() for key in CALENDAR_KEYS}
    for node in nodes:
        desk.known_keys(node, CALENDAR_KEYS, "calendar")
        for key, listed in desk.mapping(node, "calendar").items():
            for item in desk.sequence(listed, key) if key in days else ():
                days[key] |= _day(item, desk)
    return Calendar(frozenset(days["holidays"]), frozenset(days["make_up"]))


def hours_of(node: Node, desk: Desk) -> Hours | None:
    """09:00-18:00; 24:00 is the end of the day."""
    found = _HOURS.fullmatch(node.raw.strip())
    if found:
        opens, closes = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
        if opens < closes <= (24, 0):
            return Hours(time(*opens), None if closes == (24, 0) else time(*closes))
    desk.fault(node.place, message("rulebook.bad_hours", raw=node.raw))
    return None


def _day(node: Node, desk: Desk) -> set[date]:
    try:
        return {date.fromisoformat(node.raw.strip())}
    except ValueError:
        desk.fault(node.place, message("rulebook.bad_day", raw=node.raw))
        return set()
