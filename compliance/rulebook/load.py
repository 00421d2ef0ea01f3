"""Load: rules.yaml, with the packs it extends and its overrides, into a Rulebook; all faults told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Clause, Level, Rule, Rulebook, Where
from compliance.rulebook.desk import Desk
from compliance.rulebook.lint import lint
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.rule_entry import LEVELS, Builder, parse_where, window_of
from compliance.rulebook.strict_yaml import Node, parse
from compliance.rules import count, measure
from compliance.rules.metrics import IN_SECONDS

FILE_KEYS = ("version", "scopes", "calendar", "regulations", "clauses", "lexicons", "rules", "extends", "overrides")
OVERRIDE_KEYS = ("level", "points", "within", "max", "off", "reason")
LANGUAGE_VERSION = 1
SHIPPED = "shipped"
MOST_BYTES = 10_000_000
_OPENING, _CLOSING = Where("first", turns=2), Where("last", turns=3)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`written` is the rulebook before overrides: its examples hold for it. `digest` names the content of all files read."""

    rulebook: Rulebook
    written: Rulebook
    warnings: tuple[Problem, ...]
    digest: str


def shipped_rules() -> Path:
    """rules.yaml of the installation; in a checkout, the one at its top."""
    inside = Path(str(resources.files("compliance"))) / "rules.yaml"
    return inside if inside.is_file() else inside.parent.parent / "rules.yaml"


def find_rules(given: str | None) -> Path:
    """The file named, else rules.yaml in the current folder, else the shipped one."""
    if given is not None:
        return shipped_rules() if given == SHIPPED else Path(given)
    here = Path("rules.yaml")
    return here if here.is_file() else shipped_rules()


def load(path: Path) -> Loaded:
    """Raises Problems with every fault found in the file and the packs it extends."""
    desk = Desk()
    files = _read_with_packs(path, desk, ())
    if desk.problems:
        raise Problems(desk.problems)
    lexicons = _lexicons(files, desk)
    book = Phrasebook(desk, lexicons)
    clauses = _clauses(files, desk)
    builder = Builder(desk, book, _scopes(files, desk), clauses)
    rules = _rules(files, builder)
    for name, node in lexicons.items():
        book.phrases(node, inside=(name,))
    warnings = lint(rules, book, desk)
    digest = hashlib.sha256("".join(file.text for file in files).encode()).hexdigest()
    written = Rulebook(
        source=str(path),
        version=digest[:12],
        rules=tuple(rules),
        cues=tuple((said, unless) for (_, _, unless), said in book.cues.items()),
        lexicons={name: tuple(phrase.text for phrase in book.phrases(node)) for name, node in lexicons.items()},
        clauses=clauses or _shipped_clauses(rules),
        files=tuple(file.source for file in files),
    )
    final = _overridden(written, files, desk)
    if desk.problems:
        raise Problems(_in_order(desk.problems))
    return Loaded(final, written, tuple(_in_order([*desk.warnings, *warnings])), digest)


@dataclass(frozen=True, slots=True)
class _File:
    source: str
    text: str
    entries: Mapping[str, Node]


def _read_with_packs(path: Path, desk: Desk, inside: tuple[Path, ...]) -> list[_File]:
    """Packs first, so that what extends them comes later."""
    source = str(path)
    try:
        data = path.read_bytes()
    except OSError as fault:
        what = message("rulebook.no_file") if isinstance(fault, FileNotFoundError) else message("rulebook.unreadable", said=fault.strerror)
        desk.fault(Place(source), what, message("rulebook.no_file_hint"))
        return []
    if len(data) > MOST_BYTES:
        desk.fault(Place(source), message("rulebook.too_big", most=MOST_BYTES))
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as fault:
            desk.fault(Place(source), message("rulebook.not_utf8", at=fault.start))
            return []
    try:
        root = parse(text, source)
    except Problems as found:
        desk.problems.extend(found.problems)
        return []
    entries = desk.mapping(root, "file")
    desk.known_keys(root, FILE_KEYS, "file")
    _version(root, entries, desk)
    files: list[_File] = []
    if "extends" in entries:
        for node in entries["extends"].value if isinstance(entries["extends"].value, tuple) else (entries["extends"],):
            name = desk.text(node, "extends")
            pack = shipped_rules() if name == SHIPPED else path.parent / name
            if pack.resolve() in (*inside, path.resolve()):
                desk.fault(node.place, message("rulebook.extends_cycle", name=name))
            elif name:
                files += [file for file in _read_with_packs(pack, desk, (*inside, path.resolve())) if file not in files]
    return [*files, _File(source, text, entries)]


def _version(root: Node, entries: Mapping[str, Node], desk: Desk) -> None:
    if not entries:
        return
    if "version" not in entries:
        desk.fault(root.place, message("rulebook.missing_key", key="version", what="file"), message("rulebook.version_hint"))
    elif entries["version"].value != LANGUAGE_VERSION:
        desk.fault(entries["version"].place, message("rulebook.version", raw=entries["version"].raw), message("rulebook.version_hint"))


def _lexicons(files: Sequence[_File], desk: Desk) -> dict[str, Node]:
    """A later file replaces a lexicon of the same name; `+名字` adds to it."""
    merged: dict[str, Node] = {}
    for file in files:
        for name, node in desk.mapping(file.entries["lexicons"], "lexicons").items() if "lexicons" in file.entries else ():
            if name.startswith("+") and name[1:] in merged:
                merged[name[1:]] = _joined(merged[name[1:]], node)
            elif name.startswith("+"):
                desk.fault(node.place, message("rulebook.no_lexicon", name=name[1:]), desk.did_you_mean(name[1:], merged))
            else:
                merged[name] = node
    return merged


