"""Diagnostics: problems and faults of the program, told on stderr with place and remedy."""

from __future__ import annotations

import platform
import sys
import traceback
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from compliance import __version__
from compliance.cli.streams import hush
from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.wording import say, say_problem

MOST_TOLD = 50
LONGEST_SHOWN = 200
LONGEST_TOLD = 800


def tell(text: str) -> None:
    """One line on stderr. Where nobody listens there, nothing is said; the exit code still tells."""
    try:
        sys.stderr.write(f"{harmless(text)}\n")
        sys.stderr.flush()
    except OSError:
        hush(sys.stderr)


def harmless(text: str) -> str:
    """What could steer a terminal, as file names and transcripts may hold it, is written out: \\x1b, \\n, \\u202e."""
    text = text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD * 2 // 3]}…{text[-LONGEST_TOLD // 3 :]}"
    return "".join(char if char.isprintable() or unicodedata.category(char) == "Zs" else ascii(char)[1:-1] for char in text)


def tell_problems(problems: Iterable[Problem], lang: str, *, unmask: bool = False) -> None:
    """Each with the line it stands on and a mark under the column, where the file can be read; personal data masked."""
    told = list(problems)
    if not told:
        return
    from compliance.text.mask import mask

    for problem in told[:MOST_TOLD]:
        text = say_problem(problem, lang)
        tell(text if unmask else mask(text))
        for line in _shown(problem.place):
            tell(line if unmask else mask(line))
    if len(told) > MOST_TOLD:
        tell(say(message("cli.more_problems", count=len(told) - MOST_TOLD), lang))


def tell_interrupted(lang: str) -> None:
    tell(say(message("cli.interrupted"), lang))


def tell_system(fault: OSError, lang: str) -> None:
    """The system would not let us: a full disk, a lost connection."""
    named = f"{fault.filename}: " if fault.filename else ""
    tell(named + say(message("cli.system", said=fault.strerror or str(fault)), lang))


def tell_bug(bug: BaseException, lang: str) -> None:
    """A fault of the program: where it happened, but no words of any transcript."""
    place = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno} {place.name}"
    versions = f"compliance {__version__}, Python {platform.python_version()}, {platform.system()}"
    tell(say(message("cli.bug", kind=type(bug).__name__, where=where, versions=versions), lang))


def _shown(place: Place) -> list[str]:
    """The line and a mark under the column; nothing where the line cannot be shown on a screen."""
    if not place.line or not place.column or not place.source.endswith((".yaml", ".yml")):
        return []
    try:
        line = Path(place.source).read_text(encoding="utf-8-sig").splitlines()[place.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return []
    line = "".join(char if char.isprintable() else " " for char in line)
    if len(line) > LONGEST_SHOWN:
        return []
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line[: place.column - 1])
    return [f"    {line}", f"    {' ' * width}^"]
