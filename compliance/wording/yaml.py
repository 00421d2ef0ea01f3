"""What is said of YAML that cannot be read."""

SENTENCES = {
    "yaml.control": (
        "含有控制字符 {code}，文件可能已损坏，或不是文字",
        "holds the control character {code}; the file is damaged, or no text",
    ),
    "yaml.control.hint": ("重新保存为 UTF-8 纯文本", "save it again as plain text in UTF-8"),
    "yaml.tab": ("缩进用了制表符", "a tab was used to indent"),
    "yaml.tab.hint": ("缩进请用空格，不能用制表符", "indent with spaces, not with tabs"),
    "yaml.no_colon": ("这里缺少“键: 值”的冒号", "the colon of “key: value” is missing here"),
    "yaml.no_colon.hint": (
        "写成“键: 值”，半角冒号后留一个空格；很长的文字请加引号",
        "write “key: value” with a space after the colon; quote long text",
    ),
    "yaml.stray_colon": ("这里不能再有冒号", "no further colon may stand here"),
    "yaml.stray_colon.hint": (
        "含有 : 的文字请加引号；也可能是上一行没写完，或缩进不齐",
        "quote text that contains a colon; or the line above is unfinished, or the indentation is off",
    ),
    "yaml.open_list": ("方括号没有收好，或者缺少逗号", "the square brackets are not closed, or a comma is missing"),
    "yaml.open_list.hint": ("补上 ] 或半角逗号", "add ] or a comma"),
    "yaml.open_mapping": ("花括号没有收好，或者缺少逗号", "the curly brackets are not closed, or a comma is missing"),
    "yaml.open_mapping.hint": ("补上 }} 或半角逗号", "add }} or a comma"),
    "yaml.no_dash": ("列表的各项没有对齐，或者缺少“- ”", "the items of the list are not aligned, or a dash is missing"),
    "yaml.stray_dash": ("这里不能开始列表", "a list cannot start here"),
    "yaml.indentation": (
        "缩进不齐，或者前面的引号、括号没有收好",
        "the indentation is off, or quotes or brackets before this are not closed",
    ),
    "yaml.no_content": ("这里应当有内容", "something is missing here"),
    "yaml.open_quote": ("这个引号没有成对", "this quote is never closed"),
    "yaml.open_quote.hint": ("在文字末尾补上同样的引号", "add the same quote at the end of the text"),
    "yaml.no_anchor": ("引用了没有定义的锚点", "refers to an anchor that is not defined"),
    "yaml.no_anchor.hint": (
        "以 * 开头的文字请加引号；共用的词写进 lexicons",
        "quote text that begins with *; share words through lexicons",
    ),
    "yaml.two_anchors": ("同名的锚点定义了两次", "the same anchor is defined twice"),
    "yaml.odd_start": ("文字不能以这个符号开头", "text cannot begin with this sign"),
    "yaml.odd_start.hint": ("给这段文字加引号", "put the text in quotes"),
    "yaml.two_documents": ("一个文件只能写一份规则", "only one document may stand in a file"),
    "yaml.two_documents.hint": ("去掉多余的 --- 行", "take out the line ---"),
    "yaml.escape": ("双引号里的反斜杠写法有误", "wrong escape in double quotes"),
    "yaml.escape.hint": ("改用单引号，里面的反斜杠照原样", "use single quotes: there a backslash is just a backslash"),
    "yaml.other": ("YAML 语法错误：{said}", "YAML syntax error: {said}"),
    "yaml.hint": (
        "检查缩进、引号和括号是否成对；含有 : # 的文字请加引号",
        "check indentation, quotes and brackets; quote text that contains : or #",
    ),
}
