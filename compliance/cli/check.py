"""compliance check: for an agent, on one practice transcript."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli import options


@click.command("check", help="cli.check_help")
@click.argument("file", metavar="FILE")
@options.judging(fail_on="error")
def check_command(file: str, **asked: Any) -> int:
    from compliance.cli.run import run

    return run((file,), options.Asked(**asked), report="coach")
