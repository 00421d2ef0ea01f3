"""The log of reviews: JSON Lines, one decision a line, that only ever grow at the end (schema review/1)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from compliance.model.appeal import Appeal, Decision
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.files import opened
from compliance.readers.paths import unreadable
from compliance.readers.refusals import fault, shown

SCHEMA = "review/1"
FIELDS = ("finding", "rule", "transcript", "decision", "reason", "reviewer", "at")


def read_log(file: str) -> tuple[tuple[Appeal, ...], tuple[Problem, ...]]:
    """Every entry, and the lines that are none. Raises Problems where the file cannot be read or holds no entry at all."""
    try:
        with opened(Path(file)) as stream:
            data = stream.read()
    except FileNotFoundError:
        raise Problems([fault(Place(file), "reader.not_found")]) from None
    except OSError as error:
        raise Problems([unreadable(file, error)]) from None
    return entries_of(data, file)


def entries_of(data: bytes, file: str) -> tuple[tuple[Appeal, ...], tuple[Problem, ...]]:
    """A last line without an end that cannot be read was cut off while it was written. Raises Problems for a file of something else."""
    entries: list[Appeal] = []
    problems: list[Problem] = []
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        entry = _entry(line)
        if entry:
            entries.append(entry)
        else:
            torn = number == len(lines)
            found = shown(line.decode("utf-8", "replace").strip())
            problems.append(fault(Place(file, number), "review.torn" if torn else "review.bad_entry", found=found))
    if problems and not entries:
        raise Problems([fault(Place(file), "review.not_a_log")])
    return tuple(entries), tuple(problems)


def line_of(appeal: Appeal) -> bytes:
    """The entry as it stands in the log, with its line end."""
    row = {"schema": SCHEMA, **{name: str(getattr(appeal, name)) for name in FIELDS}}
    return f"{json.dumps(row, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _entry(line: bytes) -> Appeal | None:
    try:
        row = json.loads(line)
        if row.pop("schema") != SCHEMA:
            return None
        values = {name: row[name] for name in FIELDS}
        if not all(isinstance(value, str) for value in values.values()):
            return None
        datetime.fromisoformat(values["at"])
        return Appeal(**{**values, "decision": Decision(values["decision"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
