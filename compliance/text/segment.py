"""Where words begin and end in Chinese text, as jieba cuts it without guessing new words.

Jieba is imported and its dictionary opened when the first text is cut, not before: most runs of most commands never
cut any. What is remembered between calls (the tokenizer, the last answers) can only make an answer faster, never
change it: the tokenizer is private, nobody adds words to it, and its cuts depend on the text alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.text.tokenizer import PagedTokenizer

# Jieba cuts each such run by itself and each other character alone: to cut around a place, its run is enough.
BLOCK = re.compile("[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")

SHORT = 256  # characters: of short texts thousands are remembered (they recur), of long ones a few (they are asked for repeatedly)


def boundaries(text: str) -> frozenset[int]:
    """The offsets at which a token begins or ends, 0 and the text's length included."""
    return _of_short(text) if len(text) <= SHORT else _of_long(text)


def tokens(text: str) -> tuple[str, ...]:
    """The tokens in order; joined they are the text."""
    return tuple(_tokenizer().cut(text, HMM=False))


def is_word(text: str) -> bool:
    """Is it a word of jieba's dictionary?"""
    tokenizer = _tokenizer()
    tokenizer.turn_to(text[:1])
    return bool(tokenizer.FREQ.get(text))


def _boundaries(text: str) -> frozenset[int]:
    return frozenset(accumulate(map(len, tokens(text)), initial=0))


_of_short = lru_cache(maxsize=16384)(_boundaries)
_of_long = lru_cache(maxsize=8)(_boundaries)


@lru_cache(maxsize=1)
def _tokenizer() -> PagedTokenizer:
    from compliance.text.tokenizer import PagedTokenizer  # imports jieba

    return PagedTokenizer()
