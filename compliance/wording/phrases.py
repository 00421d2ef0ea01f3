"""What the rulebook says of phrases, word lists, regular expressions and cues."""

SENTENCES = {
    "rulebook.phrase_gap_at_edge": (
        "短语“{phrase}”以 … 开头或结尾，间隔两边都要有字",
        "phrase '{phrase}' starts or ends with …; a gap needs words on both sides",
    ),
    "rulebook.phrase_gap_at_edge_hint": (
        "去掉首尾的 …，短语在句中任何位置都会被找到",
        "leave the … out at either end: a phrase is found anywhere in a turn",
    ),
    "rulebook.phrase_empty": ("短语“{phrase}”里没有要听的字", "phrase '{phrase}' has no words to listen for"),
    "rulebook.phrase_empty_hint": (
        "可有可无的部分写成 (的|)，此外至少要有一个字",
        "write (的|) for what is optional; at least one word must remain",
    ),
    "rulebook.phrase_unbalanced": ("短语“{phrase}”的括号不成对", "unbalanced parentheses in phrase '{phrase}'"),
    "rulebook.phrase_bare_bar": (
        "短语“{phrase}”里的 | 要写在括号中：(甲|乙)",
        "the | in phrase '{phrase}' belongs inside parentheses: (a|b)",
    ),
    "rulebook.phrase_too_many": (
        "短语“{phrase}”展开后超过 {most} 种说法，请拆开写",
        "phrase '{phrase}' expands to more than {most} wordings; split it",
    ),
    "rulebook.phrase_long": ("短语太长（超过 {most} 个字）：“{phrase}”", "the phrase is longer than {most} characters: '{phrase}'"),
    "rulebook.phrase_deep": (
        "短语“{phrase}”的括号嵌套超过 {most} 层",
        "the parentheses of phrase '{phrase}' are nested deeper than {most} levels",
    ),
    "rulebook.phrase_too_deep": (
        "短语“{phrase}”的括号套了超过 {most} 层，请拆开写",
        "phrase '{phrase}' nests parentheses more than {most} deep; split it",
    ),
    "rulebook.wide_colon_hint": ("冒号请用半角 : 并在后面留一个空格", "use a half-width colon followed by a space"),
    "rulebook.no_cue": ("没有名为 ~{name} 的线索", "there is no cue ~{name}"),
    "rulebook.cue_built_in": ("~{name} 是自带的线索，不能另外指定文件", "~{name} is built in and cannot be given a file"),
    "rulebook.cue_of_other_side": (
        "线索 ~{name} 是从{role}的话里学来的，只能用在{role}一边",
        "cue ~{name} was learned from what the {role} says and can only be used there",
    ),
    "rulebook.bad_cue_name": (
        "线索的名字只能用文字、数字、下划线：{name}",
        "names of cues hold letters, digits and underscores only: {name}",
    ),
    "rulebook.cue_twice": ("记号 {sign} 出现了两次", "the sign {sign} is there twice"),
    "rulebook.cue_embedded": ("~{name} 不能嵌在短语里：{text}", "~{name} cannot be part of a phrase: {text}"),
    "rulebook.cue_embedded_hint": ("单独写成列表里的一项", "write it as an item of the list by itself"),
    "rulebook.unused_cue": ("线索 ~{name} 没有规则用到", "no rule uses the cue ~{name}"),
    "rulebook.cue_lexicons": (
        "线索 ~{name} 要看的词库没有定义，不计分：{lexicons}",
        "cue ~{name} weighs lexicons that are not defined, they give no points: {lexicons}",
    ),
    "rulebook.no_cue_file": ("没有线索文件 {path}", "there is no cue file {path}"),
    "rulebook.cue_file": ("读不了线索文件 {path}：{said}", "cannot read the cue file {path}: {said}"),
    "rulebook.cue_file_hint": (
        "路径从规则文件所在的文件夹算起；用 compliance cues train 生成",
        "the path starts at the folder of the rule file; compliance cues train makes such files",
    ),
    "rulebook.cue_line": ("看不懂这一行：{line}", "this line is not understood: {line}"),
    "rulebook.cue_line_hint": (
        "每行是分数、制表符、一到四个字（或 $词库）；开头要有 # role、# bias、# threshold；可用 compliance cues train 重新生成",
        "each line is points, a tab, one to four characters (or $lexicon); # role, # bias and # threshold come first; compliance cues train makes it anew",
    ),
    "rulebook.cue_unheard": (
        "字组“{sign}”永远听不到：停顿的标点和空格不算",
        "the group “{sign}” is never heard: pauses and white space do not count",
    ),
    "rulebook.cue_unheard_hint": ("删去这一行，或重新训练", "delete this line, or train the cue anew"),
    "rulebook.cue_facts": (
        "缺少 # role、# bias 或 # threshold，或其值不对",
        "# role, # bias or # threshold is missing or has no valid value",
    ),
    "rulebook.no_lexicon": ("没有名为 ${name} 的词库", "there is no lexicon named ${name}"),
    "rulebook.lexicon_cycle": ("词库循环引用：{names}", "lexicons refer to each other in a circle: {names}"),
    "rulebook.lexicon_deep": ("词库一层套一层，超过 {most} 层", "lexicons within lexicons, more than {most} levels deep"),
    "rulebook.bad_lexicon_name": (
        "词库名“{name}”只能用文字、数字和下划线",
        "the lexicon name '{name}' may hold letters, digits and underscores only",
    ),
    "rulebook.unused_lexicon": ("词库 ${name} 没有规则用到", "no rule uses the lexicon ${name}"),
    "rulebook.wide_comma": ("全角逗号使“{text}”成了一项", "the full-width comma makes '{text}' a single item"),
    "rulebook.wide_comma_hint": ("写成 [{fixed}]；确实要含逗号就加引号", "write [{fixed}]; quote it if the comma is meant"),
    "rulebook.wide_signs": (
        "短语“{text}”里有全角的括号、竖线、波浪号或货币符号",
        "full-width brackets, bar, tilde or currency sign in phrase '{text}'",
    ),
    "rulebook.dots": ("短语“{text}”里的点不是间隔符 …", "the dots in phrase '{text}' are no gap; a gap is …"),
    "rulebook.half_regex": ("短语“{phrase}”里的 {signs} 会当作普通字符", "{signs} in phrase '{phrase}' is taken literally"),
    "rulebook.half_regex_hint": (
        "可有可无写 (的|)，间隔写 …；真要用正则表达式，两头加 /",
        "write (的|) for what is optional and … for a gap, or put / at both ends of a regular expression",
    ),
    "rulebook.regex_embedded": (
        "词库 ${name} 含正则表达式，不能嵌在短语中间",
        "lexicon ${name} holds regular expressions and cannot be embedded in a phrase",
    ),
    "rulebook.regex_matches_nothing": ("正则表达式 {phrase} 连空文字也匹配", "regular expression {phrase} matches even nothing at all"),
    "rulebook.regex_matches_nothing_hint": ("* 改成 +，或去掉末尾的 ?", "use + instead of *, or leave out the ?"),
    "rulebook.regex_refused": ("正则表达式 {phrase} 不能使用：{said}", "regular expression {phrase} is refused: {said}"),
    "rulebook.regex_hint": (
        "只支持线性时间的写法，没有环视和反向引用；多数情况用 …、(甲|乙) 就够了",
        "only linear-time syntax, no look-around or back-references; mostly … and (a|b) are enough",
    ),
    "rulebook.quoted_phrase": (
        "短语“{text}”里有引号：引号里的话不算本人说的，永远听不到",
        "phrase '{text}' holds quotation marks: quoted words are nobody's own, so it can never be heard",
    ),
}
