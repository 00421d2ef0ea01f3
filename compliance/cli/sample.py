"""compliance sample: for a QA lead who draws conversations to listen to, by a plan that anyone can repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from compliance.cli import options
from compliance.cli.options import message, refused, say
from compliance.model.strata import STRATA

if TYPE_CHECKING:
    from compliance.model.gate import Pick, Sampling
    from compliance.model.transcript import Conversation
    from compliance.reports.report import View
    from compliance.reports.rows import Row

SCHEMA, PLAN_SCHEMA = "sample/1", "sample-plan/1"
MOST = 10**6


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    size: str | None
    by: tuple[str, ...]
    at_least: int
    risk: int
    seed: str
    output: str | None
    rules_file: str | None
    as_of: str | None
    jobs: int
    roles: str | None
    manifest: str | None
    unmask: bool


@click.command("sample", help="cli.sample_help")
@options.paths
@click.option("--size", metavar="N|P%", help="cli.sample_size")
@click.option("--by", multiple=True, type=click.Choice(STRATA), help="cli.by")
@click.option("--at-least", type=click.IntRange(0, MOST), default=0, metavar="N", help="cli.at_least")
@click.option("--risk", type=click.IntRange(0, MOST), default=0, metavar="N", help="cli.risk")
@click.option("--seed", default="1", show_default=True, metavar="TEXT", help="cli.seed")
@click.option("-o", "--output", metavar="FILE", help="cli.sample_output")
@options.rules
@options.as_of
@options.jobs
@options.roles
@options.manifest
@options.unmask
@options.lang
def sample_command(paths: tuple[str, ...], **asked: Any) -> int:
    from compliance.cli.drawing import drawn, read_all
    from compliance.cli.output import STDOUT, check_place, refuse_overwriting, write_whole
    from compliance.cli.streams import to_stdout
    from compliance.cli.tell_gate import sample_line
    from compliance.cli.view import view
    from compliance.reports.wrapping import wrap
    from compliance.scoring.sampling import size_of

    wanted = Asked(**asked)
    plan = _plan(wanted)
    eyes = view(options.chosen_language(), unmask=wanted.unmask)
    if wanted.output:
        check_place(wanted.output)
    found = read_all(paths, wanted.roles, wanted.manifest, eyes.lang, unmask=wanted.unmask)
    talks = found.conversations
    picks = drawn(talks, plan, size_of(plan, len(talks), 0), lambda: _risks(talks, wanted))
    if wanted.output:
        refuse_overwriting([("", wanted.output)], [*found.sources, *([wanted.manifest] if wanted.manifest else [])])
        lines = [f"{json.dumps(row, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace") for row in _rows(plan, picks, talks, eyes)]
        if wanted.output == STDOUT:
            to_stdout(lines)
        else:
            write_whole([(wanted.output, lines)])
    if wanted.output != STDOUT:
        told = [*wrap(sample_line(plan, picks, len(talks), eyes, as_is=False), eyes.width), "", *_table(picks, talks, eyes)]
        to_stdout(f"{line}\n".encode("utf-8", "replace") for line in told)
    return 0


def _plan(asked: Asked) -> Sampling:
    """Raises Problems where it does not say what to draw."""
    from compliance.model.gate import Sampling
    from compliance.rulebook.gate_file import sample_size

    if bool(asked.by) != bool(asked.at_least):
        raise refused("--by", message("sample.strata"), message("sample.empty_hint"))
    if not (asked.size or asked.by or asked.risk):
        raise refused("--size", message("sample.empty"), message("sample.empty_hint"))
    size = sample_size(asked.size) if asked.size else 0
    if size is None:
        raise refused("--size", message("sample.bad_size", raw=asked.size), message("sample.size_hint"))
    share = size if isinstance(size, Fraction) else None
    number = size if isinstance(size, int) else None
    return Sampling(asked.seed, number, share, tuple(dict.fromkeys(asked.by)), asked.at_least, asked.risk)


def _risks(talks: Sequence[Conversation], asked: Asked) -> Mapping[str, float]:
    from compliance.audit import Plan, audit
    from compliance.scoring.sampling import risks

    return risks(audit(talks, Plan(options.load_rules(asked.rules_file), options.clock(asked.as_of), asked.jobs)).findings)


def _rows(plan: Sampling, picks: Sequence[Pick], talks: Sequence[Conversation], view: View) -> Iterator[Row]:
    """The plan first, then one row for each conversation drawn, in the order of the draw."""
    from compliance.cli.gate_json import plan_row

    yield {"schema": PLAN_SCHEMA, "population": len(talks), **plan_row(plan, tuple(picks))}
    by_id = {talk.id: talk for talk in talks}
    for pick in picks:
        talk = by_id[pick.id]
        agents = [None if agent is None else view.name(agent) for agent in talk.agents]
        place = {"source": view.name(talk.source), "line": talk.line, "agents": agents, "channel": talk.channel}
        yield {"schema": SCHEMA, "transcript": view.name(pick.id), **place, "why": list(pick.why), "ticket": pick.ticket[:16]}


def _table(picks: Sequence[Pick], talks: Sequence[Conversation], view: View) -> Iterator[str]:
    from compliance.reports.columns import GAP, Column, lay_out, printable

    by_id = {talk.id: talk for talk in talks}
    columns = [Column(say(message(f"sample.{key}"), view.lang)) for key in ("id", "agent", "why", "place")]
    comma = view.word("comma")
    rows = []
    for pick in picks:
        talk = by_id[pick.id]
        why = comma.join(say(message(f"sample.why_{why}"), view.lang) for why in pick.why)
        agents = comma.join(view.name(agent) for agent in talk.agents if agent) or "–"
        place = view.name(talk.source) + (f":{talk.line}" if talk.line else "")
        rows.append([printable(view.name(pick.id)), printable(agents), why, printable(place)])
    for line in lay_out(columns, rows, view.width):
        yield GAP.join(line).rstrip()
