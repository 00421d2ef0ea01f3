"""The door: options in, exit code out. 0 done, 1 findings at or above --fail-on, 2 it could not do the job."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from compliance import __version__
from compliance.cli.audit import audit_command
from compliance.cli.check import check_command
from compliance.cli.convert import convert_command
from compliance.cli.cues import cues_group
from compliance.cli.evaluate import evaluate_command
from compliance.cli.gate import gate_command
from compliance.cli.help import spoken
from compliance.cli.live import live_command
from compliance.cli.review import review_group
from compliance.cli.rules import rules_group
from compliance.cli.sample import sample_command
from compliance.cli.streams import hush, prepare
from compliance.cli.tell import tell_bug, tell_interrupted, tell_problems, tell_system
from compliance.cli.usage import tell_usage
from compliance.model.problem import Problems
from compliance.wording import LANGUAGES

INTERRUPTED = 130  # as shells say it: 128 and the number of the signal


@click.group(help="cli.help")
@click.version_option(__version__, "-V", "--version", prog_name="compliance", message="%(prog)s %(version)s", help="cli.version")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", help="cli.lang")
def door(lang: str) -> None:
    pass


for command in (
    audit_command,
    check_command,
    convert_command,
    evaluate_command,
    gate_command,
    live_command,
    sample_command,
    review_group,
    rules_group,
    cues_group,
):
    door.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and leaves the process with its exit code."""
    prepare()
    sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(words: list[str]) -> int:
    lang = language(words)
    try:
        code = _called(words, lang)
        sys.stdout.flush()
    except Problems as found:
        tell_problems(found.problems, lang, unmask="--unmask" in words)
        return 2
    except click.ClickException as refused:
        tell_usage(refused, lang)
        return 2
    except KeyboardInterrupt:
        tell_interrupted(lang)
        return INTERRUPTED
    except BrokenPipeError:
        hush(sys.stdout)  # the reader of our output has left: nothing more to say
        return 0
    except OSError as fault:
        hush(sys.stdout)
        tell_system(fault, lang)
        return 2
    except Exception as bug:
        tell_bug(bug, lang)
        return 2
    return code


def _called(words: list[str], lang: str) -> int:
    """Without click's own `main`, which leaves with 1 where a reader of our output has left."""
    try:
        with spoken(door, lang).make_context("compliance", words, obj=lang) as context:
            code = context.command.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return code if isinstance(code, int) else 0


def language(words: Sequence[str]) -> str:
    """The language asked for anywhere on the line, the last one if several: help and errors are told in it, too."""
    found = "zh"
    for place, word in enumerate(words):
        if word == "--":
            break
        asked = words[place + 1] if word == "--lang" and place + 1 < len(words) else word.removeprefix("--lang=")
        found = asked if word.startswith("--lang") and asked in LANGUAGES else found
    return found
