"""Due: a duty whose time is running out while the conversation goes on."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.rule import Rule
from compliance.model.transcript import Conversation


@dataclass(frozen=True, slots=True)
class Due:
    """`deadline_s` on the conversation's clock; `due_in_s` from now on."""

    conversation: Conversation
    rule: Rule
    deadline_s: float
    due_in_s: float
