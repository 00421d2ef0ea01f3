"""What learned cues say: the commands, and the facts at the head of their files."""

SENTENCES = {
    "cli.cues_help": (
        "从标注里学来的线索（~不满）：训练、列出、看它凭什么。\n\n例：compliance cues explain 不满 都三天了怎么还没人管",
        "Cues learned from what people marked: train, list, see why.\n\nExample: compliance cues explain 不满 都三天了怎么还没人管",
    ),
    "cli.cues_list_help": (
        "列出规则文件用的线索和训练时量得的准确度。\n\n例：compliance cues list",
        "List the cues of the rule file and how right they were when trained.\n\nExample: compliance cues list",
    ),
    "cli.cues_explain_help": (
        "一句话算不算，每个字组给了多少分。\n\n例：compliance cues explain 冷漠 这个你自己去查吧",
        "Whether a turn counts, and the points of each group of characters.\n\nExample: compliance cues explain 冷漠 这个你自己去查吧",
    ),
    "cli.cues_train_help": (
        "从读过的句子训练一条线索，写成可读的分数表（要装 train 附加包）。\n\n"
        "LABELS 是标注，PATH 是它说的会话：每行一通会话，--field 那一栏是句子序号；或者是标了对错的问题项 CSV，--field 是规则编号。"
        "只用自己写的句子，就不写这两样。\n\n"
        "例：compliance cues train --sentences cold.txt --role agent --name 冷漠 -o cold.tsv",
        "Train a cue on turns that people read, written as a readable table of points (needs the extra 'train').\n\n"
        "LABELS are about the conversations in PATH: one a line, --field holding turn numbers; or findings as CSV marked right or wrong, "
        "--field being a rule's id. Leave out both to learn from sentences of your own alone.\n\n"
        "Example: compliance cues train --sentences cold.txt --role agent --name 冷漠 -o cold.tsv",
    ),
    "cli.cues_field": ("标注里的字段；用问题项 CSV 时是规则编号。", "The field of the labels; with findings as CSV, a rule's id."),
    "cli.cues_role": ("谁说的话。", "Whose turns."),
    "cli.cues_name": ("线索的名字，规则里写作 ~名字。", "The cue's name, ~name in rules."),
    "cli.cues_output": (
        "写到这个文件；规则文件的 cues 里写上它的路径就能用。",
        "The file to write; name it under cues in the rule file to use it.",
    ),
    "cli.cues_sentences": (
        "再加上自己写的句子，每行以 + 或 - 开头；可多次给出。",
        "Sentences of your own as well, each line beginning with + or -; may be repeated.",
    ),
    "cli.cues_precision": (
        "阈值至少要达到的查准率（交叉验证），默认 0.8。",
        "The least precision, cross-validated, that the threshold must reach; 0.8 by default.",
    ),
    "cli.cues_first": (
        "字段里只标了头一句：这一句之后的话没有问到，不拿来学。",
        "The field marks only the first such turn: what follows it was not asked about and teaches nothing.",
    ),
    "cli.cues_no_paths": ("没有给出标注对应的会话", "the conversations that the labels speak of are missing"),
    "cli.cues_no_paths_hint": ("在标注后面写上会话的文件或文件夹", "name their files or folders after the labels"),
    "cli.cues_nothing": ("没有可学的东西", "there is nothing to learn from"),
    "cli.cues_nothing_hint": (
        "给出标注和会话，或用 --sentences 给出自己写的句子",
        "name labels and conversations, or sentences of your own with --sentences",
    ),
    "cli.cues_no_field": ("没有说标注里的哪个字段", "it is not said which field of the labels is meant"),
    "cli.cues_no_field_hint": ("加上 --field；用问题项 CSV 时写规则编号", "add --field; with findings as CSV, a rule's id"),
    "cli.cues_bad_name": (
        "名字只能用文字、数字、下划线，也不能是自带的线索：{name}",
        "a name holds letters, digits and underscores and is not that of a built-in cue: {name}",
    ),
    "cli.cues_not_so_precise": (
        "没有一个阈值达到 {asked} 的查准率，最高是 {best}",
        "no threshold reaches a precision of {asked}; the best is {best}",
    ),
    "cli.cues_not_so_precise_hint": (
        "多给些标过的句子，或把 --precision 放低",
        "give more turns that were read, or ask for less with --precision",
    ),
    "cli.cues_no_library": ("训练要用 scikit-learn，还没有安装", "training needs scikit-learn, which is not installed"),
    "cli.cues_no_library_hint": (
        '安装：pip install "compliance[train]"；判定不需要它',
        'pip install "compliance[train]"; judging does not need it',
    ),
    "cli.cues_too_few": ("标出的句子太少：只有 {found} 处来源", "too few marked turns: from {found} {found:source|sources} only"),
    "cli.cues_too_few_hint": (
        "至少要有 5 通会话（或 5 句自写的话）标了“算”，也要有“不算”的；看看字段名和会话编号对不对",
        "at least 5 conversations (or sentences) must be marked, and some turns not; check the field's name and the conversations' ids",
    ),
    "cli.cues_all_marked": ("几乎句句都标了“算”，没有“不算”的可以比", "nearly every turn is marked: there is nothing to tell them from"),
    "cli.cues_all_marked_hint": (
        "至少两处来源要有“不算”的句子：标注里列出的句子之外都是“不算”，自写的话以 - 开头",
        "turns from at least two sources must not be marked: those that the labels leave out, or made-up ones that begin with -",
    ),
    "cli.cues_no_lessons": (
        "没有一通会话标了 {field}，学不到东西",
        "no conversation is labelled with {field}: nothing to learn",
    ),
    "cli.cues_no_lessons_hint": (
        "核对 --field 的名字、会话编号和 --role",
        "check the name given to --field, the ids of the conversations and --role",
    ),
    "cues.trained": (
        "~{name} 写入 {file}：{turns} 句（{marked} 句算），{signs} 个记号；交叉验证 查准率 {precision}，查全率 {recall}",
        "~{name} written to {file}: {turns} {turns:turn|turns} ({marked} marked), {signs} {signs:sign|signs}; cross-validated precision {precision}, recall {recall}",
    ),
    "cues.trained_with_made_up": (
        "~{name} 写入 {file}：{turns} 句（{marked} 句算），另有自写的 {made_up} 句只学不考，{signs} 个记号；交叉验证 查准率 {precision}，查全率 {recall}",
        "~{name} written to {file}: {turns} {turns:turn|turns} ({marked} marked) and {made_up} made up, which only teach; {signs} {signs:sign|signs}; cross-validated precision {precision}, recall {recall}",
    ),
    "cues.fact_precision": ("查准率 {value}", "precision {value}"),
    "cues.fact_recall": ("查全率 {value}", "recall {value}"),
    "cues.fact_turns": ("{value} 句", "{value} {value:turn|turns}"),
    "cues.fact_marked": ("其中 {value} 句算", "{value} of them marked"),
    "cues.fact_made_up": ("另学自写的 {value} 句", "taught by {value} made-up {value:turn|turns} as well"),
    "cues.total": (
        "合计 {total}（起点 {bias}），阈值 {threshold}：{said}",
        "total {total} (starting from {bias}), threshold {threshold}: {said}",
    ),
    "cues.counts": ("算", "counts"),
    "cues.counts_not": ("不算", "does not count"),
}
