"""The phrase grammar: text · a…b (a gap) · (甲|乙) · (的|) · /regex/ · ~recognised

A phrase of the first four is expanded into plain sequences of literals with gaps between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from compliance.model.message import Message, message
from compliance.text.normalise import fold

GAP = "…"
GAP_LIMIT = 6  # characters a gap may hold
BREAKS = frozenset("。！？；，,.!?;\n")  # a gap stays inside one clause of speech; 、 it may cross
MOST_SEQUENCES = 5000
DEEPEST = 20  # parentheses within parentheses


class PhraseFault(ValueError):
    """The author wrote something that is no phrase."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Literals that follow each other with a gap between each two."""

    literals: tuple[str, ...]


def regex_of(phrase: str) -> str | None:
    """The pattern between the slashes, where the phrase is a regular expression."""
    return phrase[1:-1] if len(phrase) > 2 and phrase[0] == phrase[-1] == "/" else None


def recognised_name(phrase: str) -> str | None:
    """The name behind the tilde, of a learned cue or of what the tool recognises by itself (~时间)."""
    return phrase[1:].strip() if phrase.startswith("~") else None


@lru_cache(maxsize=2_000)  # once to be checked, once to be listened for
def expand(phrase: str) -> tuple[Sequence, ...]:
    """All sequences that the phrase stands for, folded like the text. Raises PhraseFault."""
    found: dict[Sequence, None] = {}
    if phrase.strip(GAP) != phrase:
        raise PhraseFault(message("rulebook.phrase_gap_at_edge", phrase=phrase))
    for flat in _alternatives(phrase, phrase)[0]:
        literals = tuple(piece for piece in map(_literal, flat.split(GAP)) if piece)
        if not literals:
            raise PhraseFault(message("rulebook.phrase_empty", phrase=phrase))
        found[Sequence(literals)] = None
    return tuple(found)


@lru_cache(maxsize=20_000)  # the parts of many sequences are the same
def _literal(part: str) -> str:
    return fold(part).text.strip()


def _alternatives(text: str, phrase: str, depth: int = 0) -> tuple[list[str], str]:
    """Reads up to the closing parenthesis (or the end); returns the alternatives multiplied out, gaps still as …, and what is left."""
    if depth > DEEPEST:
        raise PhraseFault(message("rulebook.phrase_too_deep", phrase=phrase, most=DEEPEST))
    done: list[str] = []
    current = [""]
    while text:
        char, text = text[0], text[1:]
        if char == "(":
            options, text = _alternatives(text, phrase, depth + 1)
            if len(current) * len(options) > MOST_SEQUENCES:
                raise PhraseFault(message("rulebook.phrase_too_many", phrase=phrase, most=MOST_SEQUENCES))
            current = [left + right for left in current for right in options]
        elif char == "|":
            if not depth:
                raise PhraseFault(message("rulebook.phrase_bare_bar", phrase=phrase))
            done += current
            current = [""]
        elif char == ")":
            if not depth:
                raise PhraseFault(message("rulebook.phrase_unbalanced", phrase=phrase))
            return done + current, text
        else:
            plain = char + text[: _plain_length(text)]
            text = text[len(plain) - 1 :]
            current = [left + plain for left in current]
    if depth:
        raise PhraseFault(message("rulebook.phrase_unbalanced", phrase=phrase))
    return current, ""


def _plain_length(text: str) -> int:
    return next((i for i, char in enumerate(text) if char in "(|)"), len(text))
