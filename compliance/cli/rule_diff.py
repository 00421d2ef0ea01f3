"""rules diff: what a change of the rule file does to the same conversations."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.cli import options
from compliance.cli.comparing import audits, sources
from compliance.cli.output import STDOUT, check_place, refuse_overwriting, write_whole
from compliance.cli.streams import to_stdout
from compliance.cli.tell_difference import lines, rows
from compliance.cli.view import view
from compliance.difference import difference
from compliance.reports.lines import to_json


def run_diff(old: str, new: str, paths: Sequence[str], file: str | None, asked: options.Comparing) -> int:
    """0, whatever is found; `file` is for the rows. Raises Problems where the job cannot be done."""
    eyes = view(options.chosen_language(), unmask=asked.unmask)
    if file:
        check_place(file)
    done = audits((old, new), paths, asked, eyes.lang)
    found = difference(*done)
    pieces = (to_json(row).encode("utf-8", "replace") for row in rows(found, eyes))
    if file == STDOUT:
        to_stdout(pieces)
        return 0
    if file:
        refuse_overwriting([("difference", file)], [*sources(done), *asked.also_read])
        write_whole([(file, pieces)])
    to_stdout(f"{line}\n".encode("utf-8", "replace") for line in lines(found, eyes))
    return 0
