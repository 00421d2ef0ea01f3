"""Where a finding lies, as other programs write it: a path with slashes, a URI, a line."""

from __future__ import annotations

import re
from pathlib import PurePath

from compliance.reports.report import View

STDIN = "stdin"  # what the reader calls a transcript that came in by the pipe

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # halves of characters that do not stand for a byte of a file name


def path(source: str, view: View) -> str | None:
    """The file as it was named, masked, with slashes and without `./`; None where it came in by the pipe."""
    return None if source == STDIN else PurePath(view.name(source)).as_posix()


def uri(source: str, view: View) -> str | None:
    """A URI reference (RFC 3986): relative where the file was named so, else `file://…`; None for the pipe."""
    from urllib.parse import quote  # not before a report asks for it

    named = path(source, view)
    if named is None:
        return None
    begin = "file://" if named.startswith("/") else "file:///" if PurePath(named).is_absolute() else ""
    # what UTF-8 cannot hold stands for the bytes of the name, which are what a URI wants
    return begin + quote(_HALF.sub("\ufffd", named).encode("utf-8", "surrogateescape"), safe="/*:" if begin else "/*")
