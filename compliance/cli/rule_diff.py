"""rules diff: what a change of the rule file does to the same conversations."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.evaluate import read_conversations
from compliance.cli.output import STDOUT, check_place, refuse_overwriting, write_whole
from compliance.cli.streams import to_stdout
from compliance.cli.tell_difference import lines, rows
from compliance.cli.view import view
from compliance.difference import difference
from compliance.reports.lines import to_json


def run_diff(
    old: str, new: str, paths: Sequence[str], file: str | None, as_of: str | None, roles: str | None, manifest: str | None, *, unmask: bool
) -> int:
    """0, whatever is found. Raises Problems where the job cannot be done."""
    eyes = view(options.chosen_language(), unmask=unmask)
    if file:
        check_place(file)
    rulebooks, clock = [options.load_rules(source) for source in (old, new)], options.clock(as_of)
    conversations = read_conversations(paths, roles, manifest, eyes.lang, unmask=unmask)
    found = difference(*(audit(conversations, Plan(rulebook, clock)) for rulebook in rulebooks))
    pieces = (to_json(row).encode("utf-8", "replace") for row in rows(found, eyes))
    if file == STDOUT:
        to_stdout(pieces)
        return 0
    if file:
        sources = [*(talk.source for talk in conversations), *(name for book in rulebooks for name in book.files)]
        refuse_overwriting([("difference", file)], sources)
        write_whole([(file, pieces)])
    to_stdout(f"{line}\n".encode("utf-8", "replace") for line in lines(found, eyes))
    return 0
