"""Run: conversations read, judged and told, as audit and check both do it; the exit code comes out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.output import STDOUT, refuse_overwriting, targets, write
from compliance.cli.tell import tell, tell_problems
from compliance.cli.view import view
from compliance.model.message import message
from compliance.model.scorecard import Audit
from compliance.readers.manifest import joined
from compliance.readers.reader import read_paths
from compliance.reports.overview import judged_conversations
from compliance.wording import say


def run(paths: Sequence[str], asked: options.Asked, report: str) -> int:
    """`report` goes to stdout unless another output does. Raises Problems where the job cannot be done."""
    lang = options.chosen_language()
    wanted = targets(asked.outputs)
    plan = Plan(options.load_rules(asked.rules_file, asked.only), options.clock(asked.as_of), asked.jobs, _progress(lang))
    done = audit(joined(read_paths(paths, sys.stdin.buffer), asked.manifest), plan)
    tell_problems(done.problems, lang, unmask=asked.unmask)
    if not done.conversations:
        raise options.refused(options.command_line(), message("cli.nothing_judged"), message("cli.nothing_judged_hint"))
    refuse_overwriting(wanted, [*_sources(done), *([asked.manifest] if asked.manifest else [])])
    if STDOUT not in (file for _, file in wanted):
        wanted = [*wanted, (report, STDOUT)]
    write(done, view(lang, unmask=asked.unmask), wanted)
    return _exit_code(done, asked, lang)


def _sources(done: Audit) -> set[str]:
    """Every file that was read; not those passed over in a folder, for yesterday's report may lie there and be renewed."""
    return {talk.source for talk in done.conversations} | {problem.place.source for problem in done.problems} | set(done.rulebook.files)


def _exit_code(done: Audit, asked: options.Asked, lang: str) -> int:
    if not judged_conversations(done):
        tell(say(message("cli.all_unknown"), lang))
        return 2
    if asked.strict and done.problems:
        return 2
    return int(options.reached([finding.level for finding in done.findings], asked.fail_on))


def _progress(lang: str) -> Callable[[int], None]:
    """Tells now and then how far the work is, on a terminal only."""
    last = [time.monotonic()]

    def progress(count: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            tell(say(message("cli.progress", count=count), lang))

    return progress
