"""Guards: why a match is not a hit. Inside a longer word, an A-not-A question, quoted words, a homophone that is a word of its own.

Phrases are found on characters; the boundaries of jieba's tokens only decide whether a match is excused. A wrong cut may
cost one excuse, never a whole rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from compliance.model.message import Message, message
from compliance.text.normalise import HAN
from compliance.text.segment import boundaries, is_word

# What may cling to a phrase in one dictionary word without changing it: 是+因为, 添+麻烦, 感谢+您, 稍等+一下.
_BEFORE = re.compile("(?:您们?|你们?|我们?|他|它|大家|请|很|真|太|多|最|也|就|还|都|又|再|已|是|这|那|够|添)*")
_AFTER = re.compile("(?:您们?|你们?|我们?|他|它|大家|请|一下|一会儿?|片刻|了|的|地|得|吗|呢|吧|啊|呀|哦|哈|够|之至)*")
# Words in which a phrase of one character keeps its meaning.
_CARRIERS = frozenset(
    (
        "请问 请安 请便 请进 请坐 请到 请来 请用 请留 请出 请见 请予 请于 请洽 请拨 请勿 请稍等 请稍候 请等一下 请谅解 请原谅 "
        "请留下 请留步 请坐下 请坐下来 请进来 请进去 请上来 请上去 请回去 请回到 请参阅 请单击 请登入 请点此 请举手 请提意见 "
        "请多关照 请勿打扰 请勿喧哗 请勿吸烟 请勿动手 请勿践踏 敬请 烦请 恭请 务请 还请 有请 疑问请 详情请 敬请期待 敬请光临 "
        "敬请原谅 敬请指教 敬请批评 敬请笑纳 敬请函复 您好 谢谢 谢谢您 多谢 您们"
    ).split()
)
# Words that jieba does not know, or that look like two words side by side.
_FIXED = re.compile("对不起码|不好意思")
# Said first it greets, whatever jieba makes of 您好+看一下; 您好像, 您好久没来 greet nobody.
_OPENING = re.compile("[您你]好(?![像久多好不歹说几容])")
QUOTED = re.compile('“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|"[^"\n]*"')
_NOT_IN_BLOCK = re.compile(f"[^{HAN}a-z0-9+#&._%-]")
_LONGEST_CUT = 3  # longer phrases stand by themselves, however jieba cuts around them


def excuse(text: str, start: int, end: int, *, homophone: bool = False) -> Message | None:
    """Why the match at [start, end) of the folded text does not count, or None."""
    if why := quoted(text, start, end):
        return why
    if homophone and is_word(text[start:end]):
        return message("judge.excuse_other_word", word=text[start:end])
    left, right = _block_around(_outline(text), start, end)
    if left == start and right == end:
        return None
    place = _Place(_run(text, left, right), start - left, end - left)
    if question := _a_not_a(place):
        return message("judge.excuse_question", words=question)
    if word := _longer_word(place):
        return message("judge.excuse_longer_word", word=word)
    return None


def quoted(text: str, start: int, end: int) -> Message | None:
    """Strictly within a quotation: the last one that opens before the match."""
    quotes = _outline(text).quotes
    before = bisect_left(quotes, (start,)) - 1
    return message("judge.excuse_quoted") if before >= 0 and end < quotes[before][1] else None


@dataclass(frozen=True, slots=True)
class _Outline:
    """Quotations, and the characters between which jieba cuts each block by itself; text ends count as such."""

    quotes: tuple[tuple[int, int], ...]
    breaks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A match within the block around it."""

    block: str
    start: int
    end: int


# Both remember their last answers, so that many matches in one long text cost no more than as many texts.
@lru_cache(maxsize=16)
def _outline(text: str) -> _Outline:
    return _Outline(
        tuple(found.span() for found in QUOTED.finditer(text)),
        (-1, *(found.start() for found in _NOT_IN_BLOCK.finditer(text)), len(text)),
    )


@lru_cache(maxsize=16)
def _run(text: str, left: int, right: int) -> str:
    return text[left:right]


def _block_around(outline: _Outline, start: int, end: int) -> tuple[int, int]:
    """From the last break before the match to the first one after it."""
    breaks = outline.breaks
    return breaks[bisect_left(breaks, start) - 1] + 1, breaks[bisect_left(breaks, end)]


def _a_not_a(place: _Place) -> str | None:
    """能不能, 可不可以, 归不归我管, 有没办法: asked, not said. 可能不能, 功能不能 are said: there 能 starts no word."""
    text, start = place.block, place.start
    if text[start] not in "不没":
        return None
    for length in range(1, min(start, 4) + 1):
        asked = text[start - length : start]
        repeated = text.startswith(asked, start + 1) or (asked == "有" and text[start] == "没")
        if repeated and _starts_word(text, start - length, start):
            return text[start - length : max(place.end, start + 1 + length)]
    return None


def _starts_word(text: str, start: int, end: int) -> bool:
    """A token starts here, or would if a clinging word (还+能) were cut off."""
    token_start = _cut_before(text, start)
    return token_start == start or (end in boundaries(text) and bool(_BEFORE.fullmatch(text, token_start, start)))


def _longer_word(place: _Place) -> str | None:
    """The dictionary word that the match lies inside, or (for a short match) that it cuts through."""
    text, start, end = place.block, place.start, place.end
    if start == 0 and (opening := _OPENING.match(text)) and opening.end() == end:
        return None
    for fixed in _FIXED.finditer(text, max(0, start - 4), end + 4):
        if fixed.start() <= start and end <= fixed.end() and len(fixed[0]) > end - start:
            return fixed[0]
    token_start, token_end = _cut_before(text, start), _cut_after(text, end)
    if token_start == start and token_end == end:
        return None
    if _cut_after(text, start + 1) == token_end:  # one token
        word = text[token_start:token_end]
        kept = word in _CARRIERS if end - start == 1 else _carries(place, token_start, token_end)
        return None if kept else word
    if end - start > _LONGEST_CUT or (_BEFORE.fullmatch(text, token_start, start) and _AFTER.fullmatch(text, end, token_end)):
        return None
    if token_end > end:
        return text[_cut_before(text, end) : token_end]
    return text[token_start : _cut_after(text, start + 1)]


def _carries(place: _Place, token_start: int, token_end: int) -> bool:
    """What the token holds besides the match clings to it, or is a word that merely stands next to it: 非常+感谢, 解决+问题."""
    text = place.block
    before, after = text[token_start : place.start], text[place.end : token_end]
    return (bool(_BEFORE.fullmatch(before)) or _stands_alone(before)) and (bool(_AFTER.fullmatch(after)) or _stands_alone(after))


def _stands_alone(word: str) -> bool:
    return len(word) > 1 and is_word(word)


def _cut_before(text: str, place: int) -> int:
    """The nearest token boundary at or before the place."""
    cuts = boundaries(text)
    while place not in cuts:
        place -= 1
    return place


def _cut_after(text: str, place: int) -> int:
    """The nearest token boundary at or after the place."""
    cuts = boundaries(text)
    while place not in cuts:
        place += 1
    return place
