"""Diagnostics: problems, refused options and bugs, told on stderr with place and remedy."""

from __future__ import annotations

import platform
import traceback
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import click

from compliance import __version__
from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem
from compliance.wording import say, say_problem

MOST_TOLD = 50
LONGEST_SHOWN = 200


def tell(text: str) -> None:
    click.echo(text, err=True)


def tell_problems(problems: Iterable[Problem], lang: str) -> None:
    """Each with the line it stands on and a mark under the column, where the file can be read."""
    told = list(problems)
    for problem in told[:MOST_TOLD]:
        tell(say_problem(problem, lang))
        for line in _shown(problem.place):
            tell(line)
    if len(told) > MOST_TOLD:
        tell(say(message("cli.more_problems", count=len(told) - MOST_TOLD), lang))


def tell_usage(refused: click.ClickException, lang: str) -> None:
    tell(say(_usage(refused), lang))
    if isinstance(refused, click.UsageError) and refused.ctx:
        tell(say(message("cli.see_help", command=refused.ctx.command_path), lang))


def tell_bug(bug: BaseException, lang: str) -> None:
    """A fault of the program: where it happened, but no words of any transcript."""
    place = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno} {place.name}"
    versions = f"compliance {__version__}, Python {platform.python_version()}, {platform.system()}"
    tell(say(message("cli.bug", kind=type(bug).__name__, where=where, versions=versions), lang))


def _usage(refused: click.ClickException) -> Message:
    match refused:
        case click.NoSuchOption():
            return message("cli.no_such_option", name=refused.option_name, near="、".join(refused.possibilities or ()) or "--help")
        case click.MissingParameter():
            name = refused.param.make_metavar(refused.ctx) if refused.param and refused.ctx else ""
            return message("cli.missing_parameter", name=name)
        case click.BadParameter():
            name = refused.param.get_error_hint(refused.ctx) if refused.param and refused.ctx else ""
            return message("cli.bad_parameter", name=name, said=refused.message)
        case _:
            return message("cli.refused", said=refused.format_message())


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
