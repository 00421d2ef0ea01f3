"""Built-in cues that some measures listen for; a rule names its own with `hold:`, `thanks:` or `filler:`."""

from __future__ import annotations

from compliance.model.transcript import Role

BUILTIN: dict[str, tuple[Role, tuple[str, ...]]] = {
    "hold": (
        Role.AGENT,
        (
            "(请|您|麻烦|)(稍等|稍候|等一下|等一会)",
            "(我|这边|)(帮您|给您|为您|)(查一下|查询一下|核实一下|看一下|查下|看下|查看一下|确认一下)",
            "(还在|正在|仍在)…(查|核实|处理|确认)",
            "请(不要|勿)挂(机|断)",
        ),
    ),
    "thanks": (
        Role.CUSTOMER,
        (
            "/^[\\s。！？!,，.~～]*((好的?|嗯+|行|可以|没事|没有|不用|知道|明白|了解|谢谢?|多谢|感谢|非常感谢|太感谢|辛苦|麻烦|再见|拜拜|拜|晚安|收到|满意|ok"
            "|了|啦|哈|呀|啊|哦|呢|您|你|那|就这样|先这样|没问题)[\\s。！？!,，.~～]*)+$/",
        ),
    ),
    "filler": (Role.AGENT, ("嗯", "呃", "那个", "这个这个", "然后呢", "就是说", "对吧", "怎么说呢")),
}
