"""Outputs: reports written whole or not at all, to files whose folder exists."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from compliance.cli.options import refused
from compliance.model.message import message
from compliance.model.scorecard import Audit
from compliance.reports import REPORTS
from compliance.reports.report import View

STDOUT = "-"


def targets(outputs: Sequence[str]) -> list[tuple[str, str]]:
    """`FORMAT=FILE` taken apart and checked before any work is done. Raises Problems."""
    found: list[tuple[str, str]] = []
    for output in outputs:
        format_id, equals, file = output.partition("=")
        if format_id not in REPORTS or not equals or not file:
            raise refused("--output", message("cli.bad_output", raw=output), message("cli.bad_output_hint", words=", ".join(REPORTS)))
        if file in (name for _, name in found):
            raise refused("--output", message("cli.output_twice", file=file))
        if file != STDOUT:
            _check_place(Path(file))
        found.append((format_id, file))
    return found


def write(audit: Audit, view: View, wanted: Sequence[tuple[str, str]]) -> None:
    for format_id, file in wanted:
        told = REPORTS[format_id].render(audit, view)
        pieces = (piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace") for piece in told)
        if file == STDOUT:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        else:
            write_whole(Path(file), pieces)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Into a neighbouring file first, so that what stood there stays until the new one is complete."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
            temporary = Path(out.name)
            for piece in pieces:
                out.write(piece)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as fault:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise refused(str(path), message("cli.cannot_write", said=fault.strerror or str(fault)), message("cli.cannot_write_hint")) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise refused(str(path), message("cli.no_folder", folder=str(path.parent)), message("cli.no_folder_hint"))
    if path.is_dir():
        raise refused(str(path), message("cli.is_folder"), message("cli.cannot_write_hint"))
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise refused(str(path), message("cli.cannot_write", said="permission denied"), message("cli.cannot_write_hint"))
