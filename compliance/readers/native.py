"""The neutral transcript as a file: JSON Lines, or one JSON object or array of such objects.

Shape: {"id": "…", "turns": [{"role": "agent", "text": "…", "start": 0.0, "end": 2.4}, …], …}; see `neutral`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Conversation
from compliance.readers.decode import HEAD_SIZE, LINE_LIMIT
from compliance.readers.neutral import conversation_of
from compliance.readers.refusals import fault, too_long
from compliance.readers.speakers import USUAL, Names, Speakers, renamed

ID = "native"

_DECODER = json.JSONDecoder(strict=False)  # raw tabs and the like inside strings do no harm
_TURNS = re.compile(r'"turns"\s*:')
_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_GAP = re.compile(r"[\s,\ufeff]*")
_BLANK = " \t\r\n\ufeff"
_FAULTS = {  # what the JSON library says, and what we say
    "Expecting ',' delimiter": "reader.json.comma",
    "Expecting ':' delimiter": "reader.json.colon",
    "Expecting property name": "reader.json.name",
    "Expecting value": "reader.json.value",
    "Extra data": "reader.json.extra",
    "Invalid \\": "reader.json.escape",
    "Illegal trailing comma": "reader.json.name",
}


def sniff(head: str, _: Speakers = USUAL) -> bool:
    """True where the objects at the beginning have turns; a JSON file of another kind is none of ours."""
    body = head.lstrip(_BLANK)
    if not _TURNS.search(body):
        return False
    if body[0] in "[{":
        try:
            value, end = _DECODER.raw_decode(body)
        except (ValueError, RecursionError):
            return True  # cut or broken: the key decides
        if any(map(_has_turns, value if isinstance(value, list) else [value])):
            return True
        return any(map(_line_has_turns, body[end:].splitlines()))
    lines = [line for line in map(_bare, body.splitlines()) if line]
    return 2 * sum(map(_line_has_turns, lines)) >= len(lines)


def _has_turns(value: object) -> bool:
    """A bare number of turns, as statistics have it, makes no transcript."""
    return isinstance(value, dict) and "turns" in value and ("id" in value or isinstance(value["turns"], list))


def _line_has_turns(line: str) -> bool:
    try:
        return bool(_TURNS.search(line)) and _has_turns(_DECODER.decode(_bare(line)))
    except (ValueError, RecursionError):
        return False


def by_line(head: str) -> bool:
    """True for JSON Lines, where each line stands alone; False for one JSON document over several lines."""
    lines = [line for line in map(_bare, head.split("\n")) if line]
    if lines and lines[0].startswith("["):
        return False
    try:
        _DECODER.decode(lines[0] if lines else "{}")
    except json.JSONDecodeError as error:
        return not _cut_off(error) or len(lines) == 1 or lines[1].startswith("{")
    except (ValueError, RecursionError):
        return True
    return True


def read_line(line: str, place: Place, speakers: Speakers = USUAL) -> Iterator[Conversation | Problem]:
    """The conversation on one line of JSON Lines, or why there is none; nothing for a blank line."""
    line = line.rstrip(_BLANK).removeprefix("\ufeff")
    if line:
        try:
            yield conversation_of(_with_roles(decoded(line, place), speakers.names), place)
        except Problems as refused:
            yield refused.problems[0]


def decoded(line: str, place: Place) -> object:
    """The JSON value on a line. Raises: Problems where it is none."""
    try:
        return _sound(_DECODER.decode(line), line)
    except (ValueError, RecursionError) as error:
        raise Problems([_broken(error, place)]) from None


def read(text: str, source: str, speakers: Speakers = USUAL) -> Iterator[Conversation | Problem]:
    """Every conversation of the text, one problem for each that cannot be read."""
    if not by_line(text[:HEAD_SIZE]):
        yield from _document(text, source, speakers.names)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LINE_LIMIT:
            yield too_long(len(line), Place(source, number))
        else:
            yield from read_line(line, Place(source, number), speakers)


def _document(text: str, source: str, names: Names) -> Iterator[Conversation | Problem]:
    """Objects one after another, with or without an array around them. After a fault in the JSON nothing more can be read."""
    at = _skip(text, 0)
    inside = text.startswith("[", at)
    at += inside
    counted, line = 0, 1
    while True:
        at = _skip(text, at)
        line += text.count("\n", counted, at)
        counted, place = at, Place(source, line)
        if at == len(text):
            if inside:
                yield fault(place, "reader.cut_off")
            return
        if inside and text[at] == "]":
            inside, at = False, at + 1
            continue
        try:
            value, at = _DECODER.raw_decode(text, at)
            yield conversation_of(_with_roles(_sound(value, text[counted:at]), names), place)
        except Problems as refused:
            yield refused.problems[0]
        except (ValueError, RecursionError) as error:
            yield _broken(error, place)
            return


def _with_roles(fields: object, names: Names) -> object:
    """The conversation with the names of its speakers as roles; where it is none, its fault is told later."""
    if not names or not isinstance(fields, dict) or not isinstance(fields.get("turns"), list):
        return fields
    return {**fields, "turns": [renamed(turn, names) for turn in fields["turns"]]}


def _skip(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _bare(line: str) -> str:
    return line.strip(_BLANK)


def _sound(value: object, written: str) -> object:
    """Halves of characters (lone surrogates), which no file can hold, become U+FFFD."""
    return _mended(value) if _LONE_SURROGATE.search(written) else value


def _mended(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


def _broken(error: ValueError | RecursionError, place: Place) -> Problem:
    if isinstance(error, RecursionError):
        return fault(place, "reader.nested")
    if not isinstance(error, json.JSONDecodeError):
        return fault(place, "reader.json", fault=message("reader.json.number"))
    if _cut_off(error):
        return fault(place, "reader.cut_off")
    where = Place(place.source, (place.line or 1) if error.lineno == 1 else error.lineno, error.colno)
    return fault(where, "reader.json", fault=_fault(error))


def _fault(error: json.JSONDecodeError) -> Message:
    known = (key for start, key in _FAULTS.items() if error.msg.startswith(start))
    return message(next(known, "reader.json.other"), fault=error.msg)


def _cut_off(error: json.JSONDecodeError) -> bool:
    """True where the JSON was right as far as it goes, but ends too soon."""
    rest = error.doc[error.pos :].rstrip()
    if not rest or error.msg.startswith("Unterminated string"):
        return True
    if error.msg.startswith("Invalid \\"):
        return len(rest) < 7 and not rest.endswith(('"', "}", "]"))
    return any(literal.startswith(rest) for literal in ("true", "false", "null", "-Infinity", "NaN"))
