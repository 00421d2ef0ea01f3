"""The baseline of a gate as a file: rule, fingerprint and count, one finding a line; no words, no conversation, no time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from compliance.cli.options import refused
from compliance.model.message import Message, message
from compliance.scoring.baseline import Baseline

SCHEMA = "baseline/1"
MOST_BYTES = 100_000_000
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def read_baseline(file: str, *, may_be_missing: bool) -> Baseline:
    """Raises Problems where it is no baseline, or not there although it must be."""
    from compliance.readers.files import opened

    bad = refused(file, message("baseline.bad"), message("baseline.bad_hint"))
    try:
        with opened(Path(file)) as source:
            data = source.read(MOST_BYTES + 1)
    except FileNotFoundError:
        if may_be_missing:
            return {}
        raise refused(file, message("baseline.no_file"), message("baseline.no_file_hint")) from None
    except (OSError, ValueError) as fault:
        what = message("baseline.unreadable", said=getattr(fault, "strerror", None) or str(fault))
        raise refused(file, what, message("baseline.unreadable_hint")) from None
    if len(data) > MOST_BYTES:
        raise bad
    try:
        written = json.loads(data)
    except json.JSONDecodeError as fault:
        what = message("baseline.bad_json", line=fault.lineno, column=fault.colno)
        raise refused(file, what, message("baseline.bad_hint")) from None
    except (ValueError, RecursionError):  # no UTF-8, a figure too long, brackets without end
        raise bad from None
    if not isinstance(written, dict) or written.get("schema") != SCHEMA or not isinstance(written.get("findings"), list):
        raise bad
    found: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(written["findings"], 1):
        if fault_found := _fault(entry, number, found):
            raise refused(file, fault_found, message("baseline.bad_hint"))
        found[entry["rule"], entry["finding"]] = entry["count"]
    return found


def baseline_text(baseline: Baseline) -> bytes:
    """Sorted, so that equal baselines are equal files, and a version control system shows what came and went."""
    rows = [{"rule": rule, "finding": finding, "count": count} for (rule, finding), count in sorted(baseline.items())]
    lines = ",".join(f"\n  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f'{{"schema": "{SCHEMA}", "findings": [{lines}\n]}}\n'.encode()


def _fault(entry: Any, number: int, found: Baseline) -> Message | None:
    if not isinstance(entry, dict) or set(entry) != {"rule", "finding", "count"}:
        return message("baseline.bad_entry", number=number)
    rule, finding, count = entry["rule"], entry["finding"], entry["count"]
    if not isinstance(rule, str) or not isinstance(finding, str) or not _FINGERPRINT.fullmatch(finding):
        return message("baseline.bad_entry", number=number)
    if type(count) is not int or count < 1:
        return message("baseline.bad_entry", number=number)
    return message("baseline.twice", number=number) if (rule, finding) in found else None
