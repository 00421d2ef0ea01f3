"""Reading: the conversations that the paths on the command line hold, as --roles and --manifest tell of them, and what --events says."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from compliance.audit import Events
from compliance.cli import options
from compliance.cli.tell import tell_problems
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.transcript import Conversation
from compliance.readers.event_rows import read_events
from compliance.readers.manifest import joined
from compliance.readers.reader import Read, read_paths
from compliance.readers.speakers import names_of


def read(paths: Sequence[str], roles: str | None, manifest: str | None = None) -> Iterator[Read]:
    """Raises: Problems, where one of the two options is wrong."""
    return joined(read_paths(paths, sys.stdin.buffer, names_of(roles)), manifest)


def read_conversations(paths: Sequence[str], roles: str | None, manifest: str | None, lang: str, *, unmask: bool) -> list[Conversation]:
    """Everything that can be read; the rest is told on stderr. Raises Problems where there is nothing."""
    items = list(read(paths, roles, manifest))
    tell_problems([item for item in items if isinstance(item, Problem)], lang, unmask=unmask)
    conversations = [item for item in items if isinstance(item, Conversation)]
    if not conversations:
        raise options.refused(paths[0], message("cli.nothing_judged"), message("cli.nothing_judged_hint"))
    return conversations


def case_events(file: str | None, *, alone: bool) -> tuple[Events | None, tuple[Problem, ...]]:
    """What the events file says, and what in it cannot be read. Raises Problems where all of it is of no use.

    `alone`: a case that no conversation belongs to is judged, too.
    """
    if file is None:
        return None, ()
    by_case, problems = read_events(file)
    return Events(file, by_case, alone), problems


def told_events(file: str | None, lang: str) -> Events | None:
    """Those of the cases that were talked about; what cannot be read is told on stderr."""
    events, problems = case_events(file, alone=False)
    tell_problems(problems, lang)
    return events
