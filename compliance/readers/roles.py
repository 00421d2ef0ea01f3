"""Who is who: the words by which transcripts name the agent, the customer, the bot and the system."""

from __future__ import annotations

import difflib
import re

from compliance.model.transcript import Role

ROLE_WORDS: dict[str, Role] = {
    "客服": Role.AGENT,
    "坐席": Role.AGENT,
    "座席": Role.AGENT,
    "服务人员": Role.AGENT,
    "服": Role.AGENT,
    "agent": Role.AGENT,
    "客户": Role.CUSTOMER,
    "顾客": Role.CUSTOMER,
    "用户": Role.CUSTOMER,
    "客": Role.CUSTOMER,
    "customer": Role.CUSTOMER,
    "机器人": Role.BOT,
    "机器": Role.BOT,
    "bot": Role.BOT,
    "系统": Role.SYSTEM,
    "system": Role.SYSTEM,
}
EVENT_WORDS = ("事件", "event")
ROLES: dict[str, Role] = {role.value: role for role in Role}

_FOREIGN = {"user": "customer", "client": "customer", "visitor": "customer", "staff": "agent", "operator": "agent", "robot": "bot"}


def nearest_role(word: str) -> str | None:
    """The role that was probably meant, for a hint; never used to guess in silence."""
    plain = word.strip().casefold()
    if plain in ROLE_WORDS:
        return ROLE_WORDS[plain].value
    close = difflib.get_close_matches(plain[:40], [*ROLES, *_FOREIGN], n=1)
    return _FOREIGN.get(close[0], close[0]) if close else None


# Somebody with a title who is none of the known roles: their words must not become those of the turn above.
OTHER_SPEAKER = re.compile(
    r"[^\s:：,，。！？!?、()（）]{0,4}(?:先生|女士|小姐|太太|经理|主管|组长|班长|店长|师傅|老师|专员|领导|同事|家属|路人|旁人|客户|客服|顾客|用户)"
    r"(?:说|问|答|[小老][^\s:：,，。！？!?、()（）])?[:：]"
)

# A speaker before what is said: the word, the agent's id in brackets or behind a space, a colon of either width.
_WORDS = "|".join(sorted([*ROLE_WORDS, *EVENT_WORDS], key=len, reverse=True))
LABEL = re.compile(
    rf"({_WORDS})(?:\s*[(（]([^()（）]{{1,40}})[)）]|[ \t\u3000]+([^\s:：()（）]{{1,40}}))?\s*[:：]\s*(.*)", re.IGNORECASE | re.DOTALL
)
