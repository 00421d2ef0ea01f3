"""Help texts of the commands and their options."""

SENTENCES = {
    "cli.help": (
        "服务合规：把服务规范写成规则，逐句核对每一通会话。\n\n例：compliance audit samples",
        "Judges service conversations against rules in YAML.\n\nExample: compliance audit samples",
    ),
    "cli.version": ("显示版本并退出。", "Show the version and exit."),
    "cli.lang": ("输出语言，默认中文。", "Language of the output, Chinese by default."),
    "cli.rules": (
        "规则文件；不写则用当前文件夹的 rules.yaml，再没有就用随附的规则。",
        "Rule file; default: rules.yaml here, else the shipped one.",
    ),
    "cli.as_of": ("以此时刻为准判断跨出会话的时限，如 2026-03-10T12:00+08:00。", "The clock for windows that outlive a conversation."),
    "cli.only": ("只看这条规则，可重复。", "Only this rule; repeatable."),
    "cli.unmask": ("显示个人信息（默认打码）。", "Show personal data (masked by default)."),
    "cli.output": ("另存报告，可重复，如 findings=out.jsonl、csv=out.csv。", "Write a report, repeatable, e.g. findings=out.jsonl."),
    "cli.strict": (
        "有读不了的会话就以 2 退出；校验规则时，有警告就以 2 退出。",
        "Exit 2 on any unreadable conversation; when validating, on any warning.",
    ),
    "cli.manifest": (
        "按文件名或会话 id 补充客服、班组、个案、时间、渠道的 CSV 或 JSONL。",
        "CSV/JSONL that adds agent, team, case, start and channel by file or id.",
    ),
    "cli.roles": (
        "文件里说话人的叫法和角色，如 ch0=agent,ch1=customer。",
        "What the files call their speakers, e.g. ch0=agent,ch1=customer.",
    ),
    "cli.events": (
        "个案事件的 CSV 或 JSONL（case、type、at），供 over: case 的规则用。",
        "CSV/JSONL of what happened in cases (case, type, at), for rules over cases.",
    ),
    "cli.fail_on": ("出现此级别及以上的问题就以 1 退出。", "Exit 1 on findings at or above this level."),
    "cli.jobs": ("同时使用的进程数。", "Number of processes."),
    "cli.audit_help": (
        "批量质检：文件、文件夹或通配符，按客服汇总。\n\n例：compliance audit samples --output csv=问题.csv",
        "Audit files, folders or globs, agent by agent.\n\nExample: compliance audit samples --output csv=findings.csv",
    ),
    "cli.live_help": (
        "边谈边判：从标准输入（或文件）读实时事件，结论一定下来就写出，到期之前提醒。\n\n例：compliance live events.jsonl --state open.json",
        "Judge conversations while they go on: live events from stdin (or a file), verdicts as they become final, "
        "warnings before deadlines.\n\nExample: compliance live events.jsonl --state open.json",
    ),
    "cli.live_quiet": ("这么久没有动静就算结束，如 30m、24h。", "Close a conversation after so long without news, e.g. 30m, 24h."),
    "cli.live_warn": ("到期前多久提醒，如 40s、5m。", "How long before a deadline to warn, e.g. 40s, 5m."),
    "cli.live_state": (
        "状态文件：停下时写入，再开始时接着判；内含原话，请妥善保管。",
        "State file, to stop and resume; it holds what was said, handle with care.",
    ),
    "cli.live_save_every": ("多久存一次状态。", "How often the state is saved."),
    "cli.reviews": (
        "复核记录（reviews.jsonl）：报告并列机器、复核、最终结果。",
        "Review log; reports then show machine, reviewed and final result.",
    ),
    "cli.review_help": (
        "复核：把表格里的申诉结果读回来，看现状和各规则的查准率。\n\n例：compliance review list",
        "Reviews: decisions on appeals read back from the workbook, their present state, precision by rule.\n\nExample: compliance review list",
    ),
    "cli.review_import_help": (
        "读回填好的工作簿，把新的裁决追加到复核记录。\n\n例：compliance review import reviewed.xlsx --reviewer 王主管",
        "Read a workbook that was filled in and add what is new to the review log.\n\n"
        "Example: compliance review import reviewed.xlsx --reviewer Wang",
    ),
    "cli.review_list_help": (
        "列出每个问题项的现状和各规则的查准率。\n\n例：compliance review list --log reviews.jsonl",
        "List where each finding stands, and precision by rule.\n\nExample: compliance review list --log reviews.jsonl",
    ),
    "cli.review_log": ("复核记录，只追加不改写。", "The review log; it only ever grows."),
    "cli.reviewer": ("没有填复核人的行，算这个人的。", "Who decided, for rows that name nobody."),
    "cli.decided_at": ("裁决的时间，如 2026-03-10T12:00+08:00；不写就是现在。", "When it was decided; default: now."),
    "cli.check_help": (
        "逐句辅导：检查一份练习会话，告诉您该怎么说。- 表示从标准输入读。\n\n例：compliance check samples/practice/agent.txt",
        "Coach one practice transcript line by line; - reads stdin.\n\nExample: compliance check samples/practice/agent.txt",
    ),
    "cli.practice": (
        "一问一答地练，每说一句就点评；写了 FILE 就由它出客户的话。如 compliance check --practice。",
        "Practise: every turn is answered as you type it; FILE, if named, plays the customer. E.g. compliance check --practice.",
    ),
    "cli.convert_help": (
        "把支持的格式转成中性的 JSON Lines（原文照录，不打码）。\n\n例：compliance convert samples -o all.jsonl",
        "Convert any supported format to neutral JSON Lines (words as they are, unmasked).\n\nExample: compliance convert samples -o all.jsonl",
    ),
    "cli.convert_output": ("写到文件；不写则到标准输出。", "File to write; default: stdout."),
    "cli.rules_help": (
        "规则文件：校验、测试、列出、解释、覆盖表。\n\n例：compliance rules explain empathy-first",
        "The rule file: validate, test, list, explain, coverage.\n\nExample: compliance rules explain empathy-first",
    ),
    "cli.validate_help": (
        "校验规则文件，一次列出所有问题。\n\n例：compliance rules validate rules.yaml",
        "Check a rule file; all faults at once.\n\nExample: compliance rules validate rules.yaml",
    ),
    "cli.test_help": (
        "运行规则里的示例，并列出没有示例用到的短语。\n\n例：compliance rules test --only greeting",
        "Run the examples and list the phrases that none exercises.\n\nExample: compliance rules test --only greeting",
    ),
    "cli.list_help": (
        "列出规则：id、级别、类型、状态、名称、条款。\n\n例：compliance rules list",
        "List the rules.\n\nExample: compliance rules list",
    ),
    "cli.explain_help": (
        "解释规则的含义；给出文件时，说明为何判定或未判定。\n\n例：compliance rules explain greeting samples/practice/agent.txt",
        "Say what a rule means, or why it fired on a file or did not.\n\nExample: compliance rules explain greeting samples/practice/agent.txt",
    ),
    "cli.tokens_help": (
        "显示一句话如何归一、分词，命中哪些短语，哪些不算。\n\n例：compliance rules tokens 您看行不行",
        "Show folding, tokens, hits and excuses of a text.\n\nExample: compliance rules tokens 您看行不行",
    ),
    "cli.coverage_help": (
        "逐条列出规章条款由哪些规则检查，以及检查不了的原因。\n\n例：compliance rules coverage",
        "Clause by clause: the rules that check it, or why none can.\n\nExample: compliance rules coverage",
    ),
    "cli.schema_help": (
        "输出规则文件的 JSON Schema（draft-07），供编辑器使用。\n\n例：compliance rules schema",
        "Print the JSON Schema (draft-07) for editors.\n\nExample: compliance rules schema",
    ),
    "cli.see_help": ("用法见：{command} --help", "see: {command} --help"),
    "cli.evaluate_help": (
        "把结论与人工标注比对，用来校准规则：查准率、查全率、Kappa 和逐条分歧。\n\n"
        "LABELS 是标注（JSON Lines，或带“正确”一列的问题项 CSV）；其后是会话，或 audit 写出的 verdicts、findings。\n\n"
        "例：compliance evaluate labels.jsonl recordings -r rules.yaml",
        "Hold verdicts against people's labels, to calibrate rules: precision, recall, kappa, and each disagreement.\n\n"
        "LABELS: JSON Lines, or findings as CSV with a column correct; then transcripts, or verdicts and findings written by audit.\n\n"
        "Example: compliance evaluate labels.jsonl recordings -r rules.yaml",
    ),
    "cli.against": ("同样的会话再按这份规则判一遍，比较两者。", "Judge the same conversations by this rule file, too, and compare."),
    "cli.misses": ("只列这条规则的分歧，全部列出。", "List the disagreements of this rule alone, all of them."),
    "cli.evaluate_json": ("把全部结果写成 JSON（evaluation/1）；- 表示标准输出。", "Write everything as JSON (evaluation/1); - is stdout."),
    "cli.diff_help": (
        "同样的会话按新旧两份规则各判一遍：哪些问题项出现、消失，谁的得分变动。\n\n例：compliance rules diff old.yaml rules.yaml recordings",
        "The same conversations under two rule files: findings that come and go, scores that move.\n\n"
        "Example: compliance rules diff old.yaml rules.yaml recordings",
    ),
    "cli.diff_output": (
        "全部差异写成 JSON Lines（difference/1）；- 表示标准输出。",
        "Write all of it as JSON Lines (difference/1); - is stdout.",
    ),
    "cli.validate_on": (
        "再拿这些会话试规则，可重复：从不触发、过于频繁、被分词切断的都给出警告。",
        "Try the rules on these conversations, too; repeatable.",
    ),
    "cli.gate_help": (
        "抽样门禁：抽样或照单全收，判定，用退出码说话：0 通过，1 不通过，2 定不了。\n\n例：compliance gate samples",
        "A gate on a QA sample, for pipelines: exit 0 passed, 1 not passed, 2 cannot tell.\n\nExample: compliance gate samples",
    ),
    "cli.gate_file": ("门禁文件；不写则用规则文件里的 gate:。", "Gate file; default: gate: of the rule file."),
    "cli.lot": ("样本代表的总体有多少通。", "How many conversations the sample stands for."),
    "cli.seed": ("抽样的种子；同一个种子抽到同样的会话。", "Seed of the draw; the same seed draws the same conversations."),
    "cli.gate_json": ("把抽样方案和决定写成 JSON（gate/1）；- 表示标准输出。", "Write plan and decision as JSON (gate/1); - is stdout."),
    "cli.resume": ("暂停之后恢复检验（从加严开始）。", "Go on after a stop, with tightened inspection."),
    "cli.baseline": ("基线文件；记在里面的问题项不计入门禁。", "Baseline file; findings that it holds do not count."),
    "cli.update_baseline": (
        "把读到的全部会话现有的问题项记进基线，没有了的去掉。",
        "Record the findings of all that was read in the baseline, and drop what is gone.",
    ),
    "cli.waivers": ("豁免文件；不写则用门禁文件旁边的 waivers.yaml。", "Waivers file; default: waivers.yaml beside the gate file."),
    "cli.sample_help": (
        "抽样：抽出要听的会话，谁来抽都一样。\n\n例：compliance sample samples --size 10 --by agent --at-least 1",
        "Draw conversations to listen to, so that anyone can repeat it.\n\n"
        "Example: compliance sample samples --size 10 --by agent --at-least 1",
    ),
    "cli.sample_size": ("随机抽多少通，如 80 或 5%。", "How many at random, e.g. 80 or 5%."),
    "cli.by": ("按客服、班组或渠道分层，可重复。", "Strata: by agent, team or channel; repeatable."),
    "cli.at_least": ("每层至少几通。", "At least so many from each stratum."),
    "cli.risk": ("另抽扣分最多的几通（要先全部判一遍）。", "Also the riskiest (judges everything first)."),
    "cli.sample_output": ("把方案和抽中的会话写成 JSON Lines；- 表示标准输出。", "Write plan and sample as JSON Lines; - is stdout."),
}
