"""Desk: where one rule file is checked; every fault goes onto one list, so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem
from compliance.rulebook.strict_yaml import Node

MOST_SHOWN = 40  # characters of what was written that a message repeats
MOST_OFFERED = 12
NAMED_PARTS = ("file", "rule", "event", "phrase", "example", "clause")  # parts that have a name in the reader's language


@dataclass(frozen=True)
class Desk:
    """`problems` keep the file from loading, `warnings` do not. `what` is a key of the file, or one of NAMED_PARTS."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def fault(self, place: Place, what: Message, hint: Message | None = None) -> None:
        self.problems.append(Problem(place, what, hint))

    def warn(self, place: Place, what: Message, hint: Message | None = None) -> None:
        self.warnings.append(Problem(place, what, hint))

    def mapping(self, node: Node, what: str) -> Mapping[str, Node]:
        if isinstance(node.value, Mapping):
            return node.value
        hint = message("rulebook.wide_colon_hint") if "：" in node.raw else None
        self.fault(node.place, message("rulebook.not_mapping", what=named(what)), hint)
        return {}

    def sequence(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node.value, tuple):
            return node.value
        self.fault(node.place, message("rulebook.not_list", what=named(what)))
        return ()

    def known_keys(self, node: Node, known: Iterable[str], what: str, elsewhere: Mapping[str, Message] | None = None) -> None:
        """Unknown keys are faults: a misspelt key must not be passed over. `elsewhere`: keys that belong to another place, with a hint."""
        choices = list(known)
        for key, place in (node.keys or {}).items():
            if key not in choices:
                hint = (elsewhere or {}).get(key) or self.did_you_mean(key, choices)
                self.fault(place, message("rulebook.unknown_key", key=shown(key), what=named(what)), hint)

    def misspelt(self, node: Node, keys: Iterable[str], known: Iterable[str]) -> bool:
        """Whether an unknown key was most likely meant to be one of `keys`: it has been told already, so nothing is missing."""
        choices = list(known)
        return any(key not in choices and nearest(key.partition("：")[0], choices) in list(keys) for key in node.keys or ())

    def did_you_mean(self, word: str, choices: Iterable[str]) -> Message | None:
        options = list(choices)
        if "：" in word:
            return message("rulebook.wide_colon_hint")
        if near := nearest(word, options):
            return message("rulebook.did_you_mean", word=near)
        if not options:
            return None
        if len(options) > MOST_OFFERED:
            return message("rulebook.known_words_and_more", words=", ".join(options[:MOST_OFFERED]), count=len(options))
        return message("rulebook.known_words", words=", ".join(options))

    def text(self, node: Node, what: str) -> str:
        """A string; numbers typed where a string belongs are named, since YAML may have read them otherwise (4.10 is 4.1)."""
        value = node.value
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is None or isinstance(value, str):
            self.fault(node.place, message("rulebook.empty_value", what=named(what)))
        else:
            hint = None if isinstance(value, tuple | Mapping) else message("rulebook.quote_hint", raw=shown(node.raw))
            self.fault(node.place, message("rulebook.not_text", what=named(what), found=found(node)), hint)
        return ""

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        return tuple(text for item in items(node) if (text := self.text(item, what)))

    def words(self, node: Node, what: str) -> tuple[str, ...]:
        """Texts that are no prose: a full-width comma in them was meant to part them."""
        return tuple(text for item in items(node) if not self.wide_comma(item) and (text := self.text(item, what)))

    def wide_comma(self, node: Node) -> bool:
        """Whether a full-width comma made one word of several; told, if so."""
        if not (node.plain and node.in_flow and isinstance(node.value, str) and "，" in node.value):
            return False
        fixed = ", ".join(part.strip() for part in node.value.split("，") if part.strip())
        hint = message("rulebook.wide_comma_hint", fixed=shown(fixed))
        self.fault(node.place, message("rulebook.wide_comma", text=shown(node.value)), hint)
        return True

    def flag(self, node: Node, what: str) -> bool:
        if isinstance(node.value, bool):
            return node.value
        self.fault(node.place, message("rulebook.not_flag", what=named(what), found=found(node)), message("rulebook.flag_hint"))
        return False

    def number(self, node: Node, what: str, *, whole: bool = False) -> float:
        """No figure of the language is negative."""
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool) and _counts(value, whole):
            return value
        self.fault(node.place, message("rulebook.not_whole" if whole else "rulebook.not_number", what=named(what), found=found(node)))
        return 1.0

    def choice(self, node: Node, what: str, choices: Iterable[str]) -> str:
        options = list(choices)
        if isinstance(node.value, str) and node.value in options:
            return node.value
        hint = self.did_you_mean(node.raw, options)
        self.fault(node.place, message("rulebook.not_choice", what=named(what), raw=found(node)), hint)
        return options[0]


def _counts(value: float, whole: bool) -> bool:
    return isfinite(value) and value >= 0 and (isinstance(value, int) or not whole)


def items(node: Node) -> tuple[Node, ...]:
    """One value and a list of one are the same."""
    return node.value if isinstance(node.value, tuple) else (node,)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word[:MOST_SHOWN].lower(), list(choices), n=1, cutoff=0.5)), None)


def named(what: str) -> Message:
    return message(f"rulebook.part_{what}") if what in NAMED_PARTS else message("rulebook.part_key", key=what)


def found(node: Node) -> Message:
    """What stands there, in words."""
    if isinstance(node.value, tuple):
        return message("rulebook.found_list")
    if isinstance(node.value, Mapping):
        return message("rulebook.found_mapping")
    return message("rulebook.found_text", text=shown(node.raw)) if node.raw else message("rulebook.found_nothing")


def shown(text: str) -> str:
    """Short enough for a message, and nothing in it that could steer a terminal."""
    kept = "".join(char if char.isprintable() else " " for char in text[: MOST_SHOWN + 1])
    return kept if len(text) <= MOST_SHOWN else kept[:MOST_SHOWN] + "…"
