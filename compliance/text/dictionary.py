"""A word list in pages, one for each first character, so that a few words can be looked up without loading all of them.

Layout of the file: one line of text (format, length and checksum of the index, size of the file), the index, the pages.
The index is a JSON object: the total of all frequencies; the first characters as one string; length and checksum of each
one's page, in the same order. A page is a JSON object {word: frequency}; what only begins a word has frequency 0.
"""

from __future__ import annotations

import json
import mmap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from zlib import crc32

FORMAT = 1
MAGIC = b"compliance-dictionary"
HEAD_LENGTH = 64  # the first line, filled up with spaces


class DamagedError(Exception):
    """Not a file of ours, or not as we wrote it."""


@dataclass(frozen=True, slots=True)
class Pages:
    """`index`: offset, length and checksum of the page of each first character; `total`: sum of all frequencies."""

    total: int
    index: Mapping[str, tuple[int, int, int]]
    content: bytes | mmap.mmap

    def page(self, character: str) -> dict[str, int]:
        """The words that begin with this character. Raises DamagedError when the page is not as it was written."""
        if character not in self.index:
            return {}
        offset, length, checksum = self.index[character]
        page = self.content[offset : offset + length]
        if crc32(page) != checksum:
            raise DamagedError(character)
        found: dict[str, int] = json.loads(page)
        return found


def to_bytes(frequencies: Mapping[str, int], total: int) -> bytes:
    """The file's content."""
    by_first: dict[str, dict[str, int]] = defaultdict(dict)
    for word, frequency in frequencies.items():
        by_first[word[0]][word] = frequency
    pages = [_json(words) for words in by_first.values()]
    checksums = [crc32(page) for page in pages]
    index = _json({"total": total, "characters": "".join(by_first), "lengths": [len(page) for page in pages], "checksums": checksums})
    body = index + b"".join(pages)
    head = b"%s %d %d %d %d" % (MAGIC, FORMAT, len(index), crc32(index), HEAD_LENGTH + len(body))
    return head.ljust(HEAD_LENGTH - 1) + b"\n" + body


def from_bytes(content: bytes | mmap.mmap) -> Pages:
    """Raises DamagedError when it is not what `to_bytes` makes, as far as head and index can tell; the pages are checked when read."""
    try:
        magic, version, length, checksum, size = content[:HEAD_LENGTH].split()
        index = content[HEAD_LENGTH : HEAD_LENGTH + int(length)]
        if (magic, int(version), int(checksum), int(size)) != (MAGIC, FORMAT, crc32(index), len(content)):
            raise DamagedError("head")
        entries = json.loads(index)
        offsets = accumulate(entries["lengths"], initial=HEAD_LENGTH + len(index))
        places = zip(offsets, entries["lengths"], entries["checksums"], strict=False)  # one offset more: the end
        return Pages(entries["total"], dict(zip(entries["characters"], places, strict=True)), content)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(str(error)) from error


def from_file(path: Path) -> Pages:
    """Pages are read when asked for, not now. Raises OSError or DamagedError."""
    with path.open("rb") as file:
        try:
            # The mapping outlives the open file. Our files are replaced as a whole, never shortened in place.
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # empty
            raise DamagedError(str(error)) from error
    return from_bytes(content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
