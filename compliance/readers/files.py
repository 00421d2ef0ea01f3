"""Files: opened so that no pipe into which nobody writes can keep us waiting for ever."""

from __future__ import annotations

import errno
import os
import select
from pathlib import Path
from typing import BinaryIO

WAIT_S = 3.0  # for somebody to begin writing


def opened(path: Path) -> BinaryIO:
    """The file, to be read as bytes. Raises OSError, with EPIPE for a pipe into which nobody writes."""
    if not path.is_fifo():
        return path.open("rb")
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if not select.select([handle], [], [], WAIT_S)[0]:
            raise OSError(errno.EPIPE, "nobody writes into this pipe", str(path))
        os.set_blocking(handle, True)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")
