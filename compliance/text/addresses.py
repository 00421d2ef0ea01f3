"""Postal addresses within a text, from the road or the housing estate on; the city alone is nobody's address.

An address shows itself by its end: a road with a number, a housing estate with a building, a building with a room, a
hamlet with a number. From there the name in front is taken along, as far as it can be told from the rest of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
_NUMBER = "(?:[0-9]{1,5}[A-Z]?(?:-[0-9]{1,4}){0,2}|[A-Z][0-9]{0,4}|[零〇一二两三四五六七八九十百]{1,6}|[甲乙丙丁])"
_ESTATE = "(?:小区|社区|花园|公寓|大厦|大楼|广场|家园|家属院|新村|园区|工业园|科技园|产业园|写字楼|宿舍|中心|苑|府|庭|园|城|郡|湾|邸)"
_BUILDING = "(?:栋|幢|座|单元|号楼|号院|#楼?)"
_ROOM = f"(?:{_NUMBER} ?(?:单元|室|房|户|号|门)|-?[0-9]{{3,4}}(?![0-9*号元块点年月日天个次分秒人]))"
_PART = f"(?: ?{_NUMBER} ?(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|房|户|门|#楼?))"
_REST = f"{_PART}{{0,6}}(?: ?[{_HAN}]{{1,8}}?{_ESTATE})?{_PART}{{0,6}}(?: ?{_ROOM})?"


@dataclass(frozen=True, slots=True)
class Shape:
    """`needles`: without one of them there is no match. `name`: how many characters in front belong to it, least and most."""

    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    name: tuple[int, int]


_SHAPES = (
    Shape(
        ("路", "街", "巷", "大道", "胡同"),
        re.compile(f"(?:路|街|巷|大道|胡同)(?:[东西南北中]段)? ?{_NUMBER} ?(?:号楼|号院|号|弄)(?![线窗*]){_REST}"),
        (2, 4),
    ),
    Shape(
        ("栋", "幢", "座", "单元", "号楼", "号院", "#"),
        re.compile(f"{_ESTATE} ?{_NUMBER} ?{_BUILDING}{_REST}"),
        (1, 6),
    ),
    Shape(
        ("栋", "幢", "座", "单元", "号楼", "号院", "#"),
        re.compile(f"{_NUMBER} ?{_BUILDING} ?(?:{_NUMBER}[楼层] ?)?{_ROOM}{_REST}"),
        (0, 4),
    ),
    Shape(
        ("组", "队", "社"),
        re.compile(f"[村庄屯寨] ?{_NUMBER}[组队社] ?{_NUMBER} ?号{_REST}"),
        (1, 4),
    ),
    Shape(
        ("村", "庄", "屯", "寨"),
        re.compile(f"(?<=[镇乡])[{_HAN}]{{1,8}}?[村庄屯寨] ?{_NUMBER} ?号{_REST}"),
        (0, 0),
    ),
)
# Names end, going back, at other levels of the address, which may be read, and at words that lead up to an address.
_NAME = re.compile(f"[{_HAN}]")
_NOT_IN_NAMES = frozenset("省市区县镇乡在是到住址于寄送往去从至的给我您你他她它们了吗呢啊吧请把就叫号")
_NO_ROADS = frozenset("修走线电网思短半通链回套销退活后出弯绕迷问")  # 修路, 线路, 思路 …


def hidden(folded: str) -> Iterator[int]:
    """The places to hide."""
    for shape in _SHAPES:
        if any(needle in folded for needle in shape.needles):
            for found in shape.pattern.finditer(folded):
                start = _name_start(folded, found.start(), shape.name[1])
                if found.start() - start >= shape.name[0] and not _is_no_road(folded, found.start()):
                    yield from range(start, found.end())


def _name_start(text: str, end: int, most: int) -> int:
    start = end
    while start > max(0, end - most) and _NAME.match(text[start - 1]) and text[start - 1] not in _NOT_IN_NAMES:
        start -= 1
    return start


def _is_no_road(text: str, at: int) -> bool:
    return text[at] == "路" and text[at - 1] in _NO_ROADS
