"""Desk: where one rule file is checked; every fault goes onto one list, so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem
from compliance.rulebook.strict_yaml import Node


@dataclass(frozen=True)
class Desk:
    """`problems` keep the file from loading, `warnings` do not."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def fault(self, place: Place, what: Message, hint: Message | None = None) -> None:
        self.problems.append(Problem(place, what, hint))

    def warn(self, place: Place, what: Message, hint: Message | None = None) -> None:
        self.warnings.append(Problem(place, what, hint))

    def mapping(self, node: Node, what: str) -> Mapping[str, Node]:
        if isinstance(node.value, Mapping):
            return node.value
        hint = message("rulebook.wide_colon_hint") if isinstance(node.value, str) and "：" in node.value else None
        self.fault(node.place, message("rulebook.not_mapping", what=what), hint)
        return {}

    def sequence(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node.value, tuple):
            return node.value
        self.fault(node.place, message("rulebook.not_list", what=what))
        return ()

    def known_keys(self, node: Node, known: Iterable[str], what: str) -> None:
        """Unknown keys are faults: a misspelt key must not be passed over."""
        choices = list(known)
        for key, place in (node.keys or {}).items():
            if key not in choices:
                self.fault(place, message("rulebook.unknown_key", key=key, what=what), self.did_you_mean(key, choices))

    def did_you_mean(self, word: str, choices: Iterable[str]) -> Message:
        near = get_close_matches(word, list(choices := list(choices)), n=1, cutoff=0.5)
        if near:
            return message("rulebook.did_you_mean", word=near[0])
        if "：" in word:
            return message("rulebook.wide_colon_hint")
        return message("rulebook.known_words", words=", ".join(choices))

    def text(self, node: Node, what: str) -> str:
        """A string; numbers typed where a string belongs are named, since YAML may have read them otherwise (4.10 is 4.1)."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value.strip()
        if isinstance(node.value, int | float | bool) or node.value is None:
            self.fault(node.place, message("rulebook.not_text", what=what, raw=node.raw), message("rulebook.quote_hint", raw=node.raw))
        else:
            self.fault(node.place, message("rulebook.not_text", what=what, raw=node.raw))
        return ""

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        items = node.value if isinstance(node.value, tuple) else (node,)
        return tuple(text for item in items if (text := self.text(item, what)))

    def flag(self, node: Node, what: str) -> bool:
        if isinstance(node.value, bool):
            return node.value
        self.fault(node.place, message("rulebook.not_flag", what=what, raw=node.raw), message("rulebook.flag_hint"))
        return False

    def number(self, node: Node, what: str) -> float:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return node.value
        self.fault(node.place, message("rulebook.not_number", what=what, raw=node.raw))
        return 0.0

    def choice(self, node: Node, what: str, choices: Iterable[str]) -> str:
        options = list(choices)
        if node.value in options:
            return str(node.value)
        self.fault(node.place, message("rulebook.not_choice", what=what, raw=node.raw), self.did_you_mean(node.raw, options))
        return options[0]
