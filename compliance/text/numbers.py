"""Personal numbers within a text: mobile, identity, bank card, landline, number plate, e-mail; in digits or spoken.

All patterns are of bounded length, so the time taken grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

NUMERALS = "零〇○一幺二两三四五六七八九"  # as digits are spoken one by one
_VALUES = "0001122" + "3456789"

# What addresses and number plates are written with.
_TRADITIONAL = "號棟單樓層戶門區縣鎮鄉園廈莊組隊滬粵蘇遼贛閩陝貴寧瓊雲魯"
_SIMPLIFIED = "号栋单楼层户门区县镇乡园厦庄组队沪粤苏辽赣闽陕贵宁琼云鲁"

# One character for one: full width to half width, small to capital letters, dashes, spaces and zero-width characters.
_FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{code: code - 0xFEE0 - 32 for code in range(0xFF41, 0xFF5B)},
    **{code: code - 32 for code in range(0x61, 0x7B)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u200b\u200c\u200d\ufeff"), " "),
    **dict.fromkeys(map(ord, "·•・‧"), "."),
    **dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)),
}
_SPOKEN = dict(zip(map(ord, NUMERALS), _VALUES, strict=True))
_MIXED = {**_SPOKEN, ord("叉"): "X"}
_SPOKEN_ONLY = {**_MIXED, **dict.fromkeys(map(ord, "0123456789"), "#")}

_PROVINCES = frozenset({*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82})
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Kept = tuple[int, int]  # how many characters stay at the beginning and at the end


@dataclass(frozen=True, slots=True)
class Kind:
    """`pattern` finds candidates in folded text: group 1 without the separators `between`; `kept` is None for what only looks like one."""

    pattern: re.Pattern[str]
    kept: Callable[[str], Kept | None]
    between: dict[int, None]


def fold(text: str) -> str:
    """The text in one notation, each character at its place."""
    return text.translate(_FOLD)


def hidden(folded: str) -> Iterator[int]:
    """The places to hide. What its label calls the number of an order or of goods is none."""
    runs = [*_RUN.finditer(_LABELLED.sub(lambda found: found[1] + "#" * len(found[2]), folded))]
    if runs:
        origin = [place for run in runs for place in range(run.start(), run.end() + 1)]
        yield from (origin[place] for place in _hidden("\n".join(run[0] for run in runs)))


def hidden_in_id(folded: str) -> Iterator[int]:
    """The places to hide in the name of a file or a conversation: only unbroken mobile and identity numbers."""
    return _places(folded, _IN_IDS)


def _hidden(text: str) -> Iterator[int]:
    """Digits are looked at alone first: a numeral behind a number (…5678一定…) is no part of it."""
    yield from _places(text, _WRITTEN)
    if _SPOKEN_RUN.search(text):
        yield from _places(text.translate(_MIXED), _WRITTEN)
        yield from _places(text.translate(_SPOKEN_ONLY), _AS_SPOKEN)


def _places(text: str, kinds: tuple[Kind, ...]) -> Iterator[int]:
    for kind in kinds:
        for found in kind.pattern.finditer(text):
            kept = kind.kept(found[1].translate(kind.between))
            if kept:
                places = [i for i in range(*found.span(1)) if ord(text[i]) not in kind.between]
                yield from places[kept[0] : len(places) - kept[1]]


# --- what stays readable of each, and what is none ---------------------------------------------------------------


def _mobile(_: str) -> Kept:
    return 3, 4


def _identity(number: str) -> Kept | None:
    """18 characters: area, birth date, serial number, check character by ISO 7064 MOD 11-2."""
    check = "10X98765432"[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11]
    return (1, 1) if check == number[17] and _is_date(number[6:14]) else None


def _old_identity(number: str) -> Kept | None:
    """15 digits, given out until 1999: area, birth date without century, serial number. For want of a checksum the province counts."""
    return (1, 1) if int(number[:2]) in _PROVINCES and _is_date("19" + number[6:12]) else None


def _card(number: str) -> Kept | None:
    """By Luhn's checksum, and not by one digit alone: numbers that begin with a date (20…) or a clock's count (1…) are no cards."""
    if number[0] in "017" or (number[0] == "2" and not "22" <= number[:2] <= "27"):
        return None
    total = sum(map(int, number[-1::-2])) + sum(map(_DOUBLED.__getitem__, number[-2::-2]))
    return None if total % 10 else (0, 4)


def _landline(number: str) -> Kept:
    return (3 if number[1] in "12" else 4), 2


def _plate(number: str) -> Kept | None:
    """Five characters after the first two, of which at least three are digits; six with one or two letters for electric cars."""
    digits = sum(c.isdecimal() for c in number[2:])
    return (2, 1) if 3 <= digits <= 5 and len(number) - 2 - digits <= 2 else None


def _email(local: str) -> Kept:
    return (1, 0) if len(local) > 1 else (0, 0)


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


# --- where they are looked for -----------------------------------------------------------------------------------


def _kind(pattern: str, kept: Callable[[str], Kept | None], between: str, before: str = "(?<![0-9*])", after: str = "(?![0-9*])") -> Kind:
    """In a pattern `~` stands for a separator, `?` after it for one that may be absent, `d` for a digit.

    Candidates may overlap (they are found by looking ahead), so that a false one never hides a true one.
    """
    gap = f"[{re.escape(between)}]" if between else "(?!)"
    pattern = pattern.replace("~?", gap + "{0,3}").replace("~", gap + "{1,3}").replace("d", "[0-9]")
    return Kind(re.compile(f"{before}(?={pattern}{after})"), kept, dict.fromkeys(map(ord, between)))


_DATE = "(?:1~?9|2~?0)~?d~?d~?(?:0~?[1-9]|1~?[0-2])~?(?:0~?[1-9]|[12]~?d|3~?[01])"
_IDENTITY = f"([1-9](?:~?d){{5}}~?{_DATE}(?:~?d){{3}}~?[0-9X])"
_MOBILES = "|".join(
    [
        "1[3-9]d~?d{4}~?d{4}",
        "1[3-9]d~d{3}~d{5}",
        "1[3-9]d{2}~d{4}~d{3}",
        "1[3-9]d{3}~d{6}",
        "1[3-9]d{3}~d{3}~d{3}",
        "1[3-9]d(?:~d{2}){4}",
        "1~[3-9](?:~d){9}",
    ]
)
_HAN_OF_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_NO_XINJIANG = "最全更崭"  # 最新 and the like do not stand for 新疆
_LETTERS = "A-HJ-NP-Z"

_IN_DIGITS = " .()-"
_IN_SPEECH = " .()-、,"
# One more numeral may touch a spoken number: …零零零一定要记住.
_SPOKEN_BEFORE, _SPOKEN_AFTER = r"(?<![0-9*][0-9])(?<!\*)", r"(?![0-9][0-9*])(?!\*)"

_WRITTEN = (
    _kind(f"(?:(?:00)?86~?)?({_MOBILES})", _mobile, _IN_DIGITS),
    _kind(_IDENTITY, _identity, _IN_DIGITS),
    _kind("([1-9]d{5}~?d{6}~?d{3})", _old_identity, _IN_DIGITS),
    _kind("([2-9]d{12,18})", _card, _IN_DIGITS),
    _kind("([2-9]d{3}~d{4}~d{4}~d{1,4})", _card, _IN_DIGITS),
    _kind("([2-9]d{3}~d{4}~d{4}~d{4}~d{1,3})", _card, _IN_DIGITS),
    _kind("([3-6]d{3}~d{6}~d{4,5}|[3-9]d{5}~d{7,13})", _card, _IN_DIGITS),
    _kind("(0(?:10|2d|[3-9]d{2})~?[2-8]d{2,3}~?d{4})", _landline, _IN_DIGITS),
    _kind(
        f"([{_HAN_OF_PLATES}][{_LETTERS}][ .-]?[{_LETTERS}0-9]{{4,5}}[{_LETTERS}0-9挂学警港澳])",
        _plate,
        " .-",
        before=f"(?<![{_NO_XINJIANG}*])",
        after="(?![A-Z0-9*])",
    ),
    Kind(re.compile(r"(?<![A-Z0-9._%+*-])(?=([A-Z0-9._%+-]{1,64})@(?:[A-Z0-9-]{1,63}\.){1,8}[A-Z]{2,24})"), _email, {}),
)
_ALONE_BEFORE, _ALONE_AFTER = "(?<![0-9A-Z*-])", "(?![0-9A-Z*-])"  # part of a longer name it is a serial number
_UNBROKEN_IDENTITY = f"([1-9]d{{5}}{_DATE.replace('~?', '')}d{{3}}[0-9X])"
_IN_IDS = (_kind("(1[3-9]d{9})", _mobile, "", _ALONE_BEFORE, _ALONE_AFTER), _kind(_UNBROKEN_IDENTITY, _identity, ""))
_AS_SPOKEN = (
    _kind("(?:(?:0~?0~?)?8~?6~?)?(1~?[3-9](?:~?d){9})", _mobile, _IN_SPEECH, _SPOKEN_BEFORE, _SPOKEN_AFTER),
    _kind(_IDENTITY, _identity, _IN_SPEECH, _SPOKEN_BEFORE, _SPOKEN_AFTER),
    _kind("([2-9](?:~?d){12,18})(?!~?[0-9*])", _card, _IN_SPEECH),
    _kind("(0~?(?:1~?0|2~?d|[3-9]~?d~?d)~?[2-8](?:~?d){6,7})", _landline, _IN_SPEECH, _SPOKEN_BEFORE, _SPOKEN_AFTER),
)
_SPOKEN_RUN = re.compile(f"[0-9A-Z{NUMERALS}](?:[{re.escape(_IN_SPEECH)}]{{0,3}}[0-9{NUMERALS}]){{5}}")
_LABELLED = re.compile(r"((?:单号|单编号|货号|流水号|商品编号|商品ID|商品号)[\[【(:是为# ]{0,3})([0-9]{9,})")
# All that a number and its nearest neighbours may consist of: nothing else of a text need be looked at closely.
_RUN = re.compile(rf"[0-9A-Z@._%+*#{re.escape(_IN_SPEECH)}{NUMERALS}叉挂学警港澳{_NO_XINJIANG}{_HAN_OF_PLATES}]{{6,}}")
