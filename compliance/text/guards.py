"""Guards: why a match is not a hit. Inside a longer word, an A-not-A question, quoted words, a homophone that is a word of its own.

Phrases are found on characters; the boundaries of jieba's tokens only decide whether a match is excused. A wrong cut may
cost one excuse, never a whole rule.
"""

from __future__ import annotations

import re

from compliance.model.message import Message, message
from compliance.text.normalise import HAN
from compliance.text.segment import boundaries, is_word

# Small words that may cling to a phrase in one dictionary word without changing it: 感谢+您, 稍等+一下, 这+不归.
_CLINGING = re.compile(
    "(?:您|你|我|他|它|您们|你们|我们|大家|请|一下|一会儿?|片刻|了|的|地|得|吗|呢|吧|啊|呀|哦|哈"
    "|很|真|太|多|也|就|还|都|又|再|这|那|够|之至)*"
)
# Words in which a phrase of one character keeps its meaning.
_CARRIERS = frozenset("请问 请稍等 请稍候 请坐 请进 请看 请放心 请勿 请便 烦请 敬请 还请 有请 您好 谢谢 谢谢您 多谢 您们".split())
_QUOTED = re.compile('“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|"[^"]*"')
_NOT_IN_BLOCK = re.compile(f"[^{HAN}a-z0-9+#&._%-]")
_LONGEST_CUT = 3  # longer phrases stand by themselves, however jieba cuts around them


def excuse(text: str, start: int, end: int, *, homophone: bool = False) -> Message | None:
    """Why the match at [start, end) of the folded text does not count, or None."""
    if _quoted(text, start, end):
        return message("judge.excuse_quoted")
    if homophone and end - start == 2 and is_word(text[start:end]):
        return message("judge.excuse_other_word", word=text[start:end])
    before, after = text[start - 1 : start], text[end : end + 1]
    if not (_joins(before) or _joins(after)):
        return None
    left, cuts = _cuts_around(text, start, end)
    if question := _a_not_a(text, start, end, {left + cut for cut in cuts}):
        return message("judge.excuse_question", words=question)
    if word := _longer_word(text, start, end, sorted(left + cut for cut in cuts)):
        return message("judge.excuse_longer_word", word=word)
    return None


def _joins(char: str) -> bool:
    return bool(char) and not _NOT_IN_BLOCK.match(char)


def _quoted(text: str, start: int, end: int) -> bool:
    return any(q.start() < start and end < q.end() for q in _QUOTED.finditer(text))


def _cuts_around(text: str, start: int, end: int) -> tuple[int, frozenset[int]]:
    """Where the block of speech around the match starts, and the token boundaries in it."""
    left = start
    while left and _joins(text[left - 1]):
        left -= 1
    right = end
    while right < len(text) and _joins(text[right]):
        right += 1
    return left, boundaries(text[left:right])


def _a_not_a(text: str, start: int, end: int, cuts: set[int]) -> str | None:
    """能不能, 可不可以, 归不归我管, 有没办法: asked, not said. 可能不能, 功能不能 are said: there 能 starts no word."""
    if text[start] not in "不没":
        return None
    for length in range(1, 5):
        asked = text[start - length : start]
        if len(asked) < length:
            break
        repeated = text.startswith(asked, start + 1) or (length == 1 and asked == "有" and text[start] == "没")
        if repeated and _starts_word(text, start - length, start, cuts):
            return text[start - length : max(end, start + 1 + length)]
    return None


def _starts_word(text: str, place: int, end: int, cuts: set[int]) -> bool:
    """A token starts here, or would if a clinging word (还+能) were cut off."""
    if place in cuts:
        return True
    token_start = max((cut for cut in cuts if cut < place), default=place)
    return end in cuts and bool(_CLINGING.fullmatch(text, token_start, place))


def _longer_word(text: str, start: int, end: int, cuts: list[int]) -> str | None:
    """The dictionary word that the match lies inside, or (for a short match) that it cuts through."""
    token_start = max(cut for cut in cuts if cut <= start)
    token_end = min(cut for cut in cuts if cut >= end)
    if token_start == start and token_end == end:
        return None
    inside_one = not any(start < cut < end for cut in cuts)
    if inside_one:
        word = text[token_start:token_end]
        kept = word in _CARRIERS if end - start == 1 else _clings(text, token_start, start, end, token_end)
        return None if kept else word
    if end - start > _LONGEST_CUT or _clings(text, token_start, start, end, token_end):
        return None
    if token_end > end:
        return text[max(cut for cut in cuts if cut < end) : token_end]
    return text[token_start : min(cut for cut in cuts if cut > start)]


def _clings(text: str, token_start: int, start: int, end: int, token_end: int) -> bool:
    return bool(_CLINGING.fullmatch(text, token_start, start) and _CLINGING.fullmatch(text, end, token_end))
