"""A live run: lines in, rows out, the state kept; the exit code comes out."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from compliance.cli import options
from compliance.cli.incoming import incoming, stopping
from compliance.cli.output import check_place, write_whole
from compliance.cli.tell import tell, tell_problems
from compliance.cli.view import view
from compliance.live.memory import recalled, remembered
from compliance.live.room import Room, finish, receive, room_for
from compliance.live.steps import Row
from compliance.model.due import Due
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Level
from compliance.model.verdict import Outcome
from compliance.model.window import parse_window
from compliance.readers.decode import LongLine
from compliance.readers.live_events import read_event
from compliance.readers.reader import STDIN
from compliance.readers.refusals import line_of
from compliance.readers.speakers import Names, names_of
from compliance.reports.due import due_row
from compliance.reports.lines import to_json
from compliance.reports.report import View
from compliance.reports.rows import verdict_row
from compliance.wording import say

PRIVATE = 0o600  # the state file holds what people said


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    file: str
    rules_file: str | None
    only: tuple[str, ...]
    quiet: str
    warn: str
    state: str | None
    save_every: str
    fail_on: str
    roles: str | None
    strict: bool
    unmask: bool


@dataclass(slots=True)
class Run:
    """What was met while the lines went by. `levels`: of the rules that failed."""

    source: str
    room: Room
    view: View
    names: Names
    lines: int
    levels: set[Level]
    taken: int = 0
    refused: int = 0
    unsaved: bool = False


def run(asked: Asked) -> int:
    """Raises Problems where the job cannot be done."""
    lang = options.chosen_language()
    quiet_s, warn_s, save_s = (_seconds(name, text) for name, text in _windows(asked))
    names = names_of(asked.roles)
    if asked.state:
        check_place(asked.state)
    room = room_for(options.load_rules(asked.rules_file, asked.only), warn_s, quiet_s)
    lines = recalled(_stored(asked.state), asked.state, room) if asked.state and Path(asked.state).exists() else 0
    going = Run(STDIN if asked.file == "-" else asked.file, room, view(lang, unmask=asked.unmask), names, lines, set())
    saved_s = time.monotonic()
    with stopping() as stop, _opened(asked.file) as stream:
        for arrived in incoming(stream, stop, save_s):
            _write(b"".join(_answers(going, arrived, lang, unmask=asked.unmask)))
            if asked.state and going.unsaved and time.monotonic() - saved_s >= save_s:
                _save(going, asked.state)
                saved_s = time.monotonic()
        if not asked.state and stop.signal is None:
            _write(b"".join(_row(going, row).encode("utf-8", "replace") for row in finish(room)))
        if asked.state and (going.unsaved or not Path(asked.state).exists()):
            _save(going, asked.state)
    return _ended(going, asked, lang, interrupted=stop.signal == signal.SIGINT)


def _ended(going: Run, asked: Asked, lang: str, *, interrupted: bool) -> int:
    open_ = sum(not talk.about.closed for talk in going.room.talks.values())
    if open_:
        tell(say(message("cli.live_open" if asked.state else "cli.live_open_lost", count=open_), lang))
    if interrupted:
        raise KeyboardInterrupt
    if going.refused and (asked.strict or not going.taken):
        return 2
    return int(options.reached([*going.levels], asked.fail_on))


def _windows(asked: Asked) -> tuple[tuple[str, str], ...]:
    return ("--quiet", asked.quiet), ("--warn", asked.warn), ("--save-every", asked.save_every)


def _seconds(name: str, text: str) -> float:
    window = parse_window(text)
    if window is None or window.unit != "seconds":
        raise options.refused(name, message("cli.bad_window", raw=text), message("cli.bad_window_hint"))
    return window.amount


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    """Raises Problems where the file cannot be read."""
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except (OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise options.refused(file, message("reader.unreadable", reason=said), message("reader.unreadable.hint")) from None


def _stored(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise options.refused(file, message("live.bad_state"), message("live.bad_state.hint")) from None


def _answers(going: Run, arrived: list[bytes | LongLine], lang: str, *, unmask: bool) -> Iterator[bytes]:
    """The rows that these lines call for; what is wrong with a line goes to stderr, and the next one is taken."""
    for raw in arrived:
        going.lines += 1
        going.unsaved = True
        place = Place(going.source, going.lines)
        try:
            told = read_event(line_of(raw, place, "utf-8"), place, going.names)
            for said in receive(going.room, told, place) if told else ():
                if isinstance(said, Problem):
                    tell_problems([said], lang, unmask=unmask)
                else:
                    yield _row(going, said).encode("utf-8", "replace")
            going.taken += told is not None
        except Problems as refused:
            going.refused += 1
            tell_problems(refused.problems, lang, unmask=unmask)


def _row(going: Run, said: Row) -> str:
    if isinstance(said, Due):
        return to_json(due_row(said, going.view))
    conversation, verdict = said
    if verdict.outcome is Outcome.FAIL:
        going.levels.update(rule.level for rule in going.room.watched.rulebook.rules if rule.id == verdict.rule)
    return to_json(verdict_row(verdict, conversation, going.view))


def _write(rows: bytes) -> None:
    """At once: somebody is waiting. A reader that has left ends the run, and nothing is remembered that was not told."""
    if rows:
        sys.stdout.buffer.write(rows)
        sys.stdout.buffer.flush()


def _save(going: Run, file: str) -> None:
    pieces = (piece.encode() for piece in remembered(going.room, going.lines))
    write_whole([(file, pieces)], rights=PRIVATE)
    going.unsaved = False
