"""compliance review …: decisions on appeals, read back from the workbook into a log, and what they say of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from compliance.cli import options
from compliance.cli.options import message, refused, say

if TYPE_CHECKING:
    from compliance.model.appeal import Appeal
    from compliance.reports.report import View

LOG = "reviews.jsonl"

log_option = click.option("--log", default=LOG, show_default=True, metavar="FILE", help="cli.review_log")


@click.group("review", help="cli.review_help")
def review_group() -> None:
    pass


@review_group.command("import", help="cli.review_import_help")
@click.argument("file", metavar="FILE.xlsx")
@log_option
@click.option("--reviewer", metavar="NAME", help="cli.reviewer")
@click.option("--at", metavar="TIME", help="cli.decided_at")
@options.lang
def import_reviews(file: str, log: str, reviewer: str | None, at: str | None) -> None:
    from compliance.cli.appending import append, locked
    from compliance.cli.output import check_place, refuse_overwriting
    from compliance.cli.tell import tell_problems
    from compliance.cli.view import view
    from compliance.readers.review_log import entries_of, line_of
    from compliance.readers.review_sheet import read_sheet
    from compliance.scoring.reviews import latest, news

    eyes = view(options.chosen_language(), unmask=False)
    check_place(log)
    refuse_overwriting([("", log)], [file])
    wanted = read_sheet(file, (reviewer or "").strip() or None, _time(at))
    if not wanted:
        click.echo(say(message("review.nothing_new"), eyes.lang))
        return
    with locked(log) as stream:
        entries, problems = entries_of(stream.read(), log)
        new = news(entries, wanted)
        append(stream, [line_of(appeal) for appeal in new])
    tell_problems(problems, eyes.lang)
    for line in _overruled(latest(entries), new, eyes):
        click.echo(line)
    click.echo(say(message("review.imported", new=len(new), log=log) if new else message("review.nothing_new"), eyes.lang))


@review_group.command("list", help="cli.review_list_help")
@log_option
@options.unmask
@options.lang
def list_reviews(log: str, unmask: bool) -> None:
    from compliance.cli.streams import to_stdout
    from compliance.cli.tell import tell_problems
    from compliance.cli.view import view
    from compliance.readers.review_log import read_log

    eyes = view(options.chosen_language(), unmask=unmask)
    entries, problems = read_log(log)
    tell_problems(problems, eyes.lang, unmask=unmask)
    to_stdout(f"{line}\n".encode("utf-8", "replace") for line in _told(entries, eyes))


def _time(at: str | None) -> str:
    """As it will stand in the log. Raises Problems."""
    from compliance.readers.clock import parse_wall

    if at is None:
        return datetime.now().astimezone().isoformat(timespec="seconds")
    wall = parse_wall(at)
    if wall is None:
        raise refused("--at", message("cli.bad_time", raw=at), message("cli.bad_time_hint"))
    return wall.at.isoformat(timespec="seconds")


def _overruled(before: Mapping[str, Appeal], new: Sequence[Appeal], view: View) -> Iterator[str]:
    """Decisions that take the place of another one: nobody should overrule a colleague without knowing."""
    for appeal in new:
        old = before.get(appeal.finding)
        if old and old.decision.settled and old.decision is not appeal.decision:
            words = {"before": view.word(f"decision.{old.decision}"), "now": view.word(f"decision.{appeal.decision}")}
            who = {"reviewer": view.name(old.reviewer), "at": old.at}
            yield say(message("review.overruled", finding=appeal.finding, rule=appeal.rule, **words, **who), view.lang)


def _told(entries: Sequence[Appeal], view: View) -> Iterator[str]:
    from compliance.model.appeal import Decision
    from compliance.scoring.reviews import latest

    now = list(latest(entries).values())
    if not now:
        yield say(message("review.empty"), view.lang)
        return
    counts = Counter(appeal.decision for appeal in now)
    told = view.word("semicolon").join(f"{view.word(f'decision.{one}')} {counts[one]}" for one in Decision if counts[one])
    yield say(message("review.entries", entries=len(entries), findings=len(now), told=told), view.lang)
    yield ""
    yield from _state(now, view)
    yield from _precision(now, view)


def _state(now: Sequence[Appeal], view: View) -> Iterator[str]:
    from compliance.reports.columns import GAP, Column, lay_out, printable

    yield say(message("review.state"), view.lang)
    keys = ("finding", "rule", "transcript", "decision", "reviewer", "decided_at", "decision_reason")
    columns = [Column(view.word(f"csv.{key}"), limit=48) for key in keys]
    rows = []
    for one in now:
        cells = (one.finding, one.rule, view.name(one.transcript), view.word(f"decision.{one.decision}"))
        rows.append([printable(cell) for cell in (*cells, view.name(one.reviewer), one.at, view.mask(one.reason))])
    for line in lay_out(columns, rows, max(view.width, 140)):
        yield GAP + GAP.join(line).rstrip()


def _precision(now: Sequence[Appeal], view: View) -> Iterator[str]:
    from compliance.reports.columns import GAP, Column, lay_out
    from compliance.scoring.reviews import precisions

    found = precisions(now)
    if not found:
        return
    yield ""
    yield say(message("review.precision"), view.lang)
    columns = [Column(view.word("rule"))]
    columns += [Column(view.word(key), right=True) for key in ("xlsx.decided", "xlsx.upheld", "xlsx.precision", "interval")]
    rows = [
        [rule, str(one.decided), str(one.upheld), f"{one.upheld / one.decided:.1%}", f"{one.low * 100:.1f}–{one.high:.1%}"]
        for rule, one in found.items()
    ]
    for line in lay_out(columns, rows, view.width):
        yield GAP + GAP.join(line).rstrip()
    yield say(message("review.bias"), view.lang)
