"""Report: one way of telling an audit, and the View that says for whose eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from compliance.model.message import Message, message
from compliance.model.scorecard import Audit
from compliance.wording import say


@dataclass(frozen=True, slots=True)
class View:
    """How a report is told. `lang` is "zh" or "en"; `mask` hides personal data (`str` leaves all as it is); `width` counts terminal cells.

    Everything that may stem from a transcript goes through `mask`; a mask should keep the length, so that offsets still fit.
    """

    lang: str
    mask: Callable[[str], str]
    colour: bool = False
    width: int = 96
    mask_id: Callable[[str], str] | None = None

    def word(self, key: str, **values: object) -> str:
        """The report's own words, `report.` being understood. Nothing is masked."""
        return say(message(f"report.{key}", **values), self.lang)

    def name(self, name: str) -> str:
        """An id, a team or a file. Rows are joined by these, so a mask of their own may spare what is only a number."""
        return (self.mask_id or self.mask)(name)

    def tell(self, told: Message) -> str:
        """What the engine has to say; it may quote a transcript, so it is masked."""
        return self.mask(say(told, self.lang))


class Report(Protocol):
    """A module of this wing. `ID` is its name on the command line, `MEDIA` is "text" or "bytes".

    Text comes in pieces that hold their own line ends (and, for a table, the byte order mark): write it as UTF-8 with newline="".
    """

    ID: str
    MEDIA: str

    def render(self, audit: Audit, view: View) -> Iterator[str | bytes]:
        """The report piece by piece; nothing large is held in memory."""
