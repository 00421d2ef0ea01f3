"""compliance gate: for a pipeline on a sample of conversations; the decision is the exit code."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli import options


@click.command("gate", help="cli.gate_help")
@options.paths
@click.option("--gate", "gate_file", metavar="FILE", help="cli.gate_file")
@click.option("--lot", type=click.IntRange(1, 10**9), metavar="N", help="cli.lot")
@click.option("--seed", metavar="TEXT", help="cli.seed")
@click.option("--json", "json_file", metavar="FILE", help="cli.gate_json")
@click.option("--resume", is_flag=True, help="cli.resume")
@click.option("--baseline", metavar="FILE", help="cli.baseline")
@click.option("--update-baseline", is_flag=True, help="cli.update_baseline")
@click.option("--waivers", metavar="FILE", help="cli.waivers")
@options.judging(fail_on="never")
def gate_command(paths: tuple[str, ...], **asked: Any) -> int:
    from dataclasses import fields

    from compliance.cli.gate_run import GateAsked, run_gate

    wanted = GateAsked(**{field.name: asked.pop(field.name) for field in fields(GateAsked)})
    return run_gate(paths, wanted, options.Asked(**asked))
