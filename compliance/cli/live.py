"""compliance live: verdicts while people talk, for an agent's desktop or a queue."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli import options


@click.command("live", help="cli.live_help")
@click.argument("file", metavar="[FILE]", default="-")
@options.rules
@options.only
@click.option("--quiet", metavar="WINDOW", default="24h", show_default=True, help="cli.live_quiet")
@click.option("--warn", metavar="WINDOW", default="60s", show_default=True, help="cli.live_warn")
@click.option("--state", metavar="FILE", help="cli.live_state")
@click.option("--save-every", metavar="WINDOW", default="60s", show_default=True, help="cli.live_save_every")
@click.option("--fail-on", type=click.Choice(options.FAIL_ON), default="never", show_default=True, help="cli.fail_on")
@options.roles
@options.strict
@options.unmask
@options.lang
def live_command(**asked: Any) -> int:
    from compliance.cli.live_run import Asked, run

    return run(Asked(**asked))
