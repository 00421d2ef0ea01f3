"""compliance convert: any supported format into the neutral JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from compliance.cli import options
from compliance.cli.tell import tell, tell_problems
from compliance.model.problem import Problem
from compliance.model.transcript import Conversation


@click.command("convert", help="cli.convert_help")
@options.paths
@click.option("-o", "--output", "file", metavar="FILE", help="cli.convert_output")
@options.manifest
@options.strict
@options.lang
def convert_command(paths: tuple[str, ...], file: str | None, manifest: str | None, strict: bool) -> int:
    from compliance.cli.output import write_whole
    from compliance.readers.manifest import joined
    from compliance.readers.reader import read_paths
    from compliance.readers.writer import to_line

    lang = options.chosen_language()
    problems: list[Problem] = []
    written = [0]

    def lines() -> Iterator[bytes]:
        for item in joined(read_paths(paths, sys.stdin.buffer), manifest):
            if isinstance(item, Conversation):
                written[0] += 1
                yield f"{to_line(item).rstrip()}\n".encode("utf-8", "replace")
            elif isinstance(item, Problem):
                problems.append(item)

    if file in (None, "-"):
        for line in lines():
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(str(file)), lines())
    tell_problems(problems, lang)
    tell(options.say(options.message("cli.converted", count=written[0]), lang))
    return 2 if not written[0] or (strict and problems) else 0
