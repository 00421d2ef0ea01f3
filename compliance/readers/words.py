"""Word times: finds the words that speech recognition lists in the text of their turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.model.transcript import Word

_REACH = 8  # how far a word may lie beyond the place where it is expected, in letters


def locate_words(text: str, listed: Sequence[object]) -> tuple[Word, ...]:
    """Words with their character offsets in `text`, in the order of speech.

    The text is walked once, without regard to case, punctuation and spaces. A word that is not found near the place
    where it is due (「一百」 written 100) is dropped; the ones after it are still found. An `offset` that fits is believed.
    """
    letters, places = _letters(text)
    found: list[Word] = []
    due = skipped = 0
    for raw in listed:
        if not isinstance(raw, Mapping) or not isinstance(said := raw.get("text"), str):
            continue
        offset = raw.get("offset")
        if isinstance(offset, int) and said and offset >= 0 and text.startswith(said, offset):
            found.append(_word(raw, offset, offset + len(said)))
            continue
        wanted = _letters(said)[0]
        at = letters.find(wanted, due, due + skipped + _REACH + len(wanted)) if wanted else -1
        if at < 0:
            skipped += len(wanted)
            continue
        due, skipped = at + len(wanted), 0
        found.append(_word(raw, places[at], places[due - 1] + 1))
    return tuple(found)


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits in lower case, and where each stands in the text."""
    kept = [(small if len(small := char.lower()) == 1 else char, place) for place, char in enumerate(text) if char.isalnum()]
    return "".join(char for char, _ in kept), [place for _, place in kept]


def _word(raw: Mapping[str, object], start: int, end: int) -> Word:
    return Word(start, end, _number(raw.get("start")), _number(raw.get("end")), _number(raw.get("confidence")))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        return None
    return float(value)
