"""Verdict and finding rows as the reports write them (verdict/1, finding/1), read again to be compared with labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.model.label import FindingNote, Quote, VerdictNote
from compliance.model.message import Message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.verdict import Outcome
from compliance.readers.decode import HEAD_SIZE, LINE_LIMIT, LongLine, byte_lines, decode_line
from compliance.readers.paths import unreadable
from compliance.readers.refusals import fault, shown, too_long

VERDICT, FINDING = "verdict/1", "finding/1"


@dataclass(frozen=True, slots=True)
class Rows:
    """`findings` is None where no row was one."""

    verdicts: tuple[VerdictNote, ...]
    findings: tuple[FindingNote, ...] | None


def holds_rows(file: str) -> bool:
    """Whether the file begins with such a row; a folder, a glob or a file that cannot be read holds none."""
    try:
        if not Path(file).is_file():
            return False
        with Path(file).open("rb") as stream:
            head = stream.read(HEAD_SIZE)
    except OSError:
        return False
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return first.startswith((b'{"schema":"verdict/', b'{"schema":"finding/'))
    return isinstance(row, dict) and str(row.get("schema")).startswith(("verdict/", "finding/"))


def read_rows(files: Iterable[str]) -> Rows:
    """Everything in the files. Raises Problems, with every row that is none and every verdict that contradicts an earlier one."""
    verdicts: dict[tuple[str, str], VerdictNote] = {}
    findings: list[FindingNote] = []
    problems: list[Problem] = []
    finding_rows = False
    for file in dict.fromkeys(files):
        for place, line in _lines(file, problems):
            try:
                note = _note(line, place)
            except Problems as found:
                problems += found.problems
                continue
            if isinstance(note, FindingNote):
                finding_rows = True
                findings.append(note)
            elif verdicts.setdefault((note.conversation, note.rule), note).outcome is not note.outcome:
                problems.append(fault(place, "reader.rows.twice", id=note.conversation, rule=note.rule))
    if problems:
        raise Problems(problems)
    return Rows(tuple(verdicts.values()), tuple(findings) if finding_rows else None)


def verdict_note(row: Mapping[str, object]) -> VerdictNote:
    """Raises KeyError, TypeError or ValueError where a field is missing or not what it should be."""
    evidence = row.get("evidence") or []
    quotes = tuple(quote for item in evidence if (quote := _quote(item))) if isinstance(evidence, list) else ()
    return VerdictNote(_text(row["transcript"]), _text(row["rule"]), Outcome(_text(row["verdict"])), _or_none(row.get("reason")), quotes)


def finding_note(row: Mapping[str, object]) -> FindingNote:
    """Raises KeyError or TypeError where a field is missing or not what it should be."""
    lexicon, phrase = _or_none(row.get("lexicon")), _or_none(row.get("phrase"))
    return FindingNote(
        _text(row["finding"]),
        _text(row["transcript"]),
        _text(row["rule"]),
        _quote(row) or Quote(None, None),
        _or_none(row.get("reason")) or _or_none(row.get("message")),
        f"${lexicon}: {phrase}" if lexicon else phrase,
        _quote(row.get("trigger")),
    )


def _note(line: str, place: Place) -> VerdictNote | FindingNote:
    try:
        row = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise Problems([fault(place, "reader.rows.json", found=shown(line.strip()))])
    schema = row.get("schema")
    if schema not in (VERDICT, FINDING):
        raise Problems([fault(place, "reader.rows.schema", found=shown(schema))])
    try:
        return verdict_note(row) if schema == VERDICT else finding_note(row)
    except (KeyError, TypeError, ValueError) as error:
        raise Problems([fault(place, "reader.rows.field", found=shown(error.args[0] if error.args else ""))]) from None


def _lines(file: str, problems: list[Problem]) -> Iterable[tuple[Place, str]]:
    """The lines that hold something; what cannot be read is put among the problems."""
    try:
        with Path(file).open("rb") as stream:
            for number, raw in enumerate(byte_lines(b"", stream, LINE_LIMIT), start=1):
                place = Place(file, number)
                line = raw if isinstance(raw, LongLine) else decode_line(raw, "utf-8")
                if isinstance(line, LongLine):
                    problems.append(too_long(line.size, place))
                elif isinstance(line, Message):
                    problems.append(Problem(place, line, Message(f"{line.key}.hint", line.values)))
                elif line.strip("\ufeff \t\r\n"):
                    yield place, line.removeprefix("\ufeff")
    except OSError as error:
        problems.append(unreadable(file, error))


def _quote(value: object) -> Quote | None:
    if not isinstance(value, Mapping):
        return None
    turn, signs = value.get("turn"), value.get("signs")
    return Quote(
        turn if isinstance(turn, int) and not isinstance(turn, bool) else None,
        _or_none(value.get("text")),
        tuple(sign for sign in signs if isinstance(sign, str)) if isinstance(signs, list) else (),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
