"""Author: what stands under a rule's kind, handed to the kind word by word, so that kinds see no YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue, Phrase, Said
from compliance.model.transcript import Role
from compliance.rulebook.builtin import BUILTIN
from compliance.rulebook.desk import Desk
from compliance.rulebook.events import event, trigger
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.strict_yaml import Node
from compliance.rulebook.windows import bound_of
from compliance.rules.measure import LISTENS
from compliance.rules.metrics import METRICS

METRIC_OPTIONS = ("of", *dict.fromkeys(LISTENS.values()), "updates")
OWNERS = {**LISTENS, "update_gap": "updates"}
SIDES = ("agent", "customer")


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
        nodes = self.desk.sequence(self.kind, "order")
        cues = [event(node, self.book, self.unless) for node in nodes]
        if len(cues) < 2:
            if isinstance(self.kind.value, tuple):
                self.fault(message("rulebook.order_steps"))
            return (*cues, *[Anything(Role.AGENT)] * (2 - len(cues)))
        for before, after, node in zip(cues, cues[1:], nodes[1:], strict=False):
            if before == after:
                self.desk.fault(node.place, message("rulebook.order_same_steps"))
        return cues

    def named(self) -> tuple[str, str]:
        entries = self.desk.mapping(self.kind, "measure")
        if not isinstance(self.kind.value, Mapping):
            return next(iter(METRICS)), SIDES[0]
        self.desk.known_keys(self.kind, (*METRICS, *METRIC_OPTIONS), "measure")
        metrics = [name for name in entries if name in METRICS]
        if len(metrics) != 1:
            if metrics or not self.desk.misspelt(self.kind, METRICS, (*METRICS, *METRIC_OPTIONS)):
                self.fault(message("rulebook.one_metric"))
            return next(iter(METRICS)), SIDES[0]
        for option in METRIC_OPTIONS[1:]:
            if option in entries and OWNERS.get(metrics[0]) != option:
                place = (self.kind.keys or {})[option]
                self.desk.fault(place, message("rulebook.key_of_other_kind", key=option, kind=metrics[0]))
        return metrics[0], self.desk.choice(entries[metrics[0]], metrics[0], SIDES)

    def option(self, name: str, choices: Sequence[str], default: str) -> str:
        node = self._inside(name)
        return self.desk.choice(node, name, choices) if node else default

    def words(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        node = self._inside(name)
        return self.desk.words(node, name) if node else default

    def number(self, name: str, default: float | None = None) -> float | None:
        node = self._inside(name)
        return self.desk.number(node, name, whole=True) if node else default

    def flag(self, name: str, *, default: bool) -> bool:
        return self.desk.flag(self.rule[name], name) if name in self.rule else default

    def bound(self, name: str, *, seconds: bool) -> float | None:
        node = self.rule.get(name)
        return bound_of(node, name, self.desk, seconds=seconds) if node else None

    def heard(self, name: str) -> Said:
        node = self._inside(name)
        role, phrases = BUILTIN[name]
        return self.book.said(role, self.book.phrases(node) if node else tuple(map(Phrase, phrases)), (), (node or self.kind).place)

    def trigger(self) -> Cue | None:
        return trigger(self.rule["when"], self.book)[0] if "when" in self.rule else None

    def fault(self, what: Message) -> None:
        self.desk.fault(self.kind.place, what)

    def _inside(self, name: str) -> Node | None:
        return self.kind.value.get(name) if isinstance(self.kind.value, Mapping) else None
