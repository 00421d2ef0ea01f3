"""What is said to somebody who practises."""

SENTENCES = {
    "practice.say_all": (
        "每行写一句：“客户：…”或“客服：…”；写“结束”看总评。",
        "One sentence a line, Customer: … or Agent: …; “end” shows the summary.",
    ),
    "practice.say_answers": (
        "客户的话我来说，您写客服的回答；写“结束”看总评。",
        "I play the customer, you answer; “end” shows the summary.",
    ),
    "practice.no_more": ("客户的话说完了。可以接着说，或写“结束”。", "The customer has no more to say. Go on, or write “end”."),
    "practice.enough": ("一次练习到 {limit} 句为止，下面是总评", "a practice ends with turn {limit}; here is the summary"),
    "practice.first_only": (
        "有好几通会话，只练第一通（{id}）；要练别的，先单独存成文件",
        "of several conversations only the first is practised ({id}); put another one into a file of its own",
    ),
    "practice.no_customer": ("会话里没有客户的话，没有什么可回答的", "nobody but the agent speaks in it, there is nothing to answer"),
    "practice.no_customer_hint": ("换一通会话；自己写两边的话就不要写文件", "choose another one; to type both sides, name no file"),
    "practice.nothing_said": ("一句话也没有说", "not a word was said"),
    "practice.nothing_said_hint": ("每行写一句，如“客户：在吗”“客服：您好”", "type one sentence a line, such as Customer: … and Agent: …"),
    "practice.nothing_answered_hint": ("写客服的回答，每行一句，如“您好，请讲”", "type the agent's answers, one sentence a line"),
    "practice.comment": ("以 # 开头的一行略过：{found}", "a line that begins with # is passed over: {found}"),
    "practice.comment.hint": ("要说的话不要以“# ”开头", "begin what is to be said without “# ”"),
    "practice.unreadable_hint": (
        "这一行没有采用；请用 UTF-8 编码再写一遍",
        "this line was not used; write it again, encoded in UTF-8",
    ),
    "practice.twice_hint": ("这一行没有采用，前一次写的算数", "this line was not used, the earlier one counts"),
    "practice.too_long_hint": ("这一行没有采用；说短一些", "this line was not used; say it in fewer words"),
    "practice.late": ("元数据只能写在第一句话之前：{found}", "metadata must come before the first sentence: {found}"),
    "practice.late.hint": ("这一行没有采用；重新开始时写在最前面", "this line was not used; next time, begin with it"),
    "practice.until": ("最迟 {time}", "until {time}"),
    "practice.how": ("可以说：{text}", "for instance: {text}"),
}
