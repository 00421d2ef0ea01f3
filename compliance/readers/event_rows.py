"""The events file: what happened in which case, one event a row (CSV or JSON Lines), as a ticket system exports it.

    case,type,at
    T-778,callback,2026-03-03T10:00:00+08:00

All other columns are attributes of the event. A row whose time cannot be read is a problem, and still an event: of what may have
happened in time nobody says that it did not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.model.case import CaseEvent
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.clock import Wall, parse_wall
from compliance.readers.neutral import plain
from compliance.readers.refusals import fault, refuse, shown
from compliance.readers.tables import Owner, TableRow, blank, heading, meant, table_rows, table_text

EVENT_HEADINGS = {
    "case": "case case_id 个案 个案编号 案件 案件编号 工单 工单号",
    "type": "type event 事件 事件类型 类型",
    "at": "at time 时间 时刻 发生时间",
}
_FIELDS = {word: field for field, words in EVENT_HEADINGS.items() for word in words.split()}

_YEARS = range(1971, 2200)  # 1900-01-01, 1970-01-01 and 9999-12-31 are how ticket systems write that a thing has not happened

ByCase = Mapping[str, tuple[CaseEvent, ...]]


def _fields(headings: Sequence[str]) -> list[str | None]:
    return [_FIELDS.get(heading(written)) for written in headings]


OWNER = Owner("events", lambda headings: {*_FIELDS.values()} <= {*_fields(headings)})


def read_events(file: str) -> tuple[ByCase, tuple[Problem, ...]]:
    """The events of each case in the order of the file, and what is wrong with single rows.

    Raises: Problems where the file cannot be read, has no such columns, or is no sound table from some row on.
    """
    found: dict[str, list[CaseEvent]] = {}
    problems: list[Problem] = []
    for row in table_rows(table_text(file, OWNER), file, OWNER):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            _take(row, found, problems)
    fatal = ("reader.events.csv", *([] if found else ["reader.events.no_key"]))
    if unsound := [problem for problem in problems if problem.what.key in fatal]:
        raise Problems(unsound)
    return {case: tuple(events) for case, events in found.items()}, tuple(problems)


def _take(row: TableRow, found: dict[str, list[CaseEvent]], problems: list[Problem]) -> None:
    """The first cell of a field counts, and empty ones are left out."""
    fields: dict[str, object] = {}
    attributes: dict[str, object] = {}
    for field, written, cell in zip(_fields(row.headings), row.headings, row.cells, strict=True):
        if blank(cell):
            continue
        if field:
            fields.setdefault(field, cell)
        elif isinstance(cell, dict) and heading(written) == "attributes":
            attributes |= {str(name): value for name, value in cell.items()}
        else:
            attributes.setdefault(written.strip(), meant(cell, row))
    try:
        case, kind = _word(fields, "case", row.place), _word(fields, "type", row.place)
        known = plain(attributes, "attributes", row.place)
    except Problems as refused:
        problems.extend(refused.problems)
        return
    wall = _wall(fields.get("at"), row.place, problems)
    event = CaseEvent(kind, wall.at if wall else None, known if isinstance(known, dict) else {}, wall is None or wall.exact)
    found.setdefault(case, []).append(event)


def _word(fields: Mapping[str, object], name: str, place: Place) -> str:
    """A text, or a whole number taken as one (T-778, 778)."""
    found = fields.get(name)
    if found is None:
        refuse(place, "reader.events.empty", field=name)
    if isinstance(found, bool) or not isinstance(found, str | int):
        refuse(place, "reader.events.not_text", field=name, found=shown(found))
    return str(found).strip()


def _wall(found: object, place: Place, problems: list[Problem]) -> Wall | None:
    wall = parse_wall(found) if isinstance(found, str) else None
    if wall and wall.at.year not in _YEARS:
        wall = None
    if wall is None:
        problems.append(fault(place, "reader.events.time", found=shown(found)))
    return wall
