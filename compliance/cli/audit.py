"""compliance audit: for supervisors, in batch."""

from __future__ import annotations

import sys
import time

import click

from compliance import __version__
from compliance.cli import options
from compliance.cli.tell import tell, tell_problems


@click.command("audit", help="cli.audit_help")
@options.paths
@options.rules
@options.outputs
@options.as_of
@options.only
@options.fail_on("never")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="cli.jobs")
@options.strict
@options.unmask
@options.manifest
@options.lang
def audit_command(
    paths: tuple[str, ...],
    rules_file: str | None,
    outputs: tuple[str, ...],
    as_of: str | None,
    only: tuple[str, ...],
    fail_on: str,
    jobs: int,
    strict: bool,
    unmask: bool,
    manifest: str | None,
) -> int:
    from compliance.audit import Plan, audit
    from compliance.cli.output import targets, write
    from compliance.cli.view import view
    from compliance.readers.manifest import joined
    from compliance.readers.reader import read_paths

    lang = options.chosen_language()
    wanted = targets(outputs)
    plan = Plan(options.load_rules(rules_file, only), options.clock(as_of), jobs, _progress(lang))
    read = joined(read_paths(paths, sys.stdin.buffer), manifest)
    done = audit(read, plan, __version__)
    if done.problems:
        tell_problems(done.problems, lang)
    if not done.conversations:
        raise options.refused("audit", options.message("cli.nothing_judged"), options.message("cli.nothing_judged_hint"))
    if not any(file == "-" for _, file in wanted):
        wanted = [("terminal", "-"), *wanted]
    write(done, view(lang, unmask=unmask), wanted)
    if strict and done.problems:
        return 2
    return int(options.reached([finding.level for finding in done.findings], fail_on))


def _progress(lang: str) -> options.Decorated:
    """Tells now and then how far the work is, on a terminal only."""
    last = [time.monotonic()]

    def progress(count: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            tell(options.say(options.message("cli.progress", count=count), lang))

    return progress
