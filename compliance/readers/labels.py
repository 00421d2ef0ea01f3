"""Labels: what people who read the conversations say of them, as JSON Lines, or as a table of findings marked right or wrong.

JSON Lines: one object a conversation, `{"id": "…", "empathy-first": true, "cold_language": [3], "farewell": null}`. A field is
the id of a rule (or the id with underscores); true is kept, false broken, a list holds the offending turns (from 0),
"pass", "fail" and "na" say it in words, null is left undecided.

Table: CSV with the columns `finding` and `correct`, for instance the findings table with one column more. The log of reviews
serves as well.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from compliance.model.appeal import Decision
from compliance.model.label import Label, Labelled, Mark, Review
from compliance.model.message import Message
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.decode import decode
from compliance.readers.files import opened
from compliance.readers.paths import unreadable
from compliance.readers.reader import WHOLE_LIMIT
from compliance.readers.refusals import fault, megabytes, shown
from compliance.readers.review_log import SCHEMA, entries_of

NICKNAMES = {
    "cold": "cold-language",
    "refusal": "blunt-refusal",
    "need_confirmed": "confirm-need",
    "invites_evaluation": "invite-evaluation",
}
COLUMNS = {"finding": "finding 编号 问题项编号 问题项", "correct": "correct 正确 是否正确 成立 是否成立"}
ANSWERS = {True: "yes y true 1 是 对 正确 成立", False: "no n false 0 否 错 错误 不对 不正确 不成立"}

_COLUMNS = {word: column for column, words in COLUMNS.items() for word in words.split()}
_ANSWERS = {word: answer for answer, words in ANSWERS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Entry:
    """One conversation's labels as written."""

    id: str
    place: Place
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a label file holds: one of the two."""

    entries: tuple[Entry, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """`skipped` are the fields that no rule is named after, each once."""

    labelled: tuple[Labelled, ...]
    skipped: tuple[str, ...]


def read_labels(file: str) -> Sheet:
    """Raises Problems, with everything that is wrong in the file."""
    text = text_of(file)
    if SCHEMA in text.lstrip().partition("\n")[0]:
        return Sheet(reviews=_decided(text, file))
    found = [*(_entries(text, file) if text.lstrip().startswith("{") else _reviews(text, file))]
    problems = [item for item in found if isinstance(item, Problem)]
    if not found:
        problems.append(fault(Place(file), "reader.labels.none"))
    if problems:
        raise Problems(problems)
    return Sheet(
        entries=tuple(item for item in found if isinstance(item, Entry)),
        reviews=tuple(item for item in found if isinstance(item, Review)),
    )


def _decided(text: str, file: str) -> tuple[Review, ...]:
    """What counts now of a review log: an appeal that was granted says that the finding was wrong."""
    now = {entry.finding: entry.decision for entry in entries_of(text.encode("utf-8", "replace"), file)[0]}
    answers = {Decision.GRANTED: False, Decision.REJECTED: True}
    return tuple(Review(finding, answers.get(decision), Place(file)) for finding, decision in now.items())


def understood(entries: Sequence[Entry], rules: Collection[str]) -> Understood:
    """The labels by rule. Raises Problems, with every label that is none, and every conversation that is labelled twice."""
    problems: list[Problem] = []
    labelled: list[Labelled] = []
    skipped: dict[str, None] = {}
    first: dict[str, Place] = {}
    for entry in entries:
        if first.setdefault(entry.id, entry.place) is not entry.place:
            problems.append(fault(entry.place, "reader.labels.twice", id=entry.id, earlier=first[entry.id].line))
        labels: dict[str, Label] = {}
        for field, value in entry.fields.items():
            rule = rule_of(field, rules)
            if rule is None:
                skipped.setdefault(field)
            elif isinstance(found := _label(value), str):
                problems.append(fault(entry.place, "reader.labels.value", field=field, found=found))
            elif found and labels.setdefault(rule, found) != found:
                problems.append(fault(entry.place, "reader.labels.field_twice", field=field, rule=rule))
        labelled.append(Labelled(entry.id, entry.place, labels))
    if problems:
        raise Problems(problems)
    return Understood(tuple(labelled), tuple(skipped))


def rule_of(field: str, rules: Collection[str]) -> str | None:
    """The rule that a field speaks of: by its id, by its id with underscores, or by a name that readers use."""
    names = (field, field.replace("_", "-"), NICKNAMES.get(field, field))
    return next((name for name in names if name in rules), None)


def _label(value: object) -> Label | str | None:
    """None where it is left undecided; the value as text where it is no label."""
    if value is None:
        return None
    if isinstance(value, bool):
        return Label(Mark.PASS if value else Mark.FAIL)
    if isinstance(value, str) and value.strip().casefold() in tuple(Mark):
        return Label(Mark(value.strip().casefold()))
    if isinstance(value, list) and all(isinstance(turn, int) and not isinstance(turn, bool) and turn >= 0 for turn in value):
        return Label(Mark.FAIL if value else Mark.PASS, frozenset(value))
    return shown(value)


def _entries(text: str, file: str) -> Iterator[Entry | Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = Place(file, number)
        try:
            found = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield fault(place, "reader.labels.json", found=shown(line.strip()))
        elif not isinstance(name := found.pop("id", None), str) or not name.strip():
            yield fault(place, "reader.labels.id", found=shown(name))
        else:
            yield Entry(name, place, found)


def _reviews(text: str, file: str) -> Iterator[Review | Problem]:
    """Commas, tabs or semicolons, whichever the heading has most of; rows without a finding are empty ones."""
    heading = text.lstrip().partition("\n")[0]
    # strict, so that a quote left open does not swallow the rows below it
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=heading.count), strict=True)
    columns: dict[str, int] = {}
    line = 1
    try:
        for cells in table:
            place, line = Place(file, line), table.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if not columns:
                columns = _columns(cells)
                if len(columns) < len(COLUMNS):
                    yield fault(place, "reader.labels.columns", found=shown("、".join(cells)))
                    return
            elif len(cells) <= max(columns.values()):
                yield fault(place, "reader.labels.cells", found=len(cells))
            else:
                yield _review(cells[columns["finding"]].strip(), cells[columns["correct"]], place)
    except csv.Error:
        yield fault(Place(file, line), "reader.labels.csv")


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where the two columns stand; the first one of a name counts."""
    found: dict[str, int] = {}
    for number, heading in enumerate(cells):
        column = _COLUMNS.get("".join(_plain(heading).split()))
        if column:
            found.setdefault(column, number)
    return found


def _review(finding: str, answer: str, place: Place) -> Review | Problem:
    word = _plain(answer)
    if not finding:
        return fault(place, "reader.labels.no_finding")
    if word and word not in _ANSWERS:
        return fault(place, "reader.labels.answer", found=shown(answer.strip()))
    return Review(finding, _ANSWERS.get(word), place)


def _plain(text: str) -> str:
    return normalize("NFKC", text).strip().casefold()


def text_of(file: str) -> str:
    """What a file of labels or sentences holds: UTF-8, UTF-16 with its mark, or GB18030. Raises Problems."""
    try:
        with opened(Path(file)) as stream:
            data = stream.read(WHOLE_LIMIT + 1)
    except FileNotFoundError:
        raise Problems([fault(Place(file), "reader.not_found")]) from None
    except OSError as error:
        raise Problems([unreadable(file, error)]) from None
    if len(data) > WHOLE_LIMIT:
        raise Problems([fault(Place(file), "reader.labels.too_large", limit=megabytes(WHOLE_LIMIT))])
    decoded = decode(data)
    if isinstance(decoded, Message):
        raise Problems([Problem(Place(file), decoded, Message(f"{decoded.key}.hint", decoded.values))])
    return decoded.text
