"""Rule entry: one entry under `rules:`, checked and made into a Rule."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from compliance.model.message import message
from compliance.model.rule import Cue, Example, Level, Phrase, Rule, Trigger, Where
from compliance.model.transcript import Role
from compliance.model.verdict import Outcome
from compliance.model.window import Window, parse_window
from compliance.rulebook.author import WrittenRule
from compliance.rulebook.desk import Desk
from compliance.rulebook.events import EVENT_KEYS, event
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.strict_yaml import Node
from compliance.rules import KINDS, must_not

HEAD_KEYS = (
    "id name level points clauses status over applies_to when where within each_day unless instead message waivable replaces"
    " known_false_positives examples"
).split()
KIND_KEYS = (*KINDS, "replace")
EXTRA_KEYS = tuple(dict.fromkeys(key for kind in KINDS.values() for key in kind.KEYS))
RULE_KEYS = (*HEAD_KEYS, *KIND_KEYS, *EXTRA_KEYS)
LEVELS = tuple(str(level) for level in Level)
STATUSES = ("draft", "test", "stable", "deprecated")
EACH = ("episode", "every", "first")
POINTS = {Level.INFO: 0.0, Level.WARN: 1.0, Level.ERROR: 3.0, Level.FATAL: 5.0}
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_HOURS = re.compile(r"([01]?\d|2[0-4]):[0-5]\d-([01]?\d|2[0-4]):[0-5]\d")


@dataclass(frozen=True)
class Builder:
    """What is needed to make rules: where faults go, the lexicons, the scopes and the known clauses."""

    desk: Desk
    book: Phrasebook
    scopes: Mapping[str, Where]
    clauses: Mapping[str, object]

    def rule(self, node: Node) -> Rule | None:
        """None where the entry has no usable id or kind; its faults are on the desk."""
        entry = self.desk.mapping(node, "rule")
        if not entry:
            return None
        self.desk.known_keys(node, RULE_KEYS, "rule")
        rule_id = self._id(node, entry)
        kind = self._kind(node, entry)
        if not rule_id or not kind:
            return None
        outside = set(self.book.used)
        self.book.used.clear()
        unless, unless_before = self._unless(entry, kind)
        built = self._built(entry, rule_id, kind, node, unless)
        version = self._version(node)
        self.book.used.update(outside)
        return replace(built, version=version, unless_before=unless_before)

    def _built(self, entry: Mapping[str, Node], rule_id: str, kind: str, node: Node, unless: tuple[Phrase, ...]) -> Rule:
        desk = self.desk
        kind_id = "must_not" if kind == "replace" else kind
        level = Level[desk.choice(entry["level"], "level", LEVELS).upper()] if "level" in entry else self._level_missing(node)
        params = self._replaced(entry["replace"], unless) if kind == "replace" else self._params(entry, kind, unless)
        when = self._when(entry)
        if kind == "measure" and getattr(params, "metric", "") in ("hold_time", "check_in_gap"):
            when = None  # there `when` only names the words that open the hold
        return Rule(
            id=rule_id,
            name=desk.text(entry["name"], "name") if "name" in entry else rule_id,
            kind=kind_id,
            params=params,
            level=level,
            points=desk.number(entry["points"], "points") if "points" in entry else POINTS[level],
            clauses=self._clauses(entry),
            place=node.place,
            status=desk.choice(entry["status"], "status", STATUSES) if "status" in entry else "stable",
            over=desk.choice(entry["over"], "over", ("conversation", "case")) if "over" in entry else "conversation",
            applies_to=self._applies_to(entry),
            when=when,
            where=self._where(entry),
            within=self._within(entry),
            each_day=self._each_day(entry),
            unless=unless,
            instead=desk.text(entry["instead"], "instead") if "instead" in entry else None,
            message=desk.text(entry["message"], "message") if "message" in entry else None,
            waivable=desk.flag(entry["waivable"], "waivable") if "waivable" in entry else True,
            replaces=desk.texts(entry["replaces"], "replaces") if "replaces" in entry else (),
            known_false_positives=self._texts(entry, "known_false_positives"),
            examples=self._examples(entry),
        )

    def _texts(self, entry: Mapping[str, Node], key: str) -> tuple[str, ...]:
        return self.desk.texts(entry[key], key) if key in entry else ()

    def _id(self, node: Node, entry: Mapping[str, Node]) -> str:
        if "id" not in entry:
            self.desk.fault(node.place, message("rulebook.missing_key", key="id", what="rule"))
            return ""
        rule_id = self.desk.text(entry["id"], "id")
        if rule_id and not _ID.fullmatch(rule_id):
            self.desk.fault(entry["id"].place, message("rulebook.bad_id", raw=rule_id), message("rulebook.bad_id_hint"))
        return rule_id

    def _kind(self, node: Node, entry: Mapping[str, Node]) -> str:
        kinds = [key for key in KIND_KEYS if key in entry]
        if len(kinds) != 1:
            key = "rulebook.two_kinds" if kinds else "rulebook.no_kind"
            self.desk.fault(node.place, message(key, found=", ".join(kinds), words=", ".join(KIND_KEYS)))
            return ""
        known = KINDS[kinds[0]].KEYS if kinds[0] != "replace" else ()
        for key in EXTRA_KEYS:
            if key in entry and key not in known:
                self.desk.fault((node.keys or {})[key], message("rulebook.key_of_other_kind", key=key, kind=kinds[0]))
        return kinds[0]

    def _level_missing(self, node: Node) -> Level:
        self.desk.fault(node.place, message("rulebook.missing_key", key="level", what="rule"), message("rulebook.level_hint"))
        return Level.WARN

    def _params(self, entry: Mapping[str, Node], kind: str, unless: tuple[Phrase, ...]) -> object:
        return KINDS[kind].params(WrittenRule(self.desk, self.book, entry, entry[kind], unless))

    def _replaced(self, node: Node, unless: tuple[Phrase, ...]) -> object:
        phrases: list[Phrase] = []
        for bad, good in self.desk.mapping(node, "replace").items():
            better = self.desk.text(good, "replace")
            written = Node(bad, (node.keys or {})[bad], bad)
            phrases += [replace(phrase, better=better) for phrase in self.book.phrases(written)]
        return must_not.Params(self.book.said(Role.AGENT, phrases, unless))

    def _unless(self, entry: Mapping[str, Node], kind: str) -> tuple[tuple[Phrase, ...], Cue | None]:
        """Phrases excuse a hit they overlap; on a measure an event in the turn before excuses the reading."""
        node = entry.get("unless")
        if node is None:
            return (), None
        if kind == "measure":
            return (), event(node, self.book)
        if isinstance(node.value, Mapping) and set(node.value) & set(EVENT_KEYS):
            self.desk.fault(node.place, message("rulebook.unless_event"), message("rulebook.unless_event_hint"))
            return (), None
        return self.book.phrases(node), None

    def _when(self, entry: Mapping[str, Node]) -> Trigger | None:
        node = entry.get("when")
        if node is None:
            return None
        each = "episode"
        if isinstance(node.value, Mapping) and "each" in node.value:
            each = self.desk.choice(node.value["each"], "each", EACH)
        return Trigger(event(node, self.book, options=("each",)), each)

    def _where(self, entry: Mapping[str, Node]) -> Where | None:
        node = entry.get("where")
        return parse_where(node, self.desk, self.scopes) if node else None

    def _within(self, entry: Mapping[str, Node]) -> Window | None:
        node = entry.get("within")
        return window_of(node, self.desk) if node else None

    def _each_day(self, entry: Mapping[str, Node]) -> str | None:
        node = entry.get("each_day")
        if node is None:
            return None
        if not _HOURS.fullmatch(node.raw):
            self.desk.fault(node.place, message("rulebook.bad_hours", raw=node.raw))
        return node.raw

    def _clauses(self, entry: Mapping[str, Node]) -> tuple[str, ...]:
        if "clauses" not in entry:
            return ()
        for item in self._nodes(entry["clauses"]):
            if self.clauses and isinstance(item.value, str) and item.value not in self.clauses:
                self.desk.fault(item.place, message("rulebook.no_clause", id=item.value), self.desk.did_you_mean(item.value, self.clauses))
        return self.desk.texts(entry["clauses"], "clauses")

    def _applies_to(self, entry: Mapping[str, Node]) -> Mapping[str, tuple[object, ...]]:
        if "applies_to" not in entry:
            return {}
        fields = self.desk.mapping(entry["applies_to"], "applies_to")
        return {name: tuple(item.value for item in self._nodes(node)) for name, node in fields.items()}

    def _nodes(self, node: Node) -> tuple[Node, ...]:
        return node.value if isinstance(node.value, tuple) else (node,)

    def _examples(self, entry: Mapping[str, Node]) -> tuple[Example, ...]:
        if "examples" not in entry or entry["examples"].value is None:
            return ()
        examples = []
        for item in self.desk.sequence(entry["examples"], "examples"):
            for expected, text in self.desk.mapping(item, "example").items():
                if expected not in list(Outcome):
                    place = (item.keys or {})[expected]
                    self.desk.fault(place, message("rulebook.bad_example", key=expected), self.desk.did_you_mean(expected, list(Outcome)))
                elif written := self.desk.text(text, "example"):
                    examples.append(Example(expected, written, text.place))
        return tuple(examples)

    def _version(self, node: Node) -> str:
        """Changes when the rule or a lexicon that it uses changes; examples do not count."""
        assert isinstance(node.value, Mapping)
        words = [dump(value) for key, value in node.value.items() if key != "examples"]
        lexicons = [f"{name}={dump(self.book.lexicons[name])}" for name in sorted(self.book.used)]
        return hashlib.sha256("\n".join([*words, *lexicons]).encode()).hexdigest()[:12]


def dump(node: Node) -> str:
    """The node's content in one canonical line."""
    if isinstance(node.value, tuple):
        return f"[{','.join(map(dump, node.value))}]"
    if isinstance(node.value, Mapping):
        return f"{{{','.join(f'{key}:{dump(value)}' for key, value in node.value.items())}}}"
    return node.raw


