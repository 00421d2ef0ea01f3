"""rules diff: what a change of the rule file does to the same conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.output import STDOUT, check_place, refuse_overwriting, write_whole
from compliance.cli.reading import read_conversations, told_events
from compliance.cli.streams import to_stdout
from compliance.cli.tell_difference import lines, rows
from compliance.cli.view import view
from compliance.difference import difference
from compliance.reports.lines import to_json


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line; `file` is for the rows."""

    file: str | None
    as_of: str | None
    jobs: int
    roles: str | None
    manifest: str | None
    events: str | None
    unmask: bool


def run_diff(old: str, new: str, paths: Sequence[str], asked: Asked) -> int:
    """0, whatever is found. Raises Problems where the job cannot be done."""
    eyes, file = view(options.chosen_language(), unmask=asked.unmask), asked.file
    if file:
        check_place(file)
    rulebooks, clock = [options.load_rules(source) for source in (old, new)], options.clock(asked.as_of)
    events = told_events(asked.events, eyes.lang)
    conversations = read_conversations(paths, asked.roles, asked.manifest, eyes.lang, unmask=asked.unmask)
    found = difference(*(audit(conversations, Plan(rulebook, clock, asked.jobs, events=events)) for rulebook in rulebooks))
    pieces = (to_json(row).encode("utf-8", "replace") for row in rows(found, eyes))
    if file == STDOUT:
        to_stdout(pieces)
        return 0
    if file:
        read = [name for name in (asked.manifest, asked.events) if name]
        sources = [*(talk.source for talk in conversations), *(name for book in rulebooks for name in book.files), *read]
        refuse_overwriting([("difference", file)], sources)
        write_whole([(file, pieces)])
    to_stdout(f"{line}\n".encode("utf-8", "replace") for line in lines(found, eyes))
    return 0
