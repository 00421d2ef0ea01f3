"""The door: options in, exit code out. 0 done, 1 findings at or above --fail-on, 2 it could not do the job."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from compliance.cli.audit import audit_command
from compliance.cli.check import check_command
from compliance.cli.convert import convert_command
from compliance.cli.help import speak
from compliance.cli.rules import rules_group
from compliance.cli.tell import tell_bug, tell_problems, tell_usage
from compliance.model.problem import Problems
from compliance.wording import LANGUAGES


@click.group(help="cli.help", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "-V", "--version", package_name="compliance", message="%(prog)s %(version)s", help="cli.version")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", help="cli.lang")
def door(lang: str) -> None:
    pass


for command in (audit_command, check_command, convert_command, rules_group):
    door.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and leaves the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(words)
    speak(door, lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(words, lang))


def _run(words: list[str], lang: str) -> int:
    try:
        code = door.main(words, prog_name="compliance", standalone_mode=False)
        sys.stdout.flush()
    except Problems as found:
        tell_problems(found.problems, lang)
        return 2
    except click.ClickException as refused:
        tell_usage(refused, lang)
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has left: nothing more to say
        return 0
    except Exception as bug:
        tell_bug(bug, lang)
        return 2
    return code if isinstance(code, int) else 0


def language(words: Sequence[str]) -> str:
    """The language asked for anywhere on the line: help and errors are told in it, too."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        chosen = word.removeprefix("--lang=") if word.startswith("--lang=") else following if word == "--lang" else ""
        if chosen in LANGUAGES:
            return chosen
    return "zh"
