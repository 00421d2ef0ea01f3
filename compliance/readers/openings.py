"""Openings: the time and the speaker that a line of a plain transcript begins with."""

from __future__ import annotations

from typing import NamedTuple

from compliance.model.transcript import Role
from compliance.readers.speakers import Speakers
from compliance.readers.stamps import Stamp, bare, bracketed

_YAML_VALUE = tuple("[{|>&*!$\"'%@`")


class Label(NamedTuple):
    """`role` is None for an event. `name` is the agent's id, if given."""

    role: Role | None
    name: str | None
    text: str


def is_spoken(line: str, speakers: Speakers) -> bool:
    """Whether it says something; a setting of some other file, which may have such a key, does not."""
    _, label = opening(line, speakers)
    english = line[:1].isascii() and line[:1].isalpha()
    return label is not None and bool(label.text) and not (english and label.text.startswith(_YAML_VALUE))


def opening(line: str, speakers: Speakers) -> tuple[Stamp | None, Label | None]:
    """The time and the speaker that the line begins with. A time without brackets counts only before a speaker."""
    stamped = bracketed(line)
    if stamped:
        return stamped[0], _label(stamped[1], speakers)
    stamped = bare(line)
    label = _label(stamped[1], speakers) if stamped else None
    return (stamped[0], label) if stamped and label else (None, _label(line, speakers))


def names_somebody_else(line: str, speakers: Speakers) -> bool:
    """Whether the line, perhaps behind a time, begins with a speaker of whom nothing is known."""
    stamped = bracketed(line) or bare(line)
    return speakers.left_out(line) or bool(stamped and speakers.left_out(stamped[1]))


def _label(line: str, speakers: Speakers) -> Label | None:
    found = speakers.label.match(line)
    if not found:
        return None
    word, inside, after, text = found.groups()
    if word.isascii() and after and not any(char.isdigit() for char in after):
        return None  # "Customer service: …" is something said
    role = speakers.role_of(word)
    return Label(role, (inside or after) if role is Role.AGENT else None, text)
