"""The rows of a manifest: CSV with a line of headings, or JSON Lines, each with what it says of one conversation."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from compliance.model.problem import Place, Problem, Problems
from compliance.readers.clock import parse_wall
from compliance.readers.metadata import scalar
from compliance.readers.neutral import plain
from compliance.readers.refusals import fault, refuse, shown

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
    return (_json_rows if text.lstrip().startswith("{") else _csv_rows)(text, manifest)


def _csv_rows(text: str, manifest: str) -> Iterator[Row | Problem]:
    """Commas, tabs or semicolons, whichever the heading has most of."""
    heading = text.lstrip().partition("\n")[0]
    # newline="" as the csv module wants it; strict, so that a quote left open does not swallow the rows below it
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=heading.count), strict=True)
    headings: list[str] = []
    fields: list[str | None] = []
    line = 1
    try:
        for cells in table:
            place, line = Place(manifest, line), table.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if not fields:
                headings, fields = cells, _fields(cells)
                if not {"id", "file"} & {*fields}:
                    yield fault(place, "reader.manifest.no_key", found=shown("、".join(filter(None, headings))))
                    return
            elif any(map(str.strip, cells[len(fields) :])):
                yield fault(place, "reader.manifest.cells", found=len(cells), wanted=len(fields))
            else:
                yield _row([*zip(fields, headings, map(_scalar, cells, fields), strict=False)], place)
    except csv.Error:
        yield fault(Place(manifest, line), "reader.manifest.csv")
    if not fields:
        yield fault(Place(manifest), "reader.manifest.no_key", found="–")


def _json_rows(text: str, manifest: str) -> Iterator[Row | Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = Place(manifest, number)
        if not line.strip():
            continue
        try:
            found = _sound(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield fault(place, "reader.manifest.json", found=shown(line.strip()))
            continue
        cells = _flat(found)
        fields = _fields([*cells])
        if {"id", "file"} & {*fields}:
            yield _row([*zip(fields, cells, cells.values(), strict=True)], place)
        else:
            yield fault(place, "reader.manifest.no_key", found=shown("、".join(cells)))


def _sound(line: str) -> object:
    """The line as JSON; halves of characters, which no file can hold, become U+FFFD. Raises: ValueError, RecursionError."""
    found = json.loads(line, strict=False)
    if "\\ud" not in line.lower():
        return found
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _flat(row: Mapping[str, object]) -> dict[str, object]:
    """Agent, customer and attributes may be objects, as they are in the neutral transcript."""
    flat: dict[str, object] = {}
    for key, value in row.items():
        if not isinstance(value, dict) or key not in ("agent", "customer", "attributes"):
            flat[key] = value
        elif key == "agent":
            flat |= {heading: value.get(part) for part, heading in (("id", "agent"), ("name", "agent_name"), ("team", "team"))}
        else:
            flat |= {"customer": value.get("id")} if key == "customer" else value
    return flat


def _fields(headings: Sequence[str]) -> list[str | None]:
    """The field that each column fills; None for an attribute. 坐席 is a name where another column has the ids."""
    plain_words = ["_".join(normalize("NFKC", heading).casefold().split()) for heading in headings]
    found = [_FIELDS.get(word) for word in plain_words]
    if found.count("agent") > 1:
        return ["agent_name" if word in _VAGUE else field for word, field in zip(plain_words, found, strict=True)]
    return found


def _row(cells: Iterable[tuple[str | None, str, object]], place: Place) -> Row | Problem:
    """From the field, the heading and the value of each cell; empty ones are left out, and the first one of a field counts."""
    fields: dict[str, str] = {}
    attributes: dict[str, object] = {}
    started = None
    try:
        for field, heading, value in cells:
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            if field is None:
                attributes.setdefault(heading.strip(), plain(value, heading, place))
            elif field == "started_at":
                started = started or _time(value, heading, place)
            else:
                fields.setdefault(field, _word(value, heading, place))
        if not isinstance(urgent := attributes.get("urgent", False), bool):
            refuse(place, "reader.not_flag", field="urgent", found=shown(urgent))
    except Problems as refused:
        return refused.problems[0]
    return Row(place.line or 1, fields, started, attributes)


def _scalar(cell: str, field: str | None) -> object:
    return cell if field else scalar(cell.strip())


def _word(value: object, heading: str, place: Place) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        refuse(place, "reader.not_text", field=heading, found=shown(value))
    return str(value).strip()


def _time(value: object, heading: str, place: Place) -> datetime:
    wall = parse_wall(value) if isinstance(value, str) else None
    if wall is None:
        refuse(place, "reader.bad_time", field=heading.strip(), found=shown(value))
    return wall.at
