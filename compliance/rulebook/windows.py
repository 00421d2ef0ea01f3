"""Windows: how long, how much, in which part of the conversation; every amount with its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compliance.model.message import Message, message
from compliance.model.rule import Where
from compliance.model.window import Window, parse_window
from compliance.rulebook.desk import Desk, shown
from compliance.rulebook.strict_yaml import Node

_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_BARE = re.compile(r"\d+(\.\d+)?")
# Units as people write them, and the one that is meant.
_UNITS = (
    (r"秒钟?|secs?|seconds?", "s"),
    (r"分钟?|mins?|minutes?", "m"),
    (r"个?小时|个?钟头|hrs?|hours?", "h"),
    (r"天|日|days?", "d"),
    (r"个?工作日|workingdays?|workday", " workday"),
    (r"[句条轮]|turn", " turns"),
    (r"轮?回复|reply", " reply"),
)


def window_of(node: Node, desk: Desk, what: str = "within") -> Window | None:
    window = parse_window(node.raw) if isinstance(node.value, str) else None
    if window is None:
        _window_fault(node, desk, what, message("rulebook.window_hint"))
    return window


def bound_of(node: Node, what: str, desk: Desk, *, seconds: bool) -> float:
    """A limit: with a unit where it is a time, bare where it is a rate or a count. 0 where it cannot be read."""
    if not seconds:
        return desk.number(node, what)
    window = parse_window(node.raw) if isinstance(node.value, str) else None
    if window is None or window.unit != "seconds":
        _window_fault(node, desk, what, message("rulebook.unit_hint"))
        return 0.0
    return window.amount


def parse_where(node: Node, desk: Desk, scopes: Mapping[str, Where]) -> Where | None:
    """opening, closing, anywhere, {first: 2 turns}, {first: 15s}, {last: 2 turns}, {last: 20%}"""
    if isinstance(node.value, Mapping):
        desk.known_keys(node, ("first", "last"), "where")
        ends = [end for end in ("first", "last") if end in node.value]
        if len(ends) == 1:
            return part_of(ends[0], node.value[ends[0]], desk)
        if ends or not node.value:
            desk.fault(node.place, message("rulebook.bad_where"), message("rulebook.where_hint"))
        return None
    return scopes.get(desk.choice(node, "where", ("anywhere", *scopes)))


def part_of(end: str, node: Node, desk: Desk) -> Where | None:
    """The part under `first:` or `last:`."""
    share = _SHARE.fullmatch(node.raw)
    if share and 0 < float(share[1]) <= 100:
        return Where(end, share=float(share[1]) / 100)
    window = parse_window(node.raw) if isinstance(node.value, str) else None
    if window is None or window.unit not in ("turns", "seconds"):
        desk.fault(node.place, message("rulebook.bad_part", raw=shown(node.raw)), _meant(node.raw) or message("rulebook.part_hint"))
        return None
    return Where(end, turns=int(window.amount)) if window.unit == "turns" else Where(end, seconds=window.amount)


def _window_fault(node: Node, desk: Desk, what: str, hint: Message) -> None:
    key = "rulebook.no_unit" if _BARE.fullmatch(node.raw) else "rulebook.bad_window"
    desk.fault(node.place, message(key, what=what, raw=shown(node.raw)), _meant(node.raw) or hint)


def _meant(raw: str) -> Message | None:
    """`15秒`, `3 minutes`: the same with a unit of the language."""
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(\S+)", raw.strip()):
        for words, unit in _UNITS:
            if re.fullmatch(words, found[2], re.IGNORECASE) and parse_window(found[1] + unit):
                return message("rulebook.did_you_mean", word=found[1] + unit)
    return None
