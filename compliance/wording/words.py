"""Words that every floor says: sides, levels, outcomes, and how a remedy is led in."""

SENTENCES = {
    "hint": ("建议：{hint}", "try: {hint}"),
    "role.agent": ("客服", "agent"),
    "role.customer": ("客户", "customer"),
    "role.bot": ("机器人", "bot"),
    "role.system": ("系统", "system"),
    "level.info": ("提示", "info"),
    "level.warn": ("一般", "warn"),
    "level.error": ("严重", "error"),
    "level.fatal": ("致命", "fatal"),
    "outcome.pass": ("达标", "pass"),
    "outcome.fail": ("违规", "fail"),
    "outcome.not_triggered": ("未触发", "not triggered"),
    "outcome.not_applicable": ("不适用", "not applicable"),
    "outcome.pending": ("进行中", "pending"),
    "outcome.unknown": ("无法判定", "unknown"),
}
