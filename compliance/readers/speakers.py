"""Speakers: whom a transcript means by a name, as --roles tells of it, else by the usual words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from compliance.model.problem import Place
from compliance.model.transcript import Role
from compliance.readers.refusals import refuse, shown
from compliance.readers.roles import EVENT_WORDS, ROLE_WORDS

Names = Mapping[str, Role]  # what transcripts call their speakers, casefolded

_PAIR = re.compile(r"\s*(.*?)\s*[=＝]\s*(.*?)\s*", re.DOTALL)
# Somebody with a title who is none of the known roles: their words must not become those of the turn above.
_TITLED = (
    r"[^\s:：,，。！？!?、()（）]{0,4}(?:先生|女士|小姐|太太|经理|主管|组长|班长|店长|师傅|老师|专员|领导|同事|家属|路人|旁人|客户|客服|顾客|用户)"
    r"(?:说|问|答|[小老][^\s:：,，。！？!?、()（）])?[:：]"
)
# With --roles a short name before a colon is somebody whom it left out; no time (下午3:30), number or address of the web is one,
# nor what heads a field or a quotation in the middle of what somebody says (地址：, 他说：).
_NAMED = re.compile(r"(?!\w*\d[:：]\d|\d+\s*[:：]|\w+[:：](?://|\\))(\w{1,8}|[A-Za-z0-9_]{1,16})(?:\s*[(（][^()（）]{1,40}[)）])?\s*[:：]")
_HEADING = re.compile(
    r".*(?:名|址|码|(?<![0-9一二三四五六七八九十])号|电话|手机|邮箱|微信|时间|日期|地点|位置|金额|价格|费用|数量|规格|颜色|品牌|单位|部门|性别|年龄|生日"
    r"|订单|发票|状态|情况|原因|问题|结果|结论|方式|内容|项目|步骤|流程|要求|建议|答复|回复|答案|备注|说明|提示|注意|事项|附件|例如|比如|如下|以下|意思)"
    r"|收件人|联系人|经办人|第.+|[注附例]|[我你您他她它咱这那](?![方边]).+|name|tel|phone|address|e?mail|time|date|number|order|note|ps",
    re.IGNORECASE,
)
# Names come in series (ch0, ch1 · 说话人甲, 说话人乙): the same with another number or letter is another speaker.
_NUMERALS = "[一二三四五六七八九十甲乙丙丁戊]"
_SERIES = re.compile(rf"(.*?)(?:([0-9]+)|(?<![A-Za-z])([A-Za-z])|({_NUMERALS}))", re.DOTALL)
_ALIKE = ("[0-9]{1,6}", "[A-Za-z]", _NUMERALS)


@dataclass(frozen=True)
class Speakers:
    """`names`: those that the user has told of. They go before the usual words."""

    names: Names = field(default_factory=dict)

    def role_of(self, word: str) -> Role | None:
        """None where it names nobody, or an event."""
        return self.names.get(word.casefold()) or ROLE_WORDS.get(word.casefold())

    @cached_property
    def label(self) -> re.Pattern[str]:
        """A speaker before what is said: the word, the agent's id in brackets or behind a space, a colon of either width."""
        words = "|".join(map(re.escape, sorted({*self.names, *ROLE_WORDS, *EVENT_WORDS}, key=len, reverse=True)))
        id_ = r"(?:\s*[(（]([^()（）]{1,40})[)）]|[ \t\u3000]+([^\s:：()（）]{1,40}))?"
        return re.compile(rf"({words}){id_}\s*[:：]\s*(.*)", re.IGNORECASE | re.DOTALL)

    @cached_property
    def unknown(self) -> re.Pattern[str]:
        """Somebody else before what is said: with a title, or with a name of the same series as those told of."""
        return re.compile("|".join(filter(None, [_TITLED, self._series])), re.IGNORECASE)

    @cached_property
    def _series(self) -> str:
        return "|".join(filter(None, map(_alike, self.names)))

    def in_series(self, line: str) -> bool:
        """Whether it begins with a name of the same series as those told of."""
        return bool(self._series and re.match(self._series, line, re.IGNORECASE))

    def left_out(self, line: str) -> bool:
        """Whether it begins with somebody else; where names were told of, any short name counts that is no heading."""
        if self.unknown.match(line):
            return True
        named = _NAMED.match(line) if self.names else None
        return bool(named and not _HEADING.fullmatch(named[1]))


USUAL = Speakers()


def _alike(name: str) -> str | None:
    found = _SERIES.fullmatch(name)
    if not found:
        return None
    tail = next(alike for alike, group in zip(_ALIKE, found.groups()[1:], strict=True) if group)
    return rf"{re.escape(found[1])}{tail}\s*[:：]" + ("" if found[1] else "(?![0-9])")  # 10:30 is no speaker


def names_of(written: str | None) -> Names:
    """What `ch0=agent,ch1=customer` says; the roles may also be told in the usual words. Raises: Problems."""
    place = Place("--roles")
    names: dict[str, Role] = {}
    for part in [] if written is None else re.split("[,，]", written):
        pair = _PAIR.fullmatch(part)
        if not pair or not pair[1]:
            refuse(place, "reader.roles.pair", found=shown(part.strip()))
        name, role = pair[1].casefold(), ROLE_WORDS.get(pair[2].casefold())
        if role is None:
            refuse(place, "reader.roles.role", name=pair[1], found=shown(pair[2]))
        if names.setdefault(name, role) is not role:
            refuse(place, "reader.roles.twice", name=pair[1])
    return names


def renamed(turn: object, names: Names) -> object:
    """A turn of the neutral transcript with the role for which its speaker's name stands; anything else as it is."""
    if not names or not isinstance(turn, dict):
        return turn
    name = turn.get("role")
    if isinstance(name, int | float) and not isinstance(name, bool) and name % 1 == 0:
        name = str(int(name))  # 0.0 is 0
    role = names.get(name.strip().casefold()) if isinstance(name, str) else None
    return {**turn, "role": role.value} if role else turn
