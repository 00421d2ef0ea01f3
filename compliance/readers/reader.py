"""Reads conversations from any supported format: finds the files, tells their format by its structure, and lets nothing stop the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem
from compliance.model.transcript import Conversation
from compliance.readers import READERS
from compliance.readers.decode import HEAD_SIZE, MEGABYTE, Decoded, LongLine, byte_lines, decode, decode_line
from compliance.readers.files import opened
from compliance.readers.paths import FoundFile, files_at, unreadable
from compliance.readers.refusals import fault, megabytes, too_long
from compliance.readers.speakers import USUAL, Names, Speakers

WHOLE_LIMIT = 200 * MEGABYTE  # for formats that must be read as a whole
STDIN = "stdin"


@runtime_checkable
class Reader(Protocol):
    """A module that reads one format. It yields one problem for each conversation that cannot be read, and never raises."""

    ID: str

    def sniff(self, head: str, speakers: Speakers = USUAL, /) -> bool:
        """Whether a text that begins so is of this format, told by its structure; in doubt, no."""

    def read(self, text: str, source: str, speakers: Speakers = USUAL) -> Iterator[Conversation | Problem]:
        """Everything in the text. `source` is the name of the file."""


@runtime_checkable
class LineReader(Reader, Protocol):
    """A format in which each line stands alone, so that files of any size can be read."""

    def by_line(self, head: str) -> bool:
        """Whether this text is of that kind."""

    def read_line(self, line: str, place: Place, speakers: Speakers = USUAL) -> Iterator[Conversation | Problem]:
        """What is on one line."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file in a folder that is no transcript."""

    source: str
    why: Message


Read = Conversation | Problem | PassedOver

_TABLE: tuple[Reader, ...] = READERS


def read_paths(paths: Sequence[str], stdin: BinaryIO | None = None, names: Names = USUAL.names) -> Iterator[Read]:
    """Every conversation of the files, folders and globs (`-` is standard input), in order; each file and each id once.

    One problem stands for each conversation, file or path that cannot be read. In folders, files that are no
    transcripts are passed over; named files are refused. `names`: what the files call their speakers, in small letters, apart from
    the usual words.
    """
    speakers = Speakers(names)
    done: set[Path] = set()
    places: dict[str, Place] = {}
    for typed in dict.fromkeys(paths):
        items = _guarded(stdin or sys.stdin.buffer, STDIN, speakers) if typed == "-" else _read_path(typed, done, speakers)
        for item in items:
            yield _once(item, places) if isinstance(item, Conversation) else item


def read_text(text: str, source: str, names: Names = USUAL.names) -> Iterator[Conversation | Problem]:
    """Everything in a text whose format is told by its beginning; one problem where it is of none."""
    speakers = Speakers(names)
    reader = _reader_of(text[:HEAD_SIZE], speakers)
    if not text.strip("\ufeff \t\r\n"):
        yield fault(Place(source), "reader.empty")
    elif reader is None:
        yield fault(Place(source), "reader.unknown_format")
    else:
        yield from reader.read(text, source, speakers)


def _read_path(typed: str, done: set[Path], speakers: Speakers) -> Iterator[Read]:
    found = False
    for file in files_at(typed):
        if isinstance(file, Problem):
            found = True
            yield file
            continue
        real = file.path.resolve()
        again = real in done
        done.add(real)
        found = found or again
        for item in [] if again else _read_file(file, speakers):
            found = found or not isinstance(item, PassedOver)
            yield item
    if not found:
        yield fault(Place(typed), "reader.no_transcripts")


def _read_file(file: FoundFile, speakers: Speakers) -> Iterator[Read]:
    try:
        with opened(file.path) as stream:
            yield from _guarded(stream, file.source, speakers, file.named)
    except OSError as error:
        yield unreadable(file.source, error)


def _guarded(stream: BinaryIO, source: str, speakers: Speakers, named: bool = True) -> Iterator[Read]:
    """What the stream holds, with a problem at the place where it breaks off."""
    try:
        yield from _read_stream(stream, source, speakers, named)
    except OSError as error:
        yield unreadable(source, error)


def _read_stream(stream: BinaryIO, source: str, speakers: Speakers, named: bool) -> Iterator[Read]:
    head = stream.read(HEAD_SIZE)
    decoded = decode(head, whole=False)
    # A line that is no text spoils only itself where each line stands alone.
    text = decoded.text if isinstance(decoded, Decoded) else head.decode("utf-8", "replace")
    encoding = decoded.encoding if isinstance(decoded, Decoded) else "mixed"
    reader = _reader_of(text, speakers)
    if reader and isinstance(reader, LineReader) and encoding != "utf-16" and reader.by_line(text):
        yield from _by_line(reader, byte_lines(head, stream), source, encoding, speakers)
    elif not text.strip("\ufeff \t\r\n"):
        yield fault(Place(source), "reader.empty")
    elif isinstance(decoded, Message):
        yield _not_ours(decoded, source, named)
    elif reader is None:
        yield _not_ours(message("reader.unknown_format"), source, named)
    else:
        yield from _as_a_whole(reader, head + stream.read(WHOLE_LIMIT + 1 - len(head)), source, speakers)


def _by_line(
    reader: LineReader, lines: Iterable[bytes | LongLine], source: str, encoding: str, speakers: Speakers
) -> Iterator[Conversation | Problem]:
    for number, raw in enumerate(lines, start=1):
        place = Place(source, number)
        if isinstance(raw, LongLine):
            yield too_long(raw.size, place)
            continue
        line = decode_line(raw, encoding)
        if isinstance(line, Message):
            yield Problem(place, line, Message(f"{line.key}.hint", line.values))
        else:
            yield from reader.read_line(line, place, speakers)


def _as_a_whole(reader: Reader, data: bytes, source: str, speakers: Speakers) -> Iterator[Conversation | Problem]:
    if len(data) > WHOLE_LIMIT:
        yield fault(Place(source), "reader.too_large", limit=megabytes(WHOLE_LIMIT))
        return
    decoded = decode(data)
    if isinstance(decoded, Message):
        yield Problem(Place(source), decoded, Message(f"{decoded.key}.hint", decoded.values))
    else:
        yield from reader.read(decoded.text, source, speakers)


def _reader_of(head: str, speakers: Speakers) -> Reader | None:
    return next((reader for reader in _TABLE if reader.sniff(head, speakers)), None)


def _not_ours(why: Message, source: str, named: bool) -> Problem | PassedOver:
    return Problem(Place(source), why, Message(f"{why.key}.hint", why.values)) if named else PassedOver(source, why)


def _once(conversation: Conversation, places: dict[str, Place]) -> Conversation | Problem:
    place = Place(conversation.source, conversation.line)
    first = places.setdefault(conversation.id, place)
    return conversation if first is place else fault(place, "reader.duplicate", id=conversation.id, first=first)
