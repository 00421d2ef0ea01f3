"""Reading: the conversations that the paths on the command line hold, as --roles and --manifest tell of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from compliance.readers.manifest import joined
from compliance.readers.reader import Read, read_paths
from compliance.readers.speakers import names_of


def read(paths: Sequence[str], roles: str | None, manifest: str | None = None) -> Iterator[Read]:
    """Raises: Problems, where one of the two options is wrong."""
    return joined(read_paths(paths, sys.stdin.buffer, names_of(roles)), manifest)
