"""Author: what stands under a rule's kind, handed to the kind word by word, so that kinds see no YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue, Phrase, Said
from compliance.model.transcript import Role
from compliance.model.window import parse_window
from compliance.rulebook.builtin import BUILTIN
from compliance.rulebook.desk import Desk
from compliance.rulebook.events import event
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.strict_yaml import Node

METRIC_OPTIONS = ("of", "hold", "thanks", "filler")


@dataclass(frozen=True)
class WrittenRule:
    """`rule` is the mapping of the whole rule, `kind` the node under its kind's key."""

    desk: Desk
    book: Phrasebook
    rule: Mapping[str, Node]
    kind: Node
    unless: tuple[Phrase, ...]

    def cue(self, *options: str) -> Cue:
        return event(self.kind, self.book, self.unless, options)

    def steps(self) -> Sequence[Cue]:
        value = self.kind.value
        if isinstance(value, Mapping) and set(value) == {"first", "then"}:
            nodes: Sequence[Node] = (value["first"], value["then"])
        else:
            nodes = self.desk.sequence(self.kind, "order")
        cues = [event(node, self.book, self.unless) for node in nodes]
        if len(cues) < 2:
            self.fault(message("rulebook.order_steps"))
            return (*cues, *[Anything(Role.AGENT)] * (2 - len(cues)))
        for before, after, node in zip(cues, cues[1:], nodes[1:], strict=False):
            if before == after:
                self.desk.fault(node.place, message("rulebook.order_same_steps"))
        return cues

    def named(self) -> tuple[str, str]:
        entries = [(k, v) for k, v in self.desk.mapping(self.kind, "measure").items() if k not in METRIC_OPTIONS]
        if len(entries) != 1:
            self.fault(message("rulebook.one_metric"))
            return "", ""
        return entries[0][0], entries[0][1].raw

    def option(self, name: str, choices: Sequence[str], default: str) -> str:
        node = self._inside(name)
        return self.desk.choice(node, name, choices) if node else default

    def number(self, name: str, default: float | None = None) -> float | None:
        node = self._inside(name)
        return self.desk.number(node, name) if node else default

    def flag(self, name: str, *, default: bool) -> bool:
        return self.desk.flag(self.rule[name], name) if name in self.rule else default

    def bound(self, name: str, *, seconds: bool) -> float | None:
        node = self.rule.get(name)
        if node is None:
            return None
        if not seconds:
            return self.desk.number(node, name)
        window = parse_window(node.raw) if isinstance(node.value, str) else None
        if window is None or window.unit != "seconds":
            self.desk.fault(node.place, message("rulebook.no_unit", what=name, raw=node.raw), message("rulebook.unit_hint"))
            return None
        return window.amount

    def heard(self, name: str) -> Said:
        node = self._inside(name)
        role, phrases = BUILTIN[name]
        if node is None and name == "hold" and "when" in self.rule:
            when = event(self.rule["when"], self.book, options=("each",))
            if isinstance(when, Said):
                return when
        return self.book.said(role, self.book.phrases(node) if node else tuple(map(Phrase, phrases)))

    def fault(self, what: Message) -> None:
        self.desk.fault(self.kind.place, what)

    def _inside(self, name: str) -> Node | None:
        return self.kind.value.get(name) if isinstance(self.kind.value, Mapping) else None
