"""The `# key: value` lines of a plain transcript: what is known of a conversation besides its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compliance.model.transcript import Agent

_LINE = re.compile(r"#\s*([^\s:：#][^\s:：#]{0,59})\s*[:：]\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_OWN = ("id", "channel", "kind", "case", "agent", "agent_name", "team", "customer", "started_at", "ended_at", "as_of", "record")


def metadata_line(line: str) -> tuple[str, str] | None:
    """Key and value of a metadata line; None for any other."""
    found = _LINE.fullmatch(line)
    return (found[1], found[2].strip()) if found else None


def scalar(text: str) -> object:
    """true, false and plain numbers as such; all else, also 007 and telephone numbers with a +, as text."""
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    number = _NUMBER.fullmatch(text)
    return (float(text) if number[1] else int(text)) if number else text


def attributes_of(meta: Mapping[str, str]) -> dict[str, object]:
    """Every key without a place of its own, and those that say `attributes.…`."""
    rest = {key: value for key, value in meta.items() if key not in _OWN and not key.startswith("record.")}
    own = {key.removeprefix("attributes."): scalar(value) for key, value in rest.items()}
    if "team" in meta and agent_of(meta) is None:
        own["team"] = meta["team"]  # a team without an agent
    return own


def record_of(meta: Mapping[str, str]) -> dict[str, object] | None:
    """`record: name=张三, contact=…` and `record.name: 张三`; values stay text, as a telephone number is no number."""
    fields: dict[str, object] = {}
    for part in re.split(r"[,，;；]", meta.get("record", "")):
        key, _, value = part.partition("=")
        if key.strip():
            fields[key.strip()] = value.strip()
    dotted = {key.removeprefix("record."): value for key, value in meta.items() if key.startswith("record.")}
    return {**fields, **dotted} if "record" in meta or dotted else None


def agent_of(meta: Mapping[str, str]) -> Agent | None:
    """The agent by id, or by name where only that is known."""
    known = meta.get("agent") or meta.get("agent_name")
    return Agent(known, meta.get("agent_name") or None, meta.get("team") or None) if known else None
