"""Outputs: reports written whole or not at all, to files whose folder exists."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from compliance.cli.options import refused
from compliance.cli.streams import to_stdout
from compliance.model.message import message
from compliance.model.problem import Problems
from compliance.model.scorecard import Audit
from compliance.reports import REPORTS
from compliance.reports.report import View

STDOUT = "-"


def targets(outputs: Sequence[str]) -> list[tuple[str, str]]:
    """`FORMAT=FILE` taken apart and checked before any work is done. Raises Problems."""
    found: list[tuple[str, str]] = []
    taken: set[str] = set()
    known = message("cli.bad_output_hint", words=", ".join(REPORTS))
    for output in outputs:
        format_id, _, file = output.partition("=")
        if not file:
            raise refused("--output", message("cli.bad_output", raw=output), known)
        if format_id not in REPORTS:
            raise refused("--output", message("cli.unknown_format", raw=format_id), known)
        check_place(file)
        place = file if file == STDOUT else os.path.realpath(file)
        if place in taken:
            raise refused("--output", message("cli.output_twice", file=file))
        taken.add(place)
        found.append((format_id, file))
    return found


def check_place(file: str) -> None:
    """Whether a file can be written there, as far as that can be told beforehand. Raises Problems."""
    path = Path(file)
    if file == STDOUT:
        return
    try:
        if path.is_dir():
            raise refused(file, message("cli.is_folder"), message("cli.is_folder_hint"))
        if not path.parent.is_dir():
            raise refused(file, message("cli.no_folder", folder=str(path.parent)), message("cli.no_folder_hint"))
        beside = path if _is_device(path) else path.resolve().parent
        if not os.access(beside, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise refused(file, message("cli.no_permission"), message("cli.cannot_write_hint"))
    except (OSError, RuntimeError) as fault:  # RuntimeError: links that lead in a circle
        raise cannot_write(file, fault) from None


def refuse_overwriting(wanted: Iterable[tuple[str, str]], read: Iterable[str]) -> None:
    """Raises Problems where a report would take the place of a file that was read: a transcript may be the only copy."""
    places = {identity: file for _, file in wanted if file != STDOUT and (identity := _identity(file))}
    for source in read if places else ():
        if (identity := _identity(source)) and (file := places.get(identity)):
            raise refused(file, message("cli.output_is_input"), message("cli.output_is_input_hint"))


def _identity(file: str) -> tuple[int, int] | None:
    """Which file it is, by whatever name or link; None where there is no regular file."""
    try:
        found = os.stat(file)  # noqa: PTH116 -- a name may hold what no Path allows
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def write(audit: Audit, view: View, wanted: Sequence[tuple[str, str]]) -> None:
    """Files first, so that they are there even if nobody reads stdout to its end. Raises Problems."""
    write_whole([(file, _told(audit, view, format_id)) for format_id, file in wanted if file != STDOUT])
    for format_id, file in wanted:
        if file == STDOUT:
            to_stdout(_told(audit, view, format_id))


def _told(audit: Audit, view: View, format_id: str) -> Iterator[bytes]:
    for piece in REPORTS[format_id].render(audit, view):
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")


def write_whole(
    contents: Iterable[tuple[str, Iterable[bytes]]], keep: Callable[[], bool] = lambda: True, rights: int | None = None
) -> None:
    """All of the files or none: each is written beside its place, and what stood there stays until all are complete.

    `keep` is asked when everything is written; on False nothing is put into place. `rights` are the files' own, where they must be
    others than those of the folder or of what stood there. Raises Problems.
    """
    drafts: list[tuple[Path, Path]] = []
    file = ""
    try:
        for file, pieces in contents:
            with _draft(Path(file), drafts, rights) as out:
                out.writelines(pieces)
        for draft, place in drafts if keep() else ():
            file = str(place)
            draft.replace(place)
    except OSError as fault:
        raise cannot_write(file, fault) from None
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)


def _draft(path: Path, drafts: list[tuple[Path, Path]], rights: int | None) -> BinaryIO:
    """A new file beside its place with the rights it will have there; a device or a pipe is written to at once."""
    if _is_device(path):
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe that nobody reads is a fault, not a wait
        os.set_blocking(handle, True)
        return os.fdopen(handle, "wb")
    place = path.resolve()
    if rights is None:
        rights = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".compliance-")
    drafts.append((Path(name), place))
    Path(name).chmod(rights)
    return os.fdopen(handle, "wb")


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def cannot_write(file: str, fault: OSError | RuntimeError) -> Problems:
    said = getattr(fault, "strerror", None) or str(fault)
    return refused(file, message("cli.cannot_write", said=said), message("cli.cannot_write_hint"))
