"""Rule entry: one entry under `rules:`, checked and made into a Rule."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Anything, Cue, Example, Level, Phrase, Rule, Trigger, Where
from compliance.model.transcript import Role
from compliance.model.verdict import Outcome
from compliance.model.window import Window
from compliance.model.workdays import Calendar, Hours
from compliance.rulebook.author import WrittenRule
from compliance.rulebook.calendar import hours_of
from compliance.rulebook.desk import Desk, found, items, named, shown
from compliance.rulebook.events import EVENT_KEYS, event, trigger
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.strict_yaml import Node, content
from compliance.rulebook.windows import parse_where, window_of
from compliance.rules import KINDS, measure, must, must_not
from compliance.rules.metrics import ONE_FIGURE

HEAD_KEYS = (
    "id name level points clauses status over applies_to when where within each_day unless instead message waivable replaces"
    " known_false_positives examples"
).split()
KIND_KEYS = (*KINDS, "replace")
EXTRA_KEYS = tuple(dict.fromkeys(key for kind in KINDS.values() for key in kind.KEYS))
RULE_KEYS = (*HEAD_KEYS, *KIND_KEYS, *EXTRA_KEYS)
LEVELS = tuple(str(level) for level in Level)
STATUSES = ("stable", "draft", "test", "deprecated")
EACH = ("episode", "every", "first")
OVER = ("conversation", "case")
POINTS = {Level.INFO: 0.0, Level.WARN: 1.0, Level.ERROR: 3.0, Level.FATAL: 5.0}
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_NO_FLAGS = ("yes", "no", "on", "off")


@dataclass(frozen=True)
class Builder:
    """Makes rules; `entries` keeps what was written under each id, for those who look for faults between rules."""

    desk: Desk
    book: Phrasebook
    scopes: Mapping[str, Where]
    clauses: Mapping[str, object]
    calendar: Calendar = field(default_factory=Calendar)
    entries: dict[str, Mapping[str, Node]] = field(default_factory=dict)

    def rule(self, node: Node) -> Rule | None:
        """None where the entry has no usable id or kind. All its faults are on the desk, then, too."""
        entry = self.desk.mapping(node, "rule")
        if not isinstance(node.value, Mapping):
            return None
        self.desk.known_keys(node, RULE_KEYS, "rule", {"each": message("rulebook.inside_when_hint")})
        rule_id = self._id(node, entry)
        kind = self._kind(node, entry)
        outside = set(self.book.used)
        self.book.used.clear()
        built = self._built(entry, rule_id, kind, node)
        version = self._version(entry, built)
        self.book.used.update(outside)
        if not rule_id or not kind:
            return None
        self.entries.setdefault(rule_id, entry)
        return replace(built, version=version)

    def _built(self, entry: Mapping[str, Node], rule_id: str, kind: str, node: Node) -> Rule:
        desk = self.desk
        level = Level[desk.choice(entry["level"], "level", LEVELS).upper()] if "level" in entry else self._level_missing(node)
        unless, unless_before = self._unless(entry, kind)
        params = self._params(entry, kind, unless)
        self._in_vain(entry, params, node.keys or {})
        when = self._when(entry)
        within = window_of(entry["within"], desk) if "within" in entry else None
        if kind == "measure" and getattr(params, "metric", "") in ("hold_time", "check_in_gap"):
            when = None  # there `when` only names the words that open the hold
        return Rule(
            id=rule_id,
            name=desk.text(entry["name"], "name") if "name" in entry else rule_id,
            kind="must_not" if kind == "replace" else kind,
            params=params,
            level=level,
            points=desk.number(entry["points"], "points") if "points" in entry else POINTS[level],
            clauses=self._clauses(entry),
            place=node.place,
            status=desk.choice(entry["status"], "status", STATUSES) if "status" in entry else STATUSES[0],
            over=desk.choice(entry["over"], "over", OVER) if "over" in entry else OVER[0],
            applies_to=self._applies_to(entry),
            when=when,
            where=parse_where(entry["where"], desk, self.scopes) if "where" in entry else None,
            within=within,
            each_day=self._each_day(entry, within),
            calendar=self.calendar,
            unless=unless,
            unless_before=unless_before,
            instead=desk.text(entry["instead"], "instead") if "instead" in entry else None,
            message=desk.text(entry["message"], "message") if "message" in entry else None,
            waivable=desk.flag(entry["waivable"], "waivable") if "waivable" in entry else True,
            replaces=desk.words(entry["replaces"], "replaces") if "replaces" in entry else (),
            known_false_positives=desk.texts(entry["known_false_positives"], "known_false_positives")
            if "known_false_positives" in entry
            else (),
            examples=self._examples(entry),
        )

    def _id(self, node: Node, entry: Mapping[str, Node]) -> str:
        if "id" not in entry:
            if not self.desk.misspelt(node, ["id"], RULE_KEYS):
                self.desk.fault(node.place, message("rulebook.missing_key", key="id", what=named("rule")), message("rulebook.bad_id_hint"))
            return ""
        rule_id = self.desk.text(entry["id"], "id")
        if rule_id and not _ID.fullmatch(rule_id):
            self.desk.fault(entry["id"].place, message("rulebook.bad_id", raw=shown(rule_id)), message("rulebook.bad_id_hint"))
        return rule_id

    def _level_missing(self, node: Node) -> Level:
        if not self.desk.misspelt(node, ["level"], RULE_KEYS):
            what = message("rulebook.missing_key", key="level", what=named("rule"))
            self.desk.fault(node.place, what, message("rulebook.level_hint"))
        return Level.WARN

    def _kind(self, node: Node, entry: Mapping[str, Node]) -> str:
        """The one demand of the rule; what goes with another kind only is a fault."""
        kinds = [key for key in KIND_KEYS if key in entry]
        places = node.keys or {}
        if len(kinds) > 1:
            second = sorted((places[key].line or 0, places[key].column or 0, key) for key in kinds)[1][2]
            self.desk.fault(places[second], message("rulebook.two_kinds", found=", ".join(kinds)))
        elif not kinds and not self.desk.misspelt(node, KIND_KEYS, RULE_KEYS):
            self.desk.fault(node.place, message("rulebook.no_kind", words=", ".join(KIND_KEYS)))
        if len(kinds) != 1:
            return ""
        for key in EXTRA_KEYS:
            if key in entry and (kinds[0] == "replace" or key not in KINDS[kinds[0]].KEYS):
                hint = message("rulebook.inside_count_hint", key=key) if kinds[0] == "count" and key in ("min", "max") else None
                self.desk.fault(places[key], message("rulebook.key_of_other_kind", key=key, kind=kinds[0]), hint)
        return kinds[0]

    def _params(self, entry: Mapping[str, Node], kind: str, unless: tuple[Phrase, ...]) -> object:
        if kind == "replace":
            return self._replaced(entry["replace"], unless)
        for key in [kind] if kind else [key for key in KINDS if key in entry]:
            params = KINDS[key].params(WrittenRule(self.desk, self.book, entry, entry[key], unless))
        return params if kind else must.Params(Anything(Role.AGENT))

    def _in_vain(self, entry: Mapping[str, Node], params: object, places: Mapping[str, Place]) -> None:
        """A figure of the whole conversation lies in no part of it."""
        for key in ("where", "within"):
            if key in entry and isinstance(params, measure.Params) and params.metric in ONE_FIGURE:
                self.desk.warn(places[key], message("rulebook.key_in_vain", key=key, beside=params.metric))

    def _replaced(self, node: Node, unless: tuple[Phrase, ...]) -> object:
        phrases: list[Phrase] = []
        entries = self.desk.mapping(node, "replace")
        if not entries and isinstance(node.value, Mapping):
            self.desk.fault(node.place, message("rulebook.empty_list"))
        for bad, good in entries.items():
            better = self.desk.text(good, "replace")
            written = Node(bad, (node.keys or {})[bad], bad)
            phrases += [replace(phrase, better=better) for phrase in self.book.phrases(written)]
        return must_not.Params(self.book.said(Role.AGENT, phrases, unless, node.place))

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
        each = EACH[0]
        if isinstance(node.value, Mapping) and "each" in node.value:
            each = self.desk.choice(node.value["each"], "each", EACH)
        cue, unless = trigger(node, self.book)
        return Trigger(cue, each, unless)

    def _each_day(self, entry: Mapping[str, Node], within: Window | None) -> Hours | None:
        node = entry.get("each_day")
        if node is None:
            return None
        if (within is None and "within" not in entry) or (within and not within.by_clock):
            self.desk.fault(node.place, message("rulebook.hours_without_clock"), message("rulebook.each_day_hint"))
        return hours_of(node, self.desk)

    def _clauses(self, entry: Mapping[str, Node]) -> tuple[str, ...]:
        if "clauses" not in entry:
            return ()
        for item in items(entry["clauses"]):
            if self.clauses and isinstance(item.value, str) and item.value.strip() not in self.clauses and "，" not in item.value:
                hint = self.desk.did_you_mean(item.value, self.clauses)
                self.desk.fault(item.place, message("rulebook.no_clause", id=shown(item.value)), hint)
        return self.desk.words(entry["clauses"], "clauses")

    def _applies_to(self, entry: Mapping[str, Node]) -> Mapping[str, tuple[object, ...]]:
        if "applies_to" not in entry:
            return {}
        fields = self.desk.mapping(entry["applies_to"], "applies_to")
        return {name: tuple(self._value(name, item) for item in items(node)) for name, node in fields.items()}

    def _value(self, name: str, node: Node) -> object:
        """One value that a field of the metadata may have."""
        if isinstance(node.value, Mapping | tuple) or node.value is None or node.value == "":
            self.desk.fault(node.place, message("rulebook.not_value", what=named(name), found=found(node)))
        elif node.plain and node.raw.lower() in _NO_FLAGS:
            self.desk.fault(node.place, message("rulebook.not_flag", what=named(name), found=found(node)), message("rulebook.flag_hint"))
        else:
            self.desk.wide_comma(node)
        return node.value

    def _examples(self, entry: Mapping[str, Node]) -> tuple[Example, ...]:
        if "examples" not in entry or entry["examples"].value is None:
            return ()
        examples = []
        for item in self.desk.sequence(entry["examples"], "examples"):
            for expected, text in self.desk.mapping(item, "example").items():
                if expected not in list(Outcome):
                    place = (item.keys or {})[expected]
                    hint = self.desk.did_you_mean(expected, list(Outcome))
                    self.desk.fault(place, message("rulebook.bad_example", key=shown(expected)), hint)
                elif written := self.desk.text(text, "example"):
                    examples.append(Example(expected, written, text.place))
        return tuple(examples)

    def _version(self, entry: Mapping[str, Node], built: Rule) -> str:
        """Changes when the rule changes, or its lexicons and cues, its part of the conversation, its working days; not with examples."""
        words = {key: content(node) for key, node in entry.items() if key != "examples"}
        days = [*map(str, sorted(self.calendar.holidays)), "", *map(str, sorted(self.calendar.workdays))]
        counted = days if built.each_day or (built.within and built.within.unit == "workdays") else []
        written = json.dumps([words, self.book.behind(), repr(built.where), counted], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:12]
