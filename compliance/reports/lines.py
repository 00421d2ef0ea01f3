"""Rows as JSON: one object a line, characters as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_LONE = re.compile("[\ud800-\udfff]")
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(row: Mapping[str, object], indent: int | None = None) -> str:
    """The object and a line end. Half characters, which UTF-8 cannot hold, come out as JSON escapes."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(row, ensure_ascii=False, indent=indent, separators=separators)
    return _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def plain_json(value: object) -> str:
    """The value on one line, for readers that are not ours: half characters come out as �, for not every one takes their escape."""
    return _LONE.sub("\ufffd", _PLAIN.encode(value))
