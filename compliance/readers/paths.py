"""From what the user typed to files: files, folders (recursively) and globs."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from glob import has_magic
from pathlib import Path

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.readers.refusals import fault


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`named` where the user named it, by itself or by a glob; False where it was come upon in a folder."""

    path: Path
    source: str
    named: bool


def files_at(typed: str) -> Iterator[FoundFile | Problem]:
    """The files meant by one path, in the order of their names; a problem where there are none."""
    path = Path(typed)
    try:
        if typed and path.is_dir():
            yield from _in_folder(path)
        elif typed and path.exists():
            yield FoundFile(path, typed, named=True)
        elif has_magic(typed):
            yield from _matching(path, typed)
        else:
            yield fault(Place(typed), "reader.not_found")
    except OSError as error:
        yield unreadable(typed, error)


def unreadable(source: str, error: OSError) -> Problem:
    """A file or folder that the system does not let us read, with the system's reason."""
    reason = message("reader.reason.no_writer") if error.errno == errno.EPIPE else error.strerror or str(error)
    return fault(Place(source), "reader.unreadable", reason=reason)


def _in_folder(folder: Path) -> Iterator[FoundFile | Problem]:
    for item in _walk(folder):
        if isinstance(item, Problem):
            yield item
        elif item.is_file():
            yield FoundFile(item, str(item), named=False)


def _matching(pattern: Path, typed: str) -> Iterator[FoundFile | Problem]:
    """Files that match, and everything in folders that match."""
    found = _expand(pattern)
    if not found:
        yield fault(Place(typed), "reader.no_match")
    for path in found:
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield FoundFile(path, str(path), named=True)


def _expand(pattern: Path) -> list[Path]:
    """What a glob matches, sorted. `**` stands for any number of folders, and follows links without going in circles."""
    parts = list(pattern.parts)
    while parts[-1:] == ["**"]:
        parts.pop()  # a folder means everything in it anyway
    paths = [Path(pattern.anchor)]
    for part in parts[1 if pattern.anchor else 0 :]:
        paths = _distinct(step for path in paths for step in _step(path, part))
    return sorted(paths)


def _distinct(paths: Iterable[Path]) -> list[Path]:
    """Each file or folder once, under its shortest name."""
    by_length = sorted(paths, key=lambda path: (len(path.parts), path))
    return list({path.resolve(): path for path in reversed(by_length)}.values())


def _step(path: Path, part: str) -> Iterable[Path]:
    if part == "**":
        return [item for item in _walk(path) if isinstance(item, Path) and item.is_dir()]
    if not has_magic(part):
        return [path / part] if (path / part).exists() else []
    fits = re.compile(translate(part)).match
    return [item for item in _entries(path) if fits(item.name) and (part[0] == "." or item.name[0] != ".")]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # no folder, or closed to us: nothing in it matches
        return []


def _walk(folder: Path) -> Iterator[Path | Problem]:
    """The folder and everything below, sorted, hidden entries skipped. A folder reached twice, as links can make it, is walked once."""
    walked: set[Path] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                real = path.resolve()
                if real in walked:
                    continue
                walked.add(real)
                waiting.extend(sorted((item for item in path.iterdir() if item.name[0] != "."), reverse=True))
            yield path
        except OSError as error:
            yield unreadable(str(path), error)
