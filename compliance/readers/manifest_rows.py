"""The rows of a manifest: CSV with a line of headings, or JSON Lines, each with what it says of one conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.model.problem import Place, Problem, Problems
from compliance.readers.clock import parse_wall
from compliance.readers.neutral import plain
from compliance.readers.refusals import refuse, shown
from compliance.readers.tables import Owner, TableRow, blank, heading, meant, table_rows

HEADINGS = {
    "file": "file filename file_name 文件 文件名",
    "id": "id 会话 会话编号 会话id",
    "agent": "agent agent_id 工号 坐席工号 客服工号 坐席 客服",
    "agent_name": "agent_name name 坐席姓名 客服姓名 姓名",
    "team": "team 班组 团队",
    "case": "case 案件 案件编号 工单 工单号",
    "customer": "customer customer_id 客户 客户编号",
    "started_at": "started_at 开始时间",
    "channel": "channel 渠道",
    "kind": "kind 类型",
}
_FIELDS = {word: field for field, words in HEADINGS.items() for word in words.split()}
OWNER = Owner("manifest", lambda headings: bool({"id", "file"} & {*_fields(headings)}))
_VAGUE = ("坐席", "客服")  # names beside a column of agent ids, ids without one


@dataclass(frozen=True, slots=True)
class Row:
    """What the manifest says of one conversation; `line` counts from 1. `fields` holds the columns of HEADINGS that are filled in."""

    line: int
    fields: Mapping[str, str]
    started: datetime | None
    attributes: Mapping[str, object]

    @property
    def name(self) -> str:
        return self.fields.get("id") or self.fields.get("file") or f":{self.line}"


def rows_of(text: str, manifest: str) -> Iterator[Row | Problem]:
    """One row, or what is wrong with it, after another; `manifest` is the name of the file."""
    for found in table_rows(text, manifest, OWNER):
        yield found if isinstance(found, Problem) else _row(found)


def _flat(row: TableRow) -> Iterable[tuple[str, object]]:
    """Agent, customer and attributes may be objects, as they are in the neutral transcript; a table may have a heading twice."""
    cells = list(zip(row.headings, row.cells, strict=True))
    if row.csv:
        return cells
    flat: dict[str, object] = {}
    for key, value in cells:
        if not isinstance(value, dict) or key not in ("agent", "customer", "attributes"):
            flat[key] = value
        elif key == "agent":
            flat |= {heading: value.get(part) for part, heading in (("id", "agent"), ("name", "agent_name"), ("team", "team"))}
        else:
            flat |= {"customer": value.get("id")} if key == "customer" else value
    return flat.items()


def _fields(headings: Sequence[str]) -> list[str | None]:
    """The field that each column fills; None for an attribute. 坐席 is a name where another column has the ids."""
    plain_words = [*map(heading, headings)]
    found = [_FIELDS.get(word) for word in plain_words]
    if found.count("agent") > 1:
        return ["agent_name" if word in _VAGUE else field for word, field in zip(plain_words, found, strict=True)]
    return found


def _row(row: TableRow) -> Row | Problem:
    """Empty cells are left out, and the first one of a field counts."""
    place, cells = row.place, [*_flat(row)]
    fields: dict[str, str] = {}
    attributes: dict[str, object] = {}
    started = None
    try:
        for field, (written, cell) in zip(_fields([name for name, _ in cells]), cells, strict=True):
            if blank(cell):
                continue
            if field is None:
                attributes.setdefault(written.strip(), plain(meant(cell, row), written, place))
            elif field == "started_at":
                started = started or _time(cell, written, place)
            else:
                fields.setdefault(field, _word(cell, written, place))
        if not isinstance(urgent := attributes.get("urgent", False), bool):
            refuse(place, "reader.not_flag", field="urgent", found=shown(urgent))
    except Problems as refused:
        return refused.problems[0]
    return Row(place.line or 1, fields, started, attributes)


def _word(value: object, heading: str, place: Place) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        refuse(place, "reader.not_text", field=heading, found=shown(value))
    return str(value).strip()


def _time(value: object, heading: str, place: Place) -> datetime:
    wall = parse_wall(value) if isinstance(value, str) else None
    if wall is None:
        refuse(place, "reader.bad_time", field=heading.strip(), found=shown(value))
    return wall.at
