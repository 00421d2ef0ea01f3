"""What the live room says."""

SENTENCES = {
    "live.backwards": (
        "时间倒退：会话“{id}”已到 {before_s} 秒，这一行是 {start} 秒",
        "time runs backwards: conversation “{id}” has come to {before_s} s, and this line is of {start} s",
    ),
    "live.backwards.hint": (
        "同一通会话按时间先后送来；这一行没有采用",
        "send each conversation in the order of time; this line was not used",
    ),
    "live.event_untimed": ("事件 {type} 没有写明时间 at", "the event {type} has no time (at)"),
    "live.event_untimed.hint": (
        '写成 {{"at": "2026-03-02T10:30:00+08:00", "type": "…"}}',
        'write {{"at": "2026-03-02T10:30:00+08:00", "type": "…"}}',
    ),
    "live.clock_backwards": ("时钟倒退：{clock} 早于 {before}", "the clock runs backwards: {clock} is before {before}"),
    "live.clock_backwards.hint": ("这一行没有采用；核对报时的程序", "this line was not used; check what tells the time"),
    "live.clock_far": ("时钟一下子从 {before} 跳到 {clock}", "the clock jumps from {before} to {clock}"),
    "live.clock_far.hint": ("这一行没有采用；核对年份和时区", "this line was not used; check year and zone"),
    "live.ended": ("会话“{id}”已经结束，这句话没有采用", "conversation “{id}” has ended; this turn was not used"),
    "live.ended.hint": (
        "新的会话用新的编号；若是久无动静被结束的，把 --quiet 调长",
        "give a new conversation a new id; if it was closed for being quiet, make --quiet longer",
    ),
    "live.not_open": ("没有正在进行的会话“{id}”", "no conversation “{id}” is open"),
    "live.not_open.hint": ("核对会话编号", "check the id"),
    "live.changed": (
        "会话“{id}”的 {field} 改变了已经用来判断的内容",
        "{field} of conversation “{id}” would change what verdicts already rest on",
    ),
    "live.changed.hint": (
        "在第一句话之前说明；之后只能补充还没有的内容",
        "tell it before the first turn; afterwards only what was missing may be added",
    ),
    "live.too_long": (
        "会话“{id}”太长，这句话没有采用（上限 {turns} 句、{characters} 字）",
        "conversation “{id}” is too long; this turn was not used (limit {turns} turns, {characters} characters)",
    ),
    "live.too_long.hint": (
        "核对是否漏了结束，或几通会话用了同一个编号",
        "is its end missing, or do several conversations share an id?",
    ),
    "live.given_up": (
        "同时进行的会话超过 {limit} 通，放弃最久没有动静的“{id}”，不再给它结论",
        "over {limit} conversations are open; “{id}”, quiet for longest, is given up without further verdicts",
    ),
    "live.given_up.hint": ("送来结束事件，或把 --quiet 调短", "send the ends of conversations, or make --quiet shorter"),
    "live.case_full": (
        "个案“{case}”的会话超过 {limit} 通，多出的不参与个案规则的判定",
        "case “{case}” has over {limit} contacts; those beyond are left out of the rules over cases",
    ),
    "live.case_full.hint": ("核对是否许多不相干的会话用了同一个 case", "do many conversations share one case by mistake?"),
    "live.bad_state": ("不是可用的状态文件", "this is no usable state file"),
    "live.bad_state.hint": ("换回上次的状态文件，或删掉它重新开始", "restore the last one, or delete it to begin anew"),
    "cli.live_open": (
        "还有 {count} 通会话没有结束，已存入状态文件",
        "{count} {count:conversation is|conversations are} still open; the state file keeps {count:it|them}",
    ),
    "cli.live_open_lost": (
        "还有 {count} 通会话没有结束，没有定下来的结论不写出（要接着判，请用 --state）",
        "{count} {count:conversation is|conversations are} still open, and what is not final was not told (use --state to go on later)",
    ),
}
