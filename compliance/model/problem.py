"""Problem: what the user can mend, with its place and a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.model.message import Message


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's files. Lines and columns count from 1."""

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.source, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    what: Message
    hint: Message | None = None


class Problems(Exception):
    """Raised where nothing useful can be returned; carries all that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)
