"""compliance check: for an agent, on one practice transcript."""

from __future__ import annotations

import sys

import click

from compliance import __version__
from compliance.cli import options
from compliance.cli.tell import tell_problems


@click.command("check", help="cli.check_help")
@click.argument("file", metavar="FILE")
@options.rules
@options.outputs
@options.as_of
@options.only
@options.fail_on("error")
@options.strict
@options.unmask
@options.lang
def check_command(
    file: str,
    rules_file: str | None,
    outputs: tuple[str, ...],
    as_of: str | None,
    only: tuple[str, ...],
    fail_on: str,
    strict: bool,
    unmask: bool,
) -> int:
    from compliance.audit import Plan, audit
    from compliance.cli.output import targets, write
    from compliance.cli.view import view
    from compliance.readers.reader import read_paths

    lang = options.chosen_language()
    wanted = targets(outputs)
    plan = Plan(options.load_rules(rules_file, only), options.clock(as_of))
    done = audit(read_paths([file], sys.stdin.buffer), plan, __version__)
    if done.problems:
        tell_problems(done.problems, lang)
    if not done.conversations:
        return 2
    if not any(name == "-" for _, name in wanted):
        wanted = [("coach", "-"), *wanted]
    write(done, view(lang, unmask=unmask), wanted)
    if strict and done.problems:
        return 2
    return int(options.reached([finding.level for finding in done.findings], fail_on))
