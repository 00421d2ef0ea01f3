"""What is let pass under a name: the baseline and waivers."""

SENTENCES = {
    "baseline.none": ("没有说基线是哪个文件", "no baseline file was named"),
    "baseline.none_hint": (
        "加上 --baseline baseline.json，或在门禁里写 baseline: baseline.json",
        "add --baseline baseline.json, or write baseline: baseline.json into the gate",
    ),
    "baseline.no_file": ("找不到基线文件", "baseline file not found"),
    "baseline.no_file_hint": ("要新建，加上 --update-baseline 运行一次", "to make one, run once with --update-baseline"),
    "baseline.unreadable": ("基线文件读不了：{said}", "cannot read the baseline: {said}"),
    "baseline.unreadable_hint": ("写明文件名，并给予读取权限", "name a file that may be read"),
    "baseline.bad": ("不是基线文件", "this is no baseline"),
    "baseline.bad_json": (
        "不是基线文件，第 {line} 行第 {column} 列不合 JSON",
        "this is no baseline: no JSON at line {line}, column {column}",
    ),
    "baseline.bad_entry": ("基线的第 {number} 项不对", "entry {number} of the baseline is wrong"),
    "baseline.twice": ("基线的第 {number} 项前面已经有了", "entry {number} of the baseline was there before"),
    "baseline.bad_hint": (
        "不要手改；找回原来的文件，或删掉它，加上 --update-baseline 重新记一份",
        "it is not edited by hand: put back the one that was there, or delete it and record another with --update-baseline",
    ),
    "waivers.no_file": ("找不到豁免文件", "waivers file not found"),
    "waivers.no_file_hint": ("用 --waivers 指定一个 YAML 文件", "name a YAML file with --waivers"),
    "waivers.empty": ("豁免文件是空的", "the waivers file is empty"),
    "waivers.empty_hint": ("一条也没有就写 waivers: []，或删掉这个文件", "write waivers: [] where there are none, or delete the file"),
    "waivers.keys_hint": (
        "每条写明 rule、conversation、reason、by、until；问题项有原话的再写 text",
        "each waiver has rule, conversation, reason, by and until, and text where the finding quotes words",
    ),
    "waivers.twice": ("与第 {line} 行的豁免重复", "the same as the waiver on line {line}"),
    "waivers.twice_hint": ("留一条；同样的话说几次也只要一条", "keep one; it covers the same words however often they are said"),
    "waivers.forbidden": ("规则 {id} 不可豁免", "rule {id} is not waivable"),
    "waivers.forbidden_hint": ("删掉这条豁免；规则里写着 waivable: false", "delete this waiver; the rule says waivable: false"),
    "waivers.bad_day": ("until 要写一个日期，读到的是{found}", "until must be a day, got {found}"),
    "waivers.bad_day_hint": ("写成 2026-12-31，这一天仍有效", "write it as 2026-12-31, which is the last day that it holds"),
    "waivers.expired": ("豁免到 {until} 为止，现在是 {today}", "this waiver held until {until}, and it is {today}"),
    "waivers.expired_hint": (
        "删掉这条；仍要豁免，重新商定后改 until",
        "delete it, or agree on another day and change until",
    ),
    "waivers.no_conversation": ("没有用上的豁免：没有读到这通会话", "unused waiver: this conversation was not among those read"),
    "waivers.no_conversation_hint": (
        "核对会话编号（打过码的编号对得上几通时要写全）；不再需要就删掉",
        "see whether the id is right, and written in full where several look the same when masked; delete what is no longer needed",
    ),
    "waivers.unused": (
        "没有用上的豁免：规则 {rule} 在这通会话里没有问题项",
        "unused waiver: rule {rule} has no finding in this conversation",
    ),
    "waivers.unused_hint": ("不再需要就删掉", "delete it if it is no longer needed"),
    "waivers.other_words": (
        "没有用上的豁免：规则 {rule} 在这通会话里的问题项不是这句话",
        "unused waiver: what rule {rule} finds in this conversation is something else",
    ),
    "waivers.said_hint": ("text 照抄问题项里的原话：{words}", "copy the words of the finding into text: {words}"),
    "waivers.wordless_hint": ("这个问题项没有原话，去掉 text", "this finding quotes no words: leave out text"),
}
