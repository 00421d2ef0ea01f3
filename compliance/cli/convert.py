"""compliance convert: any supported format into the neutral JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import click

from compliance.cli import options
from compliance.cli.tell import tell, tell_problems
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.transcript import Conversation
from compliance.wording import say


@click.command("convert", help="cli.convert_help")
@options.paths
@click.option("-o", "--output", "file", metavar="FILE", default="-", help="cli.convert_output")
@options.roles
@options.manifest
@options.strict
@options.lang
def convert_command(paths: tuple[str, ...], file: str, roles: str | None, manifest: str | None, strict: bool) -> int:
    from compliance.cli.output import STDOUT, check_place, write_whole
    from compliance.cli.reading import read
    from compliance.cli.streams import to_stdout

    lang = options.chosen_language()
    done = Converted()
    lines = done.lines(read(paths, roles, manifest))
    if file == STDOUT:
        to_stdout(lines)
    else:
        check_place(file)
        write_whole([(file, lines)], keep=lambda: done.may_replace(file))
    tell_problems(done.problems, lang)
    if not done.count:
        raise options.refused(options.command_line(), message("cli.nothing_converted"), message("cli.nothing_judged_hint"))
    tell(say(message("cli.converted", count=done.count), lang))
    return 2 if strict and done.problems else 0


@dataclass(slots=True)
class Converted:
    """What was met while the lines went by."""

    count: int = 0
    problems: list[Problem] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def may_replace(self, file: str) -> bool:
        """Not where nothing could be converted. Raises Problems where the file is one of those that were read."""
        from compliance.cli.output import refuse_overwriting

        refuse_overwriting([("convert", file)], self.sources)
        return self.count > 0

    def lines(self, items: Iterable[object]) -> Iterator[bytes]:
        from compliance.readers.writer import to_line

        for item in items:
            if isinstance(item, Conversation):
                self.count += 1
                self.sources.add(item.source)
                yield f"{to_line(item).rstrip()}\n".encode("utf-8", "replace")
            elif isinstance(item, Problem):
                self.problems.append(item)
                self.sources.add(item.place.source)
