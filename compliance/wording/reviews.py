"""What reviews of findings say, from the log, the workbook and the command."""

SENTENCES = {
    "review.torn": ("复核记录的最后一行没有写完：{found}", "the last line of the review log was cut off: {found}"),
    "review.torn.hint": (
        "多半是上次写入中断；这一行不作数，重新导入那份表格就能补上",
        "writing was probably interrupted; the line does not count, import that workbook again to make it good",
    ),
    "review.bad_entry": ("这一行不是复核记录：{found}", "this line is no entry of a review log: {found}"),
    "review.bad_entry.hint": ("这一行不作数；复核记录不要手工改", "the line does not count; a review log should not be edited by hand"),
    "review.not_a_log": ("这个文件不是复核记录", "this file is no review log"),
    "review.not_a_log.hint": (
        "复核记录由 compliance review import 写成，每行一条 review/1；换一个文件名",
        "a review log is written by compliance review import, one review/1 a line; name another file",
    ),
    "review.not_a_workbook": ("打不开：不是 xlsx 工作簿，或文件已损坏", "cannot be opened: no xlsx workbook, or a damaged one"),
    "review.not_a_workbook.hint": (
        "用表格软件另存为 .xlsx；有密码的先去掉密码",
        "save it as .xlsx from the spreadsheet program; remove a password first",
    ),
    "review.too_large": ("工作簿太大（上限 {limit} MB）", "the workbook is too large (the limit is {limit} MB)"),
    "review.too_large.hint": ("分批导出，例如按月或用 --only 分规则", "export in parts, such as by month or by rule with --only"),
    "review.no_sheet": (
        "没有一张表有编号、规则编号、会话、申诉、申诉理由、复核人、校验码这几列",
        "no sheet has the columns finding, rule, conversation, appeal, reason for the decision, reviewer and check code",
    ),
    "review.no_sheet.hint": (
        "用 compliance audit … -o xlsx=文件.xlsx 导出，在其中填写，不要删列或改表头",
        "export with compliance audit … -o xlsx=FILE.xlsx and fill that in, without removing columns or headings",
    ),
    "review.changed_row": (
        "编号 {found} 与这一行的规则、会话对不上",
        "the finding {found} does not belong to the rule and conversation of this row",
    ),
    "review.changed_row.hint": (
        "编号、规则编号、会话、校验码不能改；排序要整行一起排。重新导出再填",
        "finding, rule, conversation and check code must stay as they are, and rows be sorted as a whole; export again and fill that in",
    ),
    "review.bad_decision": ("申诉一列的 {found} 看不懂", "{found} is no state of an appeal"),
    "review.bad_decision.hint": (
        "从下拉框里选：未申诉、申诉中、成立、驳回",
        "choose from the list: not appealed, appealed, granted, rejected",
    ),
    "review.no_reason": ("“{decision}”没有写理由", "“{decision}” has no reason"),
    "review.no_reason.hint": (
        "成立和驳回都要在“申诉理由”里写明为什么",
        "say why in the column for the reason; granted and rejected need one",
    ),
    "review.no_reviewer": ("没有写复核人", "no reviewer is named"),
    "review.no_reviewer.hint": ("填“复核人”一列，或加 --reviewer 姓名", "fill in the column reviewer, or add --reviewer NAME"),
    "review.twice": ("与 {earlier} 是同一个问题项，裁决却不同", "the same finding was decided otherwise at {earlier}"),
    "review.twice.hint": ("留一行，删去另一行", "keep one of the rows"),
    "review.imported": ("记下 {new} 条，写入 {log}", "{new} noted in {log}"),
    "review.nothing_new": ("没有新的裁决", "nothing new was decided"),
    "review.overruled": (
        "改判 {finding}（{rule}）：原为{before}（{reviewer}，{at}），现为{now}",
        "{finding} ({rule}) changed: was {before} ({reviewer}, {at}), is now {now}",
    ),
    "review.empty": ("还没有复核记录", "nothing was reviewed yet"),
    "review.precision": ("各规则的查准率", "Precision by rule"),
    "review.state": ("现状", "Present state"),
    "review.entries": (
        "记录 {entries} 条，问题项 {findings} 个：{told}",
        "{entries} {entries:entry|entries} on {findings} {findings:finding|findings}: {told}",
    ),
    "review.bias": (
        "查准率 = 维持 ÷ 已裁决。申诉来的多是可疑的，往往低于真实的查准率。",
        "Precision = upheld ÷ decided. Appeals pick the doubtful ones, so it tends to lie below the true precision.",
    ),
    "review.lost": (
        "有 {n} 条裁决的问题项这次没有出现（会话不在内，或规则已改）",
        "{n} {n:decision is about a finding that was|decisions are about findings that were} not made this time (other conversations, or rules that changed)",
    ),
}
