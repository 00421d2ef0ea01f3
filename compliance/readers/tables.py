"""Tables: CSV with a line of headings, or JSON Lines, read row by row; what is wrong is told in the words of its owner."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from compliance.model.message import Message
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.decode import decode
from compliance.readers.files import opened
from compliance.readers.metadata import scalar
from compliance.readers.paths import unreadable
from compliance.readers.reader import WHOLE_LIMIT
from compliance.readers.refusals import fault, megabytes, refuse, shown


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row with its headings as written. Cells of a CSV are text."""

    place: Place
    headings: tuple[str, ...]
    cells: tuple[object, ...]
    csv: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose table it is: `faults` is in the keys of the sentences that tell its faults, `complete` looks at the headings."""

    faults: str
    complete: Callable[[Sequence[str]], bool]


def table_text(file: str, owner: Owner) -> str:
    """The text of the file: UTF-8, UTF-16 with its mark, or GB18030. Raises: Problems where it cannot be read."""
    place = Place(file)
    try:
        with opened(Path(file)) as stream:
            data = stream.read(WHOLE_LIMIT + 1)
    except FileNotFoundError:
        refuse(place, "reader.not_found")
    except OSError as error:
        raise Problems([unreadable(file, error)]) from error
    if len(data) > WHOLE_LIMIT:
        refuse(place, f"reader.{owner.faults}.too_large", limit=megabytes(WHOLE_LIMIT))
    decoded = decode(data)
    if isinstance(decoded, Message):
        refuse(place, f"reader.{owner.faults}.encoding", why=decoded)
    return decoded.text


def table_rows(text: str, file: str, owner: Owner) -> Iterator[TableRow | Problem]:
    """One row, or what is wrong with it, after another. After headings that are not complete a CSV is read no further."""
    return (_json_rows if text.lstrip().startswith("{") else _csv_rows)(text, file, owner)


def heading(written: str) -> str:
    """As it is compared: width, case and spaces do not matter."""
    return "_".join(normalize("NFKC", written).casefold().split())


def meant(cell: object, row: TableRow) -> object:
    """What the cell of an attribute says: true and numbers as such, also where the table has only text."""
    return scalar(cell.strip()) if row.csv and isinstance(cell, str) else cell


def blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _csv_rows(text: str, file: str, owner: Owner) -> Iterator[TableRow | Problem]:
    """Commas, tabs or semicolons, whichever the headings have most of."""
    first = text.lstrip().partition("\n")[0]
    # newline="" as the csv module wants it; strict, so that a quote left open does not swallow the rows below it
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count), strict=True)
    headings: tuple[str, ...] = ()
    line = 1
    try:
        for cells in table:
            place, line = Place(file, line), table.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if not headings:
                headings = tuple(cells)
                if not owner.complete(headings):
                    yield fault(place, f"reader.{owner.faults}.no_key", found=shown("、".join(filter(None, headings))))
                    return
            elif any(map(str.strip, cells[len(headings) :])):
                yield fault(place, f"reader.{owner.faults}.cells", found=len(cells), wanted=len(headings))
            else:
                yield TableRow(place, headings[: len(cells)], tuple(cells[: len(headings)]), csv=True)
    except csv.Error:
        yield fault(Place(file, line), f"reader.{owner.faults}.csv")
    if not headings:
        yield fault(Place(file), f"reader.{owner.faults}.no_key", found="–")


def _json_rows(text: str, file: str, owner: Owner) -> Iterator[TableRow | Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = Place(file, number)
        if not line.strip():
            continue
        try:
            found = _sound(line)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            row = TableRow(place, tuple(found), tuple(found.values()), csv=False)
            yield row if owner.complete(row.headings) else fault(place, f"reader.{owner.faults}.no_key", found=shown("、".join(found)))
        else:
            yield fault(place, f"reader.{owner.faults}.json", found=shown(line.strip()))


def _sound(line: str) -> object:
    """The line as JSON; halves of characters, which no file can hold, become U+FFFD. Raises: ValueError, RecursionError."""
    found = json.loads(line, strict=False)
    if "\\ud" not in line.lower():
        return found
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
