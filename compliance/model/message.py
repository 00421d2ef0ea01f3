"""Message: something to be told to a person, before a language is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A key of the catalogue (`compliance/wording/`) and the values to put into its sentence."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


def message(key: str, /, **values: object) -> Message:
    return Message(key, tuple(values.items()))
