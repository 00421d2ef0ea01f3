"""compliance check: for an agent, on one practice transcript."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli import options


@click.command("check", help="cli.check_help")
@click.argument("file", metavar="FILE", required=False)
@click.option("--practice", is_flag=True, help="cli.practice")
@options.judging(fail_on="error")
def check_command(file: str | None, practice: bool, **asked: Any) -> int:
    from compliance.cli.practice import practise
    from compliance.cli.run import run

    if practice:
        return practise(file, options.Asked(**asked))
    if file is None:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    return run((file,), options.Asked(**asked), report="coach")
