"""The state of a gate: which lots were accepted so far, from which follows how severely the next one is inspected."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from compliance.cli.options import refused
from compliance.model.gate import Acceptance, Inspection
from compliance.model.message import message
from compliance.reports.rows import Row
from compliance.scoring.switching import Past, inspection_after

SCHEMA = "gate-state/1"


@dataclass(frozen=True, slots=True)
class State:
    """`entries`: one for each lot at its first inspection, and one for each time that inspection was resumed after a stop."""

    level: str
    aql: float
    entries: tuple[Row, ...] = ()

    def inspection(self, lot: str) -> Inspection:
        """How this lot is inspected; one that was inspected before, as it was then."""
        earlier = next((i for i, entry in enumerate(self.entries) if entry.get("lot") == lot), len(self.entries))
        return inspection_after(map(_past, self.entries[:earlier]))

    @property
    def next(self) -> Inspection:
        """How a lot is inspected that was never seen before."""
        return inspection_after(map(_past, self.entries))

    def knows(self, lot: str) -> bool:
        return any(entry.get("lot") == lot for entry in self.entries)

    def with_entry(self, entry: Row) -> State:
        return replace(self, entries=(*self.entries, entry))

    def text(self) -> bytes:
        """One line for each lot, so that a version control system shows what came along."""
        lots = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in self.entries)
        head = f'"schema": "{SCHEMA}", "level": "{self.level}", "aql": {self.aql:g}'
        return f'{{{head}, "lots": [\n{lots}\n]}}\n'.encode("utf-8", "backslashreplace")  # half a character, as JSON escapes it


def lot_id(ids: Iterable[str]) -> str:
    """16 hexadecimal digits for a set of conversations: the same lot is not counted twice."""
    return sha256(json.dumps(sorted(ids)).encode()).hexdigest()[:16]


def read_state(file: str, asked: Acceptance) -> State:
    """A file that is not there is an empty one. Raises Problems where it is no state, or that of another plan."""
    try:
        written = json.loads(Path(file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return State(asked.level, asked.aql)
    except (OSError, ValueError, RecursionError):  # no file to read, no UTF-8, no JSON, brackets without end
        raise refused(file, message("gate.bad_state"), message("gate.bad_state_hint")) from None
    if not _sound(written):
        raise refused(file, message("gate.bad_state"), message("gate.bad_state_hint"))
    if (written["level"], written["aql"]) != (asked.level, asked.aql):
        what = message("gate.other_plan", level=written["level"], aql=f"{written['aql']:g}")
        raise refused(file, what, message("gate.other_plan_hint"))
    return State(asked.level, asked.aql, tuple(written["lots"]))


def _sound(written: object) -> bool:
    if not isinstance(written, dict) or written.get("schema") != SCHEMA:
        return False
    lots = written.get("lots")
    if not isinstance(lots, list) or not isinstance(written.get("level"), str):
        return False
    aql = written.get("aql")
    if not isinstance(aql, int | float) or isinstance(aql, bool) or not 0 < aql < 1000:
        return False
    return all(isinstance(lot, dict) and (lot.get("resumed") is True or isinstance(lot.get("accepted"), bool)) for lot in lots)


def _past(entry: Row) -> Past:
    if entry.get("resumed"):
        return Past.RESUMED
    return Past.ACCEPTED if entry["accepted"] else Past.REJECTED
