"""The paged dictionary gives back what was put in, or says that it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.text.dictionary import HEAD_LENGTH, DamagedError, from_bytes, from_file, to_bytes

WORDS = {"申请": 7, "申": 0, "申请书": 2, "请": 30, "T": 0, "T恤": 4, "𠮷野家": 1}
CONTENT = to_bytes(WORDS, 44)


def test_pages_hold_the_words_of_one_first_character() -> None:
    pages = from_bytes(CONTENT)
    assert pages.total == 44
    assert pages.page("申") == {"申请": 7, "申": 0, "申请书": 2}
    assert pages.page("T") == {"T": 0, "T恤": 4}
    assert pages.page("𠮷") == {"𠮷野家": 1}
    assert pages.page("无") == {}


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.integers(min_value=0, max_value=10**9)))
def test_all_pages_together_are_the_dictionary(words: dict[str, int]) -> None:
    pages = from_bytes(to_bytes(words, 1))
    together: dict[str, int] = {}
    for first in {word[0] for word in words}:
        together |= pages.page(first)
    assert together == words


def test_from_file(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_bytes(CONTENT)
    assert from_file(path).page("请") == {"请": 30}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"not ours at all " * 20,
        CONTENT[:-1],
        CONTENT + b" ",
        CONTENT[:HEAD_LENGTH],
        CONTENT.replace(b"compliance-dictionary 1 ", b"compliance-dictionary 2 "),
        CONTENT.replace(b'"total":44', b'"total":45'),
    ],
)
def test_damage_to_head_or_index_shows_on_opening(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        from_file(path)


def test_damage_to_a_page_shows_on_reading_it() -> None:
    pages = from_bytes(CONTENT.replace(b":30}", b":31}"))
    assert pages.page("T") == {"T": 0, "T恤": 4}
    with pytest.raises(DamagedError):
        pages.page("请")


@given(st.integers(min_value=0, max_value=len(CONTENT) - 1), st.integers(min_value=1, max_value=255))
def test_no_flipped_byte_goes_unnoticed(place: int, flip: int) -> None:
    content = bytearray(CONTENT)
    content[place] ^= flip
    try:
        pages = from_bytes(bytes(content))
        together = {word: n for first in "申请T𠮷" for word, n in pages.page(first).items()}
    except DamagedError:
        return
    assert (pages.total, together) == (44, WORDS), "blanks of the head carry nothing"
