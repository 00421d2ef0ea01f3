"""Overrides: what a profile changes in the rules of its packs: level, points, window, limit, or off."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from compliance.model.message import message
from compliance.model.rule import Level, Rule
from compliance.rulebook.desk import Desk
from compliance.rulebook.rule_entry import LEVELS, POINTS
from compliance.rulebook.source import File
from compliance.rulebook.strict_yaml import Node
from compliance.rulebook.windows import bound_of, window_of
from compliance.rules import count, measure
from compliance.rules.metrics import IN_SECONDS

OVERRIDE_KEYS = ("level", "points", "within", "max", "off", "reason")


def overridden(written: Sequence[Rule], files: Sequence[File], desk: Desk) -> tuple[Rule, ...]:
    """The rules as changed, those that are off left out; what a later file says comes last."""
    rules = {rule.id: rule for rule in written}
    off: dict[str, bool] = {}
    for file in files:
        node = file.entries.get("overrides")
        for rule_id, change in desk.mapping(node, "overrides").items() if node else ():
            place = (node.keys or {})[rule_id] if node else change.place
            if rule_id not in rules:
                desk.fault(place, message("rulebook.no_rule", id=rule_id), desk.did_you_mean(rule_id, rules))
                continue
            desk.known_keys(change, OVERRIDE_KEYS, "overrides")
            entries = desk.mapping(change, "overrides")
            if "off" in entries:
                off[rule_id] = desk.flag(entries["off"], "off")
            rules[rule_id] = _changed(rules[rule_id], entries, desk)
    return tuple(rule for rule_id, rule in rules.items() if not off.get(rule_id))


def _changed(rule: Rule, entries: Mapping[str, Node], desk: Desk) -> Rule:
    if "level" in entries:
        level = Level[desk.choice(entries["level"], "level", LEVELS).upper()]
        usual = rule.points == POINTS[rule.level]  # default points go with the level
        rule = replace(rule, level=level, points=POINTS[level] if usual else rule.points)
    if "points" in entries:
        rule = replace(rule, points=desk.number(entries["points"], "points"))
    if "within" in entries:
        rule = replace(rule, within=window_of(entries["within"], desk))
    if "max" in entries:
        rule = _with_most(rule, entries["max"], desk)
    if "reason" in entries:
        desk.text(entries["reason"], "reason")
    changes = ",".join(f"{key}={entries[key].raw}" for key in sorted(entries) if key not in ("reason", "off"))
    return replace(rule, version=hashlib.sha256(f"{rule.version}{changes}".encode()).hexdigest()[:12]) if changes else rule


def _with_most(rule: Rule, node: Node, desk: Desk) -> Rule:
    if isinstance(rule.params, count.Params):
        most = int(desk.number(node, "max", whole=True))
        if most < rule.params.least:
            desk.fault(node.place, message("rulebook.count_bounds"))
        return replace(rule, params=replace(rule.params, most=most))
    if isinstance(rule.params, measure.Params):
        limit = bound_of(node, "max", desk, seconds=rule.params.metric in IN_SECONDS)
        return replace(rule, params=replace(rule.params, most=limit))
    desk.fault(node.place, message("rulebook.key_of_other_kind", key="max", kind=rule.kind))
    return rule
