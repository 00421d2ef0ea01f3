"""Waivers as they are written down: waivers.yaml, read as strictly as the rules; what has expired or may not be waived is a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rule
from compliance.model.waiver import Waiver
from compliance.rulebook.desk import Desk, found, named, shown
from compliance.rulebook.source import LANGUAGE_VERSION, file_text
from compliance.rulebook.strict_yaml import Node, parse
from compliance.text.normalise import fold

FILE_KEYS = ("version", "waivers")
REQUIRED_KEYS = ("rule", "conversation", "reason", "by", "until")
WAIVER_KEYS = ("rule", "conversation", "text", "reason", "by", "until")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_waivers(path: Path, rules: Sequence[Rule], today: date) -> tuple[Waiver, ...]:
    """The waivers of that file, for findings of these rules. Raises Problems with every fault found."""
    desk = Desk()
    text = file_text(path)
    if isinstance(text, Message):
        missing = text.key in ("rulebook.no_file", "rulebook.is_folder")
        raise Problems([Problem(Place(str(path)), message("waivers.no_file") if missing else text, message("waivers.no_file_hint"))])
    root = parse(text, str(path), desk.problems)
    waivers = _waivers(root, {rule.id: rule for rule in rules}, today, desk) if root else []
    if [problem.what.key for problem in desk.problems] == ["rulebook.empty_file"]:
        raise Problems([Problem(Place(str(path), 1), message("waivers.empty"), message("waivers.empty_hint"))])
    if desk.problems:
        raise Problems(sorted(desk.problems, key=lambda problem: (problem.place.line or 0, problem.place.column or 0)))
    return tuple(waivers)


def folded(words: str) -> str:
    """Words of a waiver, or of a report, as fingerprints have them."""
    return fold(words).text.strip()


def _waivers(root: Node, rules: dict[str, Rule], today: date, desk: Desk) -> list[Waiver]:
    desk.known_keys(root, FILE_KEYS, "file")
    entries = desk.mapping(root, "file")
    version = entries.get("version")
    if version and (type(version.value) is not int or version.value != LANGUAGE_VERSION):
        desk.fault(version.place, message("rulebook.version", raw=version.raw), message("rulebook.version_hint"))
    if "waivers" not in entries:
        if not desk.problems:
            desk.fault(root.place, message("rulebook.missing_key", what=named("file"), key="waivers"), message("waivers.keys_hint"))
        return []
    first: dict[tuple[str, str, str], Waiver] = {}
    for node in desk.sequence(entries["waivers"], "waivers"):
        waiver = _waiver(node, rules, today, desk)
        key = (waiver.rule, waiver.conversation, waiver.words)
        if waiver.rule and key in first:
            desk.fault(waiver.place, message("waivers.twice", line=first[key].place.line), message("waivers.twice_hint"))
        first.setdefault(key, waiver)
    return list(first.values())


def _waiver(node: Node, rules: dict[str, Rule], today: date, desk: Desk) -> Waiver:
    desk.known_keys(node, WAIVER_KEYS, "waivers")
    entries = desk.mapping(node, "waivers")
    for key in REQUIRED_KEYS if entries else ():
        if key not in entries and not desk.misspelt(node, (key,), WAIVER_KEYS):
            desk.fault(node.place, message("rulebook.missing_key", what=named("waivers"), key=key), message("waivers.keys_hint"))
    said = {key: _word(entries[key], key, desk) if key in entries else "" for key in ("rule", "conversation", "text", "reason", "by")}
    if said["rule"]:
        _may_be_waived(said["rule"], entries["rule"], rules, desk)
    until = _until(entries["until"], today, desk) if "until" in entries else today
    return Waiver(said["rule"], said["conversation"], folded(said["text"]), said["reason"], said["by"], until, node.place)


def _word(node: Node, what: str, desk: Desk) -> str:
    """A number is as good as a word: ids often look like one, and count as they are written."""
    return node.raw.strip() if isinstance(node.value, int | float) and not isinstance(node.value, bool) else desk.text(node, what)


def _may_be_waived(rule: str, node: Node, rules: dict[str, Rule], desk: Desk) -> None:
    if rule not in rules:
        desk.fault(node.place, message("rulebook.no_rule", id=shown(rule)), desk.did_you_mean(rule, rules))
    elif not rules[rule].waivable:
        desk.fault(node.place, message("waivers.forbidden", id=rule), message("waivers.forbidden_hint"))


def _until(node: Node, today: date, desk: Desk) -> date:
    """The last day on which it holds."""
    raw = node.value.strip() if isinstance(node.value, str) else ""
    try:
        until = date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
    except ValueError:  # no such day
        until = None
    if until is None:
        desk.fault(node.place, message("waivers.bad_day", found=found(node)), message("waivers.bad_day_hint"))
        return today
    if until < today:
        desk.fault(
            node.place, message("waivers.expired", until=until.isoformat(), today=today.isoformat()), message("waivers.expired_hint")
        )
    return until