def window_of(node: Node, desk: Desk) -> Window | None:
    window = parse_window(node.raw) if node.raw and isinstance(node.value, str) else None
    if window is None:
        desk.fault(node.place, message("rulebook.bad_window", raw=node.raw), message("rulebook.window_hint"))
    return window


def parse_where(node: Node, desk: Desk, scopes: Mapping[str, Where]) -> Where | None:
    """opening, closing, anywhere, {first: 2 turns}, {first: 15s}, {last: 2 turns}, {last: 20%}"""
    if isinstance(node.value, Mapping):
        desk.known_keys(node, ("first", "last"), "where")
        for end in ("first", "last"):
            if end in node.value and len(node.value) == 1:
                return _part(end, node.value[end], desk)
        desk.fault(node.place, message("rulebook.bad_where"))
        return None
    name = desk.choice(node, "where", ("anywhere", *scopes))
    return scopes.get(name)


def _part(end: str, node: Node, desk: Desk) -> Where | None:
    if share := _SHARE.fullmatch(node.raw):
        return Where(end, share=float(share[1]) / 100)
    window = parse_window(node.raw) if isinstance(node.value, str) else None
    if window is None or window.unit not in ("turns", "seconds"):
        desk.fault(node.place, message("rulebook.bad_part", raw=node.raw))
        return None
    return Where(end, turns=int(window.amount)) if window.unit == "turns" else Where(end, seconds=window.amount)
