"""Run: conversations read, judged and told, as audit and check both do it; the exit code comes out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.output import STDOUT, refuse_overwriting, targets, write
from compliance.cli.reading import case_events, read
from compliance.cli.tell import tell, tell_problems
from compliance.cli.view import view
from compliance.model.appeal import Appeal
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.scorecard import Audit
from compliance.readers.reader import Read
from compliance.readers.review_log import read_log
from compliance.reports.overview import judged_conversations
from compliance.reports.report import View
from compliance.scoring.reviews import reviewed
from compliance.wording import say


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for, understood before anything is read. `unread`: of the events file; `torn`: of the log of reviews."""

    asked: options.Asked
    eyes: View
    wanted: Sequence[tuple[str, str]]
    plan: Plan
    unread: Sequence[Problem]
    entries: Sequence[Appeal]
    torn: Sequence[Problem]


def run(paths: Sequence[str], asked: options.Asked, report: str) -> int:
    """`report` goes to stdout unless another output does. Raises Problems where the job cannot be done."""
    job = prepared(asked, report)
    return finished(job, read(paths, asked.roles, asked.manifest))


def prepared(asked: options.Asked, report: str) -> Job:
    """Raises Problems where the job cannot be done."""
    lang = options.chosen_language()
    wanted = targets(asked.outputs)
    rulebook = options.load_rules(asked.rules_file, asked.only)
    entries, torn = read_log(asked.reviews) if asked.reviews else ((), ())
    events, unread = case_events(asked.events, alone=report != "coach")
    plan = Plan(rulebook, options.clock(asked.as_of), asked.jobs, _progress(lang), events)
    if STDOUT not in (file for _, file in wanted):
        wanted = [*wanted, (report, STDOUT)]
    return Job(asked, view(lang, unmask=asked.unmask), wanted, plan, unread, entries, torn)


def finished(job: Job, items: Iterable[Read]) -> int:
    """Everything judged, told and written. Raises Problems where nothing can be judged, or an output cannot be written."""
    asked, lang = job.asked, job.eyes.lang
    done = audit(chain(job.unread, items), job.plan)
    tell_problems([*done.problems, *job.torn], lang, unmask=asked.unmask)
    if not done.conversations:
        raise options.refused(options.command_line(), message("cli.nothing_judged"), message("cli.nothing_judged_hint"))
    refuse_overwriting(job.wanted, [*_sources(done), *(file for file in (asked.manifest, asked.events, asked.reviews) if file)])
    if asked.reviews:
        done = _reviewed(done, job.entries, lang)
    write(done, job.eyes, job.wanted)
    return 2 if asked.strict and job.torn else _exit_code(done, asked, lang)


def _reviewed(done: Audit, entries: Sequence[Appeal], lang: str) -> Audit:
    """With the final result beside the machine's; decisions about findings that are no longer made are told of."""
    both = reviewed(done, entries)
    if both.final and both.final.lost:
        tell(say(message("review.lost", n=len(both.final.lost)), lang))
    return both


def _sources(done: Audit) -> set[str]:
    """Every file that was read; not those passed over in a folder, for yesterday's report may lie there and be renewed."""
    return {talk.source for talk in done.conversations} | {problem.place.source for problem in done.problems} | set(done.rulebook.files)


def _exit_code(done: Audit, asked: options.Asked, lang: str) -> int:
    if not judged_conversations(done):
        tell(say(message("cli.all_unknown"), lang))
        return 2
    if asked.strict and done.problems:
        return 2
    return int(options.reached([finding.level for finding in done.standing], asked.fail_on))


def _progress(lang: str) -> Callable[[int], None]:
    """Tells now and then how far the work is, on a terminal only."""
    last = [time.monotonic()]

    def progress(count: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            tell(say(message("cli.progress", count=count), lang))

    return progress