def _joined(old: Node, new: Node) -> Node:
    if isinstance(old.value, Mapping) and "phrases" in old.value:
        return replace(old, value={**old.value, "phrases": _joined(old.value["phrases"], new)})
    before = old.value if isinstance(old.value, tuple) else (old,)
    after = new.value if isinstance(new.value, tuple) else (new,)
    return replace(old, value=(*before, *after))


def _scopes(files: Sequence[_File], desk: Desk) -> dict[str, Where]:
    scopes = {"opening": _OPENING, "closing": _CLOSING}
    for file in files:
        if "scopes" not in file.entries:
            continue
        desk.known_keys(file.entries["scopes"], ("opening", "closing"), "scopes")
        for name, node in desk.mapping(file.entries["scopes"], "scopes").items():
            end = "last" if name == "closing" else "first"
            where = parse_where(Node({end: node}, node.place, keys={end: node.place}), desk, {})
            if where:
                scopes[name] = where
    return scopes


def _clauses(files: Sequence[_File], desk: Desk) -> dict[str, Clause]:
    titles: dict[str, str] = {}
    clauses: dict[str, Clause] = {}
    for file in files:
        if "regulations" in file.entries:
            titles |= {k: desk.text(v, "regulations") for k, v in desk.mapping(file.entries["regulations"], "regulations").items()}
        for clause_id, node in desk.mapping(file.entries["clauses"], "clauses").items() if "clauses" in file.entries else ():
            desk.known_keys(node, ("section", "demand", "reason"), "clause")
            words = {key: desk.text(value, key) for key, value in desk.mapping(node, "clause").items()}
            regulation = titles.get(clause_id.rstrip("0123456789"), "")
            clauses[clause_id] = Clause(clause_id, regulation, words.get("section", ""), words.get("demand", ""), words.get("reason"))
    return clauses


def _shipped_clauses(rules: Sequence[Rule]) -> dict[str, Clause]:
    """A file without a clause table of its own may still cite the five regulations by ID."""
    if not any(rule.clauses for rule in rules):
        return {}
    path = shipped_rules()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return {}
    desk = Desk()
    return _clauses([_File(str(path), text, desk.mapping(parse(text, str(path)), "file"))], desk)


def _rules(files: Sequence[_File], builder: Builder) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for file in files:
        if "rules" not in file.entries:
            continue
        for node in builder.desk.sequence(file.entries["rules"], "rules"):
            rule = builder.rule(node)
            if rule and rule.id in rules:
                first = rules[rule.id].place
                builder.desk.fault(node.place, message("rulebook.duplicate_rule", id=rule.id, place=str(first)))
            elif rule:
                rules[rule.id] = rule
    if not rules and not builder.desk.problems:
        builder.desk.fault(Place(files[-1].source, 1), message("rulebook.no_rules"))
    return list(rules.values())


def _overridden(written: Rulebook, files: Sequence[_File], desk: Desk) -> Rulebook:
    rules = {rule.id: rule for rule in written.rules}
    for file in files:
        node = file.entries.get("overrides")
        for rule_id, change in desk.mapping(node, "overrides").items() if node else ():
            place = (node.keys or {})[rule_id] if node else change.place
            if rule_id not in {rule.id for rule in written.rules}:
                desk.fault(place, message("rulebook.no_rule", id=rule_id), desk.did_you_mean(rule_id, [r.id for r in written.rules]))
                continue
            desk.known_keys(change, OVERRIDE_KEYS, "overrides")
            entries = desk.mapping(change, "overrides")
            if "off" in entries and desk.flag(entries["off"], "off"):
                rules.pop(rule_id, None)
            elif rule_id in rules:
                rules[rule_id] = _changed(rules[rule_id], entries, desk)
    return replace(written, rules=tuple(rules.values()))


def _changed(rule: Rule, entries: Mapping[str, Node], desk: Desk) -> Rule:
    if "level" in entries:
        rule = replace(rule, level=Level[desk.choice(entries["level"], "level", LEVELS).upper()])
    if "points" in entries:
        rule = replace(rule, points=desk.number(entries["points"], "points"))
    if "within" in entries:
        rule = replace(rule, within=window_of(entries["within"], desk))
    if "max" in entries:
        rule = _with_most(rule, entries["max"], desk)
    changes = ",".join(f"{key}={node.raw}" for key, node in entries.items() if key != "reason")
    return replace(rule, version=hashlib.sha256(f"{rule.version}{changes}".encode()).hexdigest()[:12])


def _with_most(rule: Rule, node: Node, desk: Desk) -> Rule:
    if isinstance(rule.params, count.Params):
        return replace(rule, params=replace(rule.params, most=int(desk.number(node, "max"))))
    if isinstance(rule.params, measure.Params):
        window = window_of(node, desk) if rule.params.metric in IN_SECONDS else None
        most = window.amount if window else desk.number(node, "max")
        return replace(rule, params=replace(rule.params, most=most))
    desk.fault(node.place, message("rulebook.key_of_other_kind", key="max", kind=rule.kind))
    return rule


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    unique = list(dict.fromkeys(problems))
    return sorted(unique, key=lambda p: (p.place.source, p.place.line or 0, p.place.column or 0))
