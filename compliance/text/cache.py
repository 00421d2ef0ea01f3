"""The user's cache folder, where what is slow to make is kept for the next run; it may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_place() -> Path | None:
    """Where the cache belongs, be it there or not: $COMPLIANCE_CACHE_DIR, else the system's place for caches. None without a home."""
    chosen = os.environ.get("COMPLIANCE_CACHE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path  # here: most commands never ask

    place = user_cache_path("compliance", appauthor=False)
    return place if place.is_absolute() else None  # a "~" that stands for nobody's home


def cache_folder() -> Path | None:
    """The cache folder, made if need be. None when nothing can be written there."""
    place = cache_place()
    if place is None:
        return None
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return place if os.access(place, os.W_OK | os.X_OK) else None


def write_atomically(path: Path, content: bytes) -> None:
    """Others see the old file or the new one, never a half: several processes may write the same path at once.

    Raises OSError and leaves nothing behind when it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
