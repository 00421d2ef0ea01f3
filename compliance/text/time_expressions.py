"""Time expressions: the words by which somebody names a date, a time of day or how long something takes.

What only looks like one is left out: opening hours (24小时热线), rights counted in days (七天无理由), greetings (晚上好), points (3点建议).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_MASK = r"\[(?:数字|日期|时间)x\]"  # a figure that whoever gave the text away has hidden
# of bounded length: else endless figures would take endless time
_NUMBER = rf"(?:\d{{1,8}}(?:\.\d{{1,3}})?|[零〇一二两三四五六七八九十百]{{1,8}}|几|半|{_MASK}|(?<![a-z])x{{1,4}})"
_SEVERAL = rf"{_NUMBER}[多来几]?(?:\s?[-－–—~～至到或、]+\s?{_NUMBER})?"
_UNIT = _one_of("工作日 自然日 工作天 小时 钟头 分钟 分 秒钟 秒 刻钟 星期 礼拜 季度 月 天 日 周 年")
# as speech recognisers write them
_MISHEARD = rf"{_one_of('公作日 工做日 工坐日 工座日 小石 小实 小是 小十 分种 分中')}|工作(?:室|是)(?=[之以]?内)"
_LENGTH = rf"(?:个半|个多|个)?(?:{_MISHEARD}|{_UNIT}|(?:h|min)(?![a-z]))(?!报|期|前台|号线|轮|龄|级|度报)[半多]?"
_DAY = _one_of(
    "今天 今日 今晚 今早 今儿 今明两天 明后天 明天 明日 明晚 明早 明儿 后天 后日 大后天 当天 当日 当晚 次日 隔天 隔日 第二天 "
    "后儿 后儿个 近两天 这两天 这几天 近几天 近日 近期"
)
_WEEKDAYS = "(?:周|星期|礼拜)"
_WEEK = rf"(?:[本下这上]?个?{_WEEKDAYS}[一二三四五六日天末1-6]|[本下这]个?{_WEEKDAYS}(?!期)|双休日|周末|工作日)"
_MONTH = (
    rf"(?:[本下这次当]个?月(?:底|初|[上中下]旬|中|末)?|[上中下]旬|[本下]个?季度|{_one_of('月底 月初 年底 年初 年前 年后 节前 节后 明年')})"
)
_DATE = rf"(?:(?:{_NUMBER}年)?{_NUMBER}月(?:份|{_NUMBER}[日号])|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\[日期x\])"
_NUMBERED_DAY = rf"{_NUMBER}[号日](?![线楼门店院柜窗机仓库台码])"
_PART = _one_of("上午 下午 中午 晌午 晚上 早上 早晨 傍晚 凌晨 夜里 晚间")
_SHIFT = (
    rf"(?:{_one_of('上班 下班 打烊 收工 放学 午饭 晚饭 早饭 饭点 天黑 天擦黑 天亮 睡觉 睡')}[以之]?[前后]"
    r"|天一[亮黑]|(?:吃完|吃过|用过)(?:早|午|晚|中)?饭|饭点|一(?:盏茶|顿饭|支烟|根烟)的?(?:工夫|功夫))"
)
_O_CLOCK = rf"{_NUMBER}点(?:钟|半|{_NUMBER}[分刻]?|(?!建议|意见|问题|要求|事|小|心|忙|东西|击|[一-龥]?币))"
_CLOCK = rf"(?:{_PART}?{_O_CLOCK}|\d{{1,2}}[:：]\d{{2}}|\[时间x\]|{_PART}|{_SHIFT})"
_EDGE = r"(?:[之以]?[内前后]|左右|上下|之间)?"
_OTHER = _one_of("即日起 月内 周内 日内 年内")
_WHOLE = re.compile(rf"(?:{_DAY}|{_WEEK}|{_MONTH}|{_DATE}|{_NUMBERED_DAY}|{_CLOCK}|{_SEVERAL}{_LENGTH}|{_MASK}[之以]?内|{_OTHER}){_EDGE}")

_NO_TIME = re.compile(
    "|".join(
        (
            r"(?:早上|上午|中午|下午|晚上)好",
            rf"{_NUMBER}[天日](?:无理由|包换|包退|保价|价保|免费试用)",
            r"[7七][x×*](?:24|二十四)(?:小时)?",
            r"(?:24|二十四)小时[^，。！？；,!?;]{0,6}(?:热线|客服|在线|服务|营业|咨询|值班|电话)",
            rf"{_NUMBER}(?:年|个月)(?:的)?(?:质保|保修|免费保修|联保|内保修)",
            rf"(?:质保|保修)(?:期|期限)?(?:是|为)?{_NUMBER}(?:年|个月)",
            rf"半天(?:没|不|都|了)|(?:有|好)几天|{_NUMBER}天前|每[天日周月年]|今天(?:是|怎么|有什么)",
            r"一点(?![钟半一二三四五0-9])(?:儿|也|都|点)?|有[一几]点|(?:以下|下面|注意|这|那)[两二三四五几]点(?![钟半前后左])",
            _one_of("周年 一天到晚 整天 日常 同日而语 早点 晚点 快点 差点 慢一点 一会儿 一会 一下 万一"),
        )
    )
)


def time_expressions(folded: str) -> Iterator[tuple[int, int]]:
    """The span of each time expression, ends exclusive; a run such as 明天下午三点前 is one."""
    never = [found.span() for found in _NO_TIME.finditer(folded)]
    start = end = -1
    for found in _WHOLE.finditer(folded):
        before = bisect_left(never, (found.end(),)) - 1  # the last one that begins in front of its end
        if before >= 0 and found.start() < never[before][1]:
            continue
        if found.start() == end:
            end = found.end()
            continue
        if end > start:
            yield start, end
        start, end = found.span()
    if end > start:
        yield start, end
