"""Kind: what a kind of rule is. A module with these names, listed in the table of this wing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from compliance.model.message import Message
from compliance.model.rule import Cue, Said
from compliance.model.verdict import Judgement
from compliance.rules.activation import Activation


class Author(Protocol):
    """What the author of a rule wrote for its kind. Faults are noted where they stand; a stand-in comes back instead."""

    def cue(self, *options: str) -> Cue:
        """The event under the kind's key, apart from these option keys beside it."""

    def steps(self) -> Sequence[Cue]:
        """The list of events under the kind's key."""

    def named(self) -> tuple[str, str]:
        """The one entry under the kind's key that is no option: `{silence: agent}` gives ("silence", "agent")."""

    def option(self, name: str, choices: Sequence[str], default: str) -> str: ...

    def words(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]: ...

    def number(self, name: str, default: float | None = None) -> float | None: ...

    def flag(self, name: str, *, default: bool) -> bool: ...

    def bound(self, name: str, *, seconds: bool) -> float | None:
        """A limit beside the kind's key: with a unit where it is a time, bare where it is a rate or a count."""

    def heard(self, name: str) -> Said:
        """The phrases that a metric listens for: the author's own, or the built-in ones."""

    def trigger(self) -> Cue | None:
        """What stands under the rule's `when`."""

    def fault(self, what: Message) -> None: ...


class Kind(Protocol):
    """`ID` is the key in the rule file and the name of the module.

    `OWN_TURN`: which words of the trigger's own turn may answer: "anywhere" in it, "from" the trigger, or only "after" it.
    `KEYS` are keys of the rule that only this kind knows; `SCHEMA` is the JSON Schema of what stands under `ID`.
    `judge` gives None where the activation turns out not to count.
    """

    @property
    def ID(self) -> str: ...  # noqa: N802 -- a constant of the module

    @property
    def OWN_TURN(self) -> str: ...  # noqa: N802

    @property
    def KEYS(self) -> Mapping[str, object]: ...  # noqa: N802

    @property
    def SCHEMA(self) -> Mapping[str, object]: ...  # noqa: N802

    def params(self, author: Author) -> Any: ...

    def cues(self, params: Any) -> Sequence[Cue]:
        """All cues the kind listens for; the first is the one whose side is counted."""

    def judge(self, params: Any, activation: Activation) -> Judgement | None: ...
