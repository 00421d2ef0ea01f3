"""The workbook that a QA team has filled in: the decision, its reason and the reviewer of each finding, row by row."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zipfile import BadZipFile, ZipFile

from compliance.model.appeal import Appeal, Decision, seal
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.files import opened
from compliance.readers.paths import unreadable
from compliance.readers.reader import WHOLE_LIMIT
from compliance.readers.refusals import fault, megabytes, shown
from compliance.wording import LANGUAGES, say

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

NEEDED = ("finding", "rule", "transcript", "decision", "reason", "reviewer", "check")
MOST_UNPACKED = 1 << 30  # bytes; a small file can unpack to something that fills the memory

_FINDING = re.compile("[0-9a-f]{16}")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19
_FAILED = re.compile(r"#[A-Z/0]+[!?]?")  # what a formula comes to that cannot be worked out


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row as text, under the names of the columns that count."""

    place: Place
    cells: Mapping[str, str]


def read_sheet(file: str, reviewer: str | None, at: str) -> tuple[Appeal, ...]:
    """What was decided anew since the workbook was written; rows left as they were say nothing.

    `reviewer` stands for rows that name none. Raises Problems, with everything that is wrong in the file.
    """
    found: dict[str, tuple[Appeal, Place]] = {}
    problems: list[Problem] = []
    for row in _rows(file):
        appeal = _appeal(row, reviewer, at)
        if isinstance(appeal, Problem):
            problems.append(appeal)
        elif appeal and not appeal.same_as(found.setdefault(appeal.finding, (appeal, row.place))[0]):
            problems.append(fault(row.place, "review.twice", earlier=str(found[appeal.finding][1])))
    if problems:
        raise Problems(problems)
    return tuple(appeal for appeal, _ in found.values())


def _appeal(row: SheetRow, reviewer: str | None, at: str) -> Appeal | Problem | None:
    """None where nothing was changed."""
    cells, place = row.cells, row.place
    finding, reason, who = cells["finding"], cells["reason"], cells["reviewer"] or (reviewer or "")
    written, _, decided = cells["check"].partition("-")
    if not _FINDING.fullmatch(finding) or written != seal(finding, cells["rule"], cells["transcript"]):
        return fault(place, "review.changed_row", found=shown(finding))
    word = cells["decision"]
    decision = _words().get(word.casefold()) if word else Decision.NONE
    if decision is None:
        return fault(place, "review.bad_decision", found=shown(word))
    if decided == seal(decision, reason):
        return None
    if decision.settled and not reason:
        return fault(place, "review.no_reason", decision=word)
    if not who:
        return fault(place, "review.no_reviewer")
    return Appeal(finding, cells["rule"], cells["transcript"], decision, reason, who, at)


def _words() -> Mapping[str, Decision]:
    """The words of the drop-down, in every language."""
    return {say(message(f"report.decision.{one}"), lang).casefold(): one for one in Decision for lang in LANGUAGES}


def _rows(file: str) -> list[SheetRow]:
    """The rows below the headings of every sheet that has them all. Raises Problems where there is none, or no workbook."""
    from openpyxl import load_workbook

    rows: list[SheetRow] = []
    known = False
    data = _data(file)
    opened_as = partial(load_workbook, data, read_only=True, keep_links=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about features of the workbook that are of no concern here
            with closing(opened_as(data_only=True)) as values, closing(opened_as(data_only=False)) as formulas:
                for sheet, typed in zip(values.worksheets, formulas.worksheets, strict=True):
                    lines = enumerate(map(_read, _lines(sheet), _lines(typed)), start=1)
                    columns = _columns(next(lines, (0, ()))[1])
                    known = known or bool(columns)
                    rows += _below(columns, lines, f"{file} {sheet.title}") if columns else []
    except Exception:  # a broken workbook can break its reader anywhere
        raise Problems([fault(Place(file), "review.not_a_workbook")]) from None
    if not known:
        raise Problems([fault(Place(file), "review.no_sheet")])
    return rows


def _lines(sheet: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    sheet.reset_dimensions()  # what other programs note as the size of a sheet need not be true
    return cast("Iterator[tuple[object, ...]]", sheet.iter_rows(values_only=True))


def _read(values: Sequence[object], typed: Sequence[object]) -> Sequence[object]:
    """What the cells hold. A sentence that begins with = was taken for a formula by the spreadsheet: it counts as it was typed."""
    return [
        getattr(formula, "text", formula) if value is None or _failed(value) else value
        for value, formula in zip(values, typed, strict=True)
    ]


def _failed(value: object) -> bool:
    return isinstance(value, str) and _FAILED.fullmatch(value) is not None


def _below(columns: Mapping[str, int], lines: Iterable[tuple[int, Sequence[object]]], source: str) -> Iterator[SheetRow]:
    for number, cells in lines:
        texts = {name: _text(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
        if any(texts.values()):
            yield SheetRow(Place(source, number), texts)


def _columns(cells: Sequence[object]) -> Mapping[str, int]:
    """Where each column stands, by its heading in any language; none where one is missing."""
    headings = {_text(cell).casefold(): place for place, cell in reversed([*enumerate(cells)])}
    found: dict[str, int] = {}
    for name in NEEDED:
        for lang in LANGUAGES:
            place = headings.get(say(message(f"report.xlsx.{name}"), lang).casefold())
            if place is not None:
                found.setdefault(name, place)
    return found if len(found) == len(NEEDED) else {}


def _text(cell: object) -> str:
    """A cell as text: escaped characters as such, each line end the same, no spaces around it."""
    text = "" if cell is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(cell))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _data(file: str) -> BytesIO:
    """The file, where it can be unpacked without filling the memory. Raises Problems."""
    try:
        with opened(Path(file)) as stream:
            data = stream.read(WHOLE_LIMIT + 1)
        with ZipFile(BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except FileNotFoundError:
        raise Problems([fault(Place(file), "reader.not_found")]) from None
    except OSError as error:
        raise Problems([unreadable(file, error)]) from None
    except (BadZipFile, NotImplementedError, ValueError):  # zipfile's words for a broken archive and for an unknown kind of packing
        raise Problems([fault(Place(file), "review.not_a_workbook")]) from None
    if len(data) > WHOLE_LIMIT or size > MOST_UNPACKED:
        raise Problems([fault(Place(file), "review.too_large", limit=megabytes(WHOLE_LIMIT))])
    return BytesIO(data)
