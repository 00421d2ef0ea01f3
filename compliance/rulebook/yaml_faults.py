"""YAML faults: what the parser says in its own English, told so that an author can mend it."""

from __future__ import annotations

import re

import yaml

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem

# What no YAML text may hold; a file that does was damaged, or is no text.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What the parser says, in parts, and the sentence of ours.
_KNOWN = (
    ("cannot start any token", "odd_start"),
    ("could not find expected ':'", "no_colon"),
    ("mapping values are not allowed", "stray_colon"),
    ("',' or ']'", "open_list"),
    ("',' or '}'", "open_mapping"),
    ("did not find expected '-'", "no_dash"),
    ("block sequence entries are not allowed", "stray_dash"),
    ("did not find expected key", "indentation"),
    ("did not find expected node content", "no_content"),
    ("unexpected end of stream", "open_quote"),
    ("unexpected document indicator", "open_quote"),
    ("found undefined alias", "no_anchor"),
    ("found duplicate anchor", "two_anchors"),
    ("another document", "two_documents"),
    ("document start", "two_documents"),
    ("escape character", "escape"),
    ("expected hexdecimal number", "escape"),
)
_HINTED = {"no_colon", "stray_colon", "open_list", "open_mapping", "open_quote", "two_documents", "escape", "odd_start", "no_anchor"}


def control_character(text: str, source: str) -> Problem | None:
    """The first character that no parser would let pass."""
    found = _CONTROL.search(text)
    if not found:
        return None
    before = text[: found.start()]
    place = Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(place, message("yaml.control", code=f"U+{ord(found[0]):04X}"), message("yaml.control.hint"))


def syntax_fault(fault: yaml.YAMLError, text: str, source: str) -> Problem:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    if mark is None:
        return Problem(Place(source), message("yaml.other", said=str(fault).split("\n")[0]), message("yaml.hint"))
    place = Place(source, mark.line + 1, mark.column + 1)
    said = str(getattr(fault, "problem", None) or getattr(fault, "context", None) or "")
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1] and not line[: mark.column].strip():
        return Problem(place, message("yaml.tab"), message("yaml.tab.hint"))
    name = next((name for part, name in _KNOWN if part in said), None)
    if re.search("while scanning (a tag|a directive|an alias|an anchor)", str(getattr(fault, "context", ""))):
        name = "odd_start"
    if name == "open_quote" and (opened := getattr(fault, "context_mark", None)):
        place = Place(source, opened.line + 1, opened.column + 1)
    what = message(f"yaml.{name}") if name else message("yaml.other", said=said)
    return Problem(place, what, _hint(name, lines[max(0, mark.line - 1) : mark.line + 1]))


def _hint(name: str | None, near: list[str]) -> Message:
    """A full-width colon on the line or on the one before explains most of what the parser does not understand."""
    if name in ("no_colon", "stray_colon", "indentation") and any(re.match(r"\s*(-\s+)?[\w+]+：", line) for line in near):
        return message("rulebook.wide_colon_hint")
    return message(f"yaml.{name}.hint" if name in _HINTED else "yaml.hint")
