"""Who is who: the words by which transcripts name the agent, the customer, the bot and the system."""

from __future__ import annotations

import difflib

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
