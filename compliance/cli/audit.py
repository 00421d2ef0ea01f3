"""compliance audit: for supervisors, in batch."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli import options


@click.command("audit", help="cli.audit_help")
@options.paths
@options.reviews
@options.judging(fail_on="never")
def audit_command(paths: tuple[str, ...], **asked: Any) -> int:
    from compliance.cli.run import run

    return run(paths, options.Asked(**asked), report="terminal")
