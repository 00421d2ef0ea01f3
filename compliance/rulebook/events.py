"""Events: `{agent: …}`, `{event: …}`, `{record: …}`, `{all: […]}`, `{any: […]}` or bare phrases, made into cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.model.message import message
from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Phrase, Recorded
from compliance.model.transcript import Role
from compliance.rulebook.phrasebook import Phrasebook
from compliance.rulebook.strict_yaml import Node

ROLES = tuple(role.value for role in Role)
EVENT_KEYS = (*ROLES, "event", "record", "all", "any")


def event(node: Node, book: Phrasebook, unless: Sequence[Phrase] = (), options: Sequence[str] = ()) -> Cue:
    """`options` are keys beside the event that are no part of it. A bare phrase is said by the agent."""
    if not isinstance(node.value, Mapping):
        if isinstance(node.value, tuple) and any(isinstance(item.value, Mapping) for item in node.value):
            book.desk.fault(node.place, message("rulebook.list_of_events"), message("rulebook.list_of_events_hint"))
            return Anything(Role.AGENT)
        return _said(Role.AGENT, node, book, unless)
    if "phrases" in node.value:
        return _said(Role.AGENT, node, book, unless)
    book.desk.known_keys(node, (*EVENT_KEYS, *options), "event")
    parts = [(key, value) for key, value in node.value.items() if key in EVENT_KEYS]
    if len(parts) != 1:
        if parts or not book.desk.misspelt(node, EVENT_KEYS, (*EVENT_KEYS, *options)):
            hint = message("rulebook.list_of_events_hint") if parts else None
            book.desk.fault(node.place, message("rulebook.one_event", words=", ".join(EVENT_KEYS)), hint)
        return Anything(Role.AGENT)
    key, value = parts[0]
    if key in ROLES:
        return _said(Role(key), value, book, unless)
    if key in ("event", "record"):
        names = book.desk.words(value, key)
        if not names and value.value == ():
            book.desk.fault(value.place, message("rulebook.empty_list"))
        return Happened(names) if key == "event" else Recorded(names)
    cues = tuple(event(item, book, unless) for item in book.desk.sequence(value, key))
    if not cues:
        if isinstance(value.value, tuple):
            book.desk.fault(value.place, message("rulebook.empty_list"))
        return Anything(Role.AGENT)
    return AllOf(cues) if key == "all" else AnyOf(cues)


def trigger(node: Node, book: Phrasebook) -> tuple[Cue, tuple[Phrase, ...]]:
    """What `when` names, and the `unless` beside it, which excuses the words that it overlaps."""
    beside = node.value if isinstance(node.value, Mapping) else {}
    excuses = book.phrases(beside["unless"]) if "unless" in beside else ()
    return event(node, book, excuses, options=("each", "unless")), tuple(excuses)


def _said(role: Role, node: Node, book: Phrasebook, unless: Sequence[Phrase]) -> Cue:
    if node.value == "anything":
        return Anything(role)
    return book.said(role, book.phrases(node), unless, node.place)
