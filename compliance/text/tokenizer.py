"""Jieba's tokenizer on a dictionary in pages: the very same cuts, ready in milliseconds instead of a second.

Importing this module imports jieba; so import it only where words are really cut.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from compliance.text.cache import cache_folder, cache_place, write_atomically
from compliance.text.dictionary import FORMAT, DamagedError, Pages, from_bytes, from_file, to_bytes


@contextmanager
def _lean_import() -> Iterator[None]:
    """Spares jieba's import the use of pkg_resources, which takes three times as long as all the rest and warns of its own age.

    Where pkg_resources cannot be imported, jieba opens its files by path. None in sys.modules is Python's own way to say so.
    """
    absent = "pkg_resources" not in sys.modules
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # documented, but not in the stubs
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's old escapes in patterns, when it is compiled for the first time
            yield
    finally:
        if absent:
            del sys.modules["pkg_resources"]


with _lean_import():
    import jieba


class PagedTokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no type hints
    """Jieba's own loops on jieba's own `FREQ`, into which the pages of a text's characters are put before it is cut.

    Writes nothing to stderr and nothing to the shared temporary folder, as jieba would. Threads may share it: what they
    put into `FREQ` at the same time is the same.
    """

    initialized: bool

    def __init__(self) -> None:
        super().__init__()
        self.pages: Pages | None = None
        self.met: set[str] = set()

    def initialize(self, dictionary: str | None = None) -> None:
        """Called by jieba before its first cut. `dictionary` is jieba's argument; there is only one here."""
        with self.lock:
            if not self.initialized:
                self.pages = open_pages()
                self.total = self.pages.total
                self.initialized = True

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:  # noqa: N802  # jieba's name
        self.turn_to(sentence)
        graph: dict[int, list[int]] = super().get_DAG(sentence)
        return graph

    def turn_to(self, characters: Iterable[str]) -> None:
        """Puts all words that begin with one of these characters into `FREQ`."""
        self.check_initialized()
        new = set(characters) - self.met
        for character in new:
            self.FREQ.update(self._page(character))
        self.met |= new

    def _page(self, character: str) -> dict[str, int]:
        assert self.pages
        try:
            return self.pages.page(character)
        except DamagedError:
            self.pages = rebuilt_pages()
            return self.pages.page(character)


def open_pages() -> Pages:
    """From the cache, else made anew: missing, damaged or foreign files are no fault of the user's."""
    place = cache_place()
    if place:
        with suppress(OSError, DamagedError):
            return from_file(place / pages_name())
    return rebuilt_pages()


def rebuilt_pages() -> Pages:
    """Made from jieba's dictionary (a second or two), and kept in the cache where that can be written."""
    with _source().open("rb") as file:
        content = to_bytes(*jieba.Tokenizer.gen_pfdict(file))
    folder = cache_folder()
    if folder:
        with suppress(OSError):  # disk full, or a system that does not replace files in use: this run works from memory
            write_atomically(folder / pages_name(), content)
    return from_bytes(content)


def pages_name() -> str:
    """Another version of jieba, another dictionary or another layout is another file."""
    source = _source().read_bytes()
    return f"jieba-{jieba.__version__}-{len(source)}-{crc32(source):08x}.pages{FORMAT}"


def _source() -> Path:
    return Path(jieba.__file__).with_name("dict.txt")
