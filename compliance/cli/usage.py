"""Usage: what is wrong with the command line, told in the language asked for."""

from __future__ import annotations

import re
import sys

import click

from compliance.cli.tell import tell
from compliance.model.message import Message, message
from compliance.wording import say

_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)")


def tell_usage(refused: click.ClickException, lang: str) -> None:
    """What was wrong, and where help is; a bare `compliance` gets the help itself."""
    if isinstance(refused, click.exceptions.NoArgsIsHelpError):
        click.echo(refused.format_message(), file=sys.stderr)
        return
    tell(say(_usage(refused), lang))
    if isinstance(refused, click.UsageError) and refused.ctx:
        tell(say(message("cli.see_help", command=refused.ctx.command_path), lang))


def _usage(refused: click.ClickException) -> Message:
    extra = _EXTRA.search(refused.message)
    match refused:
        case click.exceptions.NoSuchCommand():
            return _unknown("cli.no_such_command", refused.command_name, refused.possibilities)
        case click.NoSuchOption():
            return _unknown("cli.no_such_option", refused.option_name, refused.possibilities)
        case click.BadOptionUsage():
            return message("cli.needs_value", name=refused.option_name)
        case click.MissingParameter():
            name = refused.param.make_metavar(refused.ctx) if refused.param and refused.ctx else ""
            return message("cli.missing_parameter", name=name)
        case click.BadParameter():
            return _bad_value(refused)
        case _ if extra:
            return message("cli.extra_arguments", words=extra[1])
        case _:
            return message("cli.refused", said=refused.format_message())


def _unknown(key: str, name: str, near: list[str] | None) -> Message:
    return message(f"{key}_near", name=name, near="、".join(near)) if near else message(key, name=name)


def _bad_value(refused: click.BadParameter) -> Message:
    name = max(refused.param.opts, key=len) if refused.param else ""
    match refused.param and refused.param.type:
        case click.Choice() as choice:
            return message("cli.bad_choice", name=name, words=", ".join(map(str, choice.choices)))
        case click.IntRange() as wanted:
            return message("cli.bad_whole", name=name, low=wanted.min, high=wanted.max)
        case _:
            return message("cli.bad_parameter", name=name, said=refused.message)
