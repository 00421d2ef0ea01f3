"""Load: rules.yaml, with the packs it extends and its overrides, into a Rulebook; all faults told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.model.gate import Gate
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rule, Rulebook, Where
from compliance.rulebook.calendar import calendar_of
from compliance.rulebook.clause_table import clauses_of, shipped_clauses
from compliance.rulebook.desk import Desk, items, shown
from compliance.rulebook.gate_file import gate_of
from compliance.rulebook.learned_cues import learned_cues
from compliance.rulebook.lint import lint
from compliance.rulebook.overrides import overridden
from compliance.rulebook.phrasebook import LEXICON_NAME, Phrasebook
from compliance.rulebook.rule_entry import Builder
from compliance.rulebook.source import File, read_with_packs, shipped_rules
from compliance.rulebook.strict_yaml import Node
from compliance.rulebook.windows import part_of

_OPENING, _CLOSING = Where("first", turns=2), Where("last", turns=3)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`written` is the rulebook before overrides: its examples hold for it. `digest` names the content of all files read."""

    rulebook: Rulebook
    written: Rulebook
    warnings: tuple[Problem, ...]
    digest: str
    gate: Gate | None = None


def load(path: Path) -> Loaded:
    """Raises Problems with every fault found in the file and the packs it extends."""
    desk = Desk()
    files = read_with_packs(path, desk)
    if files is None:
        raise Problems(_in_order(desk.problems))
    learned = learned_cues(files, desk)
    book = Phrasebook(desk, _lexicons(files, desk), learned)
    lexicons = {name: book.lexicon(name, node) for name, node in book.lexicons.items()}
    book.used.clear()  # from here on: what rules ask for
    clauses = clauses_of(files, desk)
    calendar = calendar_of((file.entries["calendar"] for file in files if "calendar" in file.entries), desk)
    builder = Builder(desk, book, _scopes(files, desk), clauses, calendar)
    rules = _rules(files, builder)
    lint(rules, builder.entries, desk)
    _unused(files, book)
    final = overridden(rules, files, desk)
    gate = _gate(files, rules, desk)
    if desk.problems:
        raise Problems(_in_order(desk.problems))
    sound = {name: cue for name, cue in learned.items() if cue}
    digest = hashlib.sha256("\0".join((*(file.text for file in files), *(cue.version for cue in sound.values()))).encode()).hexdigest()
    written = Rulebook(
        source=str(path),
        version=digest[:12],
        rules=tuple(rules),
        cues=tuple((said, unless) for (_, _, unless), said in book.cues.items()),
        lexicons={name: tuple(phrase.text for phrase in phrases) for name, phrases in lexicons.items()},
        learned=sound,
        clauses=clauses or (shipped_clauses(shipped_rules()) if any(rule.clauses for rule in rules) else {}),
        files=(*(file.source for file in files), *(cue.source for cue in sound.values())),
    )
    return Loaded(replace(written, rules=final), written, tuple(_in_order(desk.warnings)), digest, gate)


def _lexicons(files: Sequence[File], desk: Desk) -> dict[str, Node]:
    """A later file replaces a lexicon of the same name; `+名字` adds to it."""
    merged: dict[str, Node] = {}
    for file in files:
        written = file.entries.get("lexicons")
        for key, node in desk.mapping(written, "lexicons").items() if written else ():
            place = (written.keys or {})[key] if written else node.place
            name = key.removeprefix("+")
            if not LEXICON_NAME.fullmatch(name):
                plain = "".join(char for char in name if LEXICON_NAME.fullmatch(char))
                hint = message("rulebook.did_you_mean", word=plain) if plain else None
                desk.fault(place, message("rulebook.bad_lexicon_name", name=shown(name)), hint)
            if key == name:
                merged[name] = node
            elif name in merged:
                merged[name] = _joined(merged[name], node)
            else:
                desk.fault(place, message("rulebook.no_lexicon", name=shown(name)), desk.did_you_mean(name, merged))
    return merged


def _joined(old: Node, new: Node) -> Node:
    """Both lists in one; the long form keeps its options for all, and takes those of the addition."""
    before, after = _long(old), _long(new)
    phrases = replace(before["phrases"], value=(*items(before["phrases"]), *items(after["phrases"])))
    entries = {**before, **after, "phrases": phrases}
    return replace(old, value=entries, keys={key: node.place for key, node in entries.items()})


def _long(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, Mapping) and "phrases" in node.value else {"phrases": node}


def _scopes(files: Sequence[File], desk: Desk) -> dict[str, Where]:
    scopes = {"opening": _OPENING, "closing": _CLOSING}
    for file in files:
        written = file.entries.get("scopes")
        if written is None:
            continue
        desk.known_keys(written, tuple(scopes), "scopes")
        for name, node in desk.mapping(written, "scopes").items():
            where = part_of("last" if name == "closing" else "first", node, desk) if name in scopes else None
            if where:
                scopes[name] = where
    return scopes


def _rules(files: Sequence[File], builder: Builder) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for file in files:
        if "rules" not in file.entries:
            continue
        for node in builder.desk.sequence(file.entries["rules"], "rules"):
            rule = builder.rule(node)
            if rule and rule.id in rules:
                first = rules[rule.id].place
                hint = message("rulebook.duplicate_rule_hint")
                builder.desk.fault(rule.place, message("rulebook.duplicate_rule", id=rule.id, place=str(first)), hint)
            elif rule:
                rules[rule.id] = rule
    if not rules and not builder.desk.problems:
        builder.desk.fault(Place(files[-1].source, 1), message("rulebook.no_rules"), message("rulebook.no_rules_hint"))
    return list(rules.values())


def _gate(files: Sequence[File], rules: Sequence[Rule], desk: Desk) -> Gate | None:
    """The gate of the last file that has one; those of the packs must be sound, too."""
    gates = [gate_of(file.entries["gate"], [rule.id for rule in rules], desk) for file in files if "gate" in file.entries]
    return gates[-1] if gates else None


def _unused(files: Sequence[File], book: Phrasebook) -> None:
    """Lexicons and learned cues that no rule asks for; and lexicons that a cue would weigh, if they were there."""
    asked_for = book.behind()
    for file in files:
        lexicons, cues = file.entries.get("lexicons"), file.entries.get("cues")
        for key, place in (lexicons.keys or {}).items() if lexicons else ():
            if key.removeprefix("+") not in asked_for:
                book.desk.warn(place, message("rulebook.unused_lexicon", name=key.removeprefix("+")))
        for name, place in (cues.keys or {}).items() if cues else ():
            cue = book.learned.get(name)
            if cue and f"~{name}" not in asked_for:
                book.desk.warn(place, message("rulebook.unused_cue", name=name))
            elif cue and (missing := [f"${one}" for one in cue.lists if one not in book.lexicons]):
                book.desk.warn(place, message("rulebook.cue_lexicons", name=name, lexicons=", ".join(missing)))


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    unique = list(dict.fromkeys(problems))
    return sorted(unique, key=lambda p: (p.place.source, p.place.line or 0, p.place.column or 0))
