"""Rows as JSON: one object a line, characters as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_LONE = re.compile("[\ud800-\udfff]")


def to_json(row: Mapping[str, object], indent: int | None = None) -> str:
    """The object and a line end. Half characters, which UTF-8 cannot hold, come out as JSON escapes."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(row, ensure_ascii=False, indent=indent, separators=separators)
    return _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"
