"""Plain transcripts: 客服：… / 客户：…"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Agent, Conversation, Event, Role, Turn
from compliance.readers import script
from compliance.readers.refusals import fault
from compliance.readers.roles import ROLE_WORDS
from compliance.readers.script import parse_script

NINE = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def parse(text: str) -> Conversation:
    return parse_script(text, "f.txt", "f")


def test_a_whole_transcript() -> None:
    text = """\
# id: call-7
# channel: call
# kind: follow-up
# case: T-1
# agent: A102
# agent_name: 林晓
# team: 售后一组
# customer: C9
# started_at: 2026-03-02 09:00:00
# ended_at: 2026-03-02 09:06:10
# urgent: true
# category: complex
# record.name: 张三
# as_of: 2026-03-03 09:00

[00:00-00:02.4] 客服(A103)：您好，
请问有什么可以帮您？
[00:09] 客户: 查一下进度
[01:30:00] 事件：callback
…
"""
    assert parse(text) == Conversation(
        id="call-7",
        source="f.txt",
        line=1,
        turns=(Turn(0, AGENT, "您好，\n请问有什么可以帮您？", 0.0, 2.4, "A103"), Turn(1, CUSTOMER, "查一下进度", 9.0)),
        channel="call",
        kind="follow-up",
        case="T-1",
        agent=Agent("A102", "林晓", "售后一组"),
        customer="C9",
        epoch=NINE,
        closed_s=370.0,
        attributes={"urgent": True, "category": "complex"},
        record={"name": "张三"},
        events=(Event("callback", 5400.0),),
        closed=False,
        extra={"as_of": "2026-03-03 09:00"},
    )


@pytest.mark.parametrize("word", [*ROLE_WORDS, "Agent", "CUSTOMER", "Bot", "SYSTEM"])
@pytest.mark.parametrize("colon", [":", "：", " ： "])
def test_every_word_for_a_role(word: str, colon: str) -> None:
    assert parse(f"{word}{colon}您好").turns == (Turn(0, ROLE_WORDS[word.lower()], "您好"),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("客服(A102)：您好", Turn(0, AGENT, "您好", agent="A102")),
        ("客服（林晓）: 您好", Turn(0, AGENT, "您好", agent="林晓")),
        ("客服 A102：您好", Turn(0, AGENT, "您好", agent="A102")),
        ("Agent A102: hello", Turn(0, AGENT, "hello", agent="A102")),
        ("客户(张三)：您好", Turn(0, CUSTOMER, "您好")),
        ("  客服：  您好：好  ", Turn(0, AGENT, "您好：好")),
        ("客服：", Turn(0, AGENT, "")),
        ("[00:01:05] 客服：您好", Turn(0, AGENT, "您好", 65.0)),
        ("00:01:05 客服：您好", Turn(0, AGENT, "您好", 65.0)),
        ("[10:00:00] 服: 您好", Turn(0, AGENT, "您好", 36000.0)),
        ("[10:02] 服: 您好", Turn(0, AGENT, "您好", 602.0)),
        ("[00:18.5-00:20] 服: 您好", Turn(0, AGENT, "您好", 18.5, 20.0)),
        ("2026-03-02 09:00:05 客服(A1): 您好", Turn(0, AGENT, "您好", 0.0, agent="A1")),
        ("系统: completed", Turn(0, Role.SYSTEM, "completed")),
        ("机器: 您好", Turn(0, Role.BOT, "您好")),
        ("服: 【不归我管】", Turn(0, AGENT, "【不归我管】")),
    ],
)
def test_a_line(line: str, expected: Turn) -> None:
    assert parse(line).turns == (expected,)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["客服：您好", "请讲"], ["您好\n请讲"]),
        (["客服：", "您好"], ["您好"]),
        (["客服：您好", "", "请讲", "客户：查件"], ["您好\n请讲", "查件"]),
        (["客服：您好", "客户姓名：张三"], ["您好\n客户姓名：张三"]),
        (["客服：您好", "系统提示：已办结"], ["您好\n系统提示：已办结"]),
        (["Agent: hello", "Customer service: open"], ["hello\nCustomer service: open"]),
        (["客服：您好", "[链接x] 看这里"], ["您好\n[链接x] 看这里"]),
        (["客服：您好", "10:30 送达"], ["您好\n10:30 送达"]),
        (["客服：您好", "#话题#", "# 备注"], ["您好\n#话题#"]),
        (["# 备注", "#", "客服：您好"], ["您好"]),
        (["客服：您好", "…", "请讲"], ["您好\n…\n请讲"]),
        (["客服：…"], ["…"]),
        (["客服：您好\r", "请讲\r"], ["您好\n请讲"]),
    ],
)
def test_what_goes_on_in_the_next_line(lines: list[str], expected: list[str]) -> None:
    assert [turn.text for turn in parse("\n".join(lines)).turns] == expected


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("客: 在吗", True),
        ("客: 在吗\n…", False),
        ("客: 在吗\n...\n", False),
        ("客: 在吗\n……\n# as_of: 00:10", False),
        ("客: 在吗\n[00:05] 事件: callback\n…", False),
        ("客: 在吗…", True),
        ("客: …", True),
        ("客: 在吗\n…\n服: 在", True),
    ],
)
def test_dots_at_the_end_say_that_more_may_follow(text: str, closed: bool) -> None:
    assert parse(text).closed is closed


@pytest.mark.parametrize(
    ("lines", "epoch", "starts", "precision_s"),
    [
        (["[2026-03-02 09:00:00] 客: 一", "[2026-03-02 09:00:12] 服: 二"], NINE, [0.0, 12.0], 0.0),
        (["[2026-03-02 09:00] 客: 一", "[2026-03-02 09:02] 服: 二"], NINE, [0.0, 120.0], 60.0),
        (["[2026-03-02 09:00] 客: 一", "[2026-03-02 09:02:10] 服: 二"], NINE, [0.0, 130.0], 0.0),
        (["[2026-03-02T01:00:00Z] 客: 一", "2026-03-02 09:00:30+08:00 服: 二"], NINE, [0.0, 30.0], 0.0),
        (["# started_at: 2026-03-02 09:00", "2026-03-02 09:00:30 客: 一"], NINE, [30.0], 0.0),
        (["# started_at: 2026-03-02 09:00:30", "2026-03-02 09:00:00 客: 一"], NINE, [0.0], 0.0),
        (["# started_at: 2026-03-02 09:00", "[00:05] 客: 一", "服: 二"], NINE, [5.0, None], 0.0),
        (["[00:05] 客: 一"], None, [5.0], 0.0),
        (["客: 一", "[2026-03-02 09:00] 事件: visit"], NINE, [None], 60.0),
    ],
)
def test_times(lines: list[str], epoch: datetime | None, starts: list[float | None], precision_s: float) -> None:
    conversation = parse("\n".join(lines))
    assert (conversation.epoch, [t.start_s for t in conversation.turns], conversation.precision_s) == (epoch, starts, precision_s)


def test_events_have_the_times_of_their_lines() -> None:
    text = "[2026-03-02 09:00] 服: 稍后回电\n[2026-03-02 16:30] 事件: callback\nEvent: visit"
    assert parse(text).events == (Event("callback", 27000.0), Event("visit", None))


def test_an_end_without_a_date_counts_from_the_start_and_one_that_cannot_be_placed_is_kept() -> None:
    assert parse("# ended_at: 00:06:10\n客: 在吗").closed_s == 370.0
    assert parse("# ended_at: 2026-03-02 09:00\n客: 在吗").extra == {"ended_at": "2026-03-02 09:00"}


def at(line: int, key: str, **values: object) -> Problem:
    return fault(Place("f.txt", line), key, **values)


BAD: list[tuple[str, list[Problem]]] = [
    ("", [at(1, "reader.no_turns")]),
    ("\n# id: a\n", [at(2, "reader.no_turns")]),
    ("[00:10] 事件: callback", [at(1, "reader.no_turns")]),
    ("\n大家好\n客服：您好", [at(2, "reader.script.nobody", found='"大家好"')]),
    ("客服：您好\n[00:05] 张三：查件", [at(2, "reader.script.nobody", found='"[00:05] 张三：查件"')]),
    ("服: 一\n[00:10] 事件: callback\n后来", [at(3, "reader.script.nobody", found='"后来"')]),
    ("…\n服: 一", [at(1, "reader.script.nobody", found='"…"')]),
    ("[00:75] 客服：您好", [at(1, "reader.script.time", found="00:75")]),
    ("2026-02-30 09:00 客服：您好", [at(1, "reader.script.time", found="2026-02-30 09:00")]),
    ("[00:05-00:03] 服: 一", [at(1, "reader.end_before_start", turn=0, start=5.0, end=3.0)]),
    ("[00:05] 服: 一\n[00:04] 客: 二", [at(2, "reader.backwards", turn=1, start=4.0, before=0, before_s=5.0)]),
    ("服: 一\n---\n客: 二", [at(2, "reader.script.parted")]),
    ("# id: a\n服: 一\n# id: b\n客: 二", [at(3, "reader.script.twice", field="id", earlier=1)]),
    ("# urgent: 是\n服: 一", [at(1, "reader.script.flag", field="urgent", found='"是"')]),
    ("# attributes.urgent: 3\n服: 一", [at(1, "reader.script.flag", field="urgent", found='"3"')]),
    ("# started_at: 早上\n服: 一", [at(1, "reader.bad_time", field="started_at", found='"早上"')]),
    ("服: 一\n# ended_at: 晚上", [at(2, "reader.bad_time", field="ended_at", found='"晚上"')]),
    (
        "# started_at: 2026-03-02 09:00\n# ended_at: 2026-03-02 08:00\n服: 一",
        [at(2, "reader.ended_early", found='"2026-03-02 08:00"')],
    ),
    ("服: 一\n事件:", [at(2, "reader.script.event")]),
    (
        "大家好\n[00:75] 服: 一\n# urgent: 3\n[00:05] 服: 二\n[00:01] 客: 三",
        [
            at(1, "reader.script.nobody", found='"大家好"'),
            at(2, "reader.script.time", found="00:75"),
            at(3, "reader.script.flag", field="urgent", found='"3"'),
            at(5, "reader.backwards", turn=1, start=1.0, before=0, before_s=5.0),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_everything_that_is_wrong_is_told_at_once(text: str, expected: list[Problem]) -> None:
    with pytest.raises(Problems) as refused:
        parse(text)
    assert list(refused.value.problems) == expected


def test_a_file_may_hold_several_conversations() -> None:
    text = "---\n客: 一\n\n-----\n# id: b\n客: 二\n---\n---\n大家好\n[00:75] 客: 三\n---\n客: 四\n---\n"
    assert list(script.read(text, "day/log.txt")) == [
        Conversation("log", "day/log.txt", (Turn(0, CUSTOMER, "一"),), line=2),
        Conversation("b", "day/log.txt", (Turn(0, CUSTOMER, "二"),), line=5),
        fault(Place("day/log.txt", 9), "reader.script.nobody", found='"大家好"'),
        Conversation("log-4", "day/log.txt", (Turn(0, CUSTOMER, "四"),), line=12),
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("客服：您好\n客户：查件", True),
        ("\ufeff# id: a\n\n[00:05] 客户: 查件", True),
        ("2026-03-02 09:00:05 客户: 查件", True),
        ("Agent: hello\nCustomer: hi", True),
        ("客服：您好\n请讲\n看这里\n还有\n客户：好", True),
        ("大家好\n客服：您好\n客户：查件", True),
        ("服: 【因为】忙", True),
        ("", False),
        ("# only: this\n", False),
        ("时间,角色,内容\n09:00,客服,您好", False),
        ("role,text\nagent,您好", False),
        ("rules:\n  - id: a\n    examples:\n      - fail: |\n          客: 催了三次\n          服: 因为忙\n", False),
        ("agent: [不归我管]\ncustomer: $不满\n", False),
        ("version: 1\nagent: x\ncustomer: y\nbot: z\n", False),
        ("agent: x\nname: y\nversion: z\n", False),
        ("<html><body>客服：您好</body></html>", False),
        ("<p>\n客服：您好\n客户：查件", False),
        ("# 手册\n\n示例如下。\n\n```\n客服：您好\n客户：查件\n客服：好\n客户：谢谢\n```\n", False),
        ("| 角色 | 说 |\n|---|---|\n客服：您好\n客户：查件", False),
        ('"""Docs."""\n\nagent: str = "x"\n', False),
        ("1\n00:00:00,000 --> 00:00:03,500\n客服：您好\n", False),
        ("WEBVTT\n\n00:00.660 --> 00:07.920\n客服：您好\n", False),
        ("昵称:\n消息内容\n", False),
        ('{"id": "a", "turns": []}', False),
    ],
)
def test_only_lines_with_speakers_are_known(head: str, expected: bool) -> None:
    assert script.sniff(head) is expected


LINES = st.lists(
    st.sampled_from(["客服", "客户", "系统", "事件", "Agent", "：", ":", " ", "\n"])
    | st.sampled_from(["[00:05]", "[00:75]", "00:09", "[2026-03-02 09:00]", "2026-03-02 09:00:05"])
    | st.sampled_from(["# id: a", "# urgent: x", "# started_at: ", "# ended_at: 00:05", "---", "…", "#", "(A1)", "【", "】"])
    | st.text(max_size=5)
).map("".join)


@given(LINES)
def test_any_text_gives_a_conversation_or_problems(text: str) -> None:
    try:
        conversation = parse(text)
    except Problems as refused:
        assert all(problem.place.source == "f.txt" and problem.hint for problem in refused.problems)
    else:
        assert conversation.turns
    assert script.sniff(text) in (True, False)
    items = list(script.read(text, "f.txt"))
    assert all(item.turns if isinstance(item, Conversation) else item.hint for item in items)


@given(st.lists(st.text("您好请稍等abc ，。", min_size=1).map(str.strip), min_size=1))
def test_what_is_written_down_is_what_was_said(texts: list[str]) -> None:
    written = "\n".join(f"{'客服' if index % 2 else '客户'}：{text}" for index, text in enumerate(texts))
    assert [turn.text for turn in parse(written).turns] == texts


@pytest.mark.parametrize("line", ["王先生：这个不归我管", "经理：随便你", "客户说：不行", "值班主管：自己看"])
def test_words_of_an_unknown_speaker_are_nobody_elses(line: str) -> None:
    with pytest.raises(Problems) as refused:
        parse_script(f"客服：您好\n{line}\n客服：再见\n", "f.txt", "c")
    assert [(p.place.line, p.what.key) for p in refused.value.problems] == [(2, "reader.script.speaker")]


@pytest.mark.parametrize("line", ["地址：和平路", "订单号：12", "联系电话：见短信"])
def test_a_form_in_a_message_stays_in_it(line: str) -> None:
    assert parse_script(f"客服：请填\n{line}\n客户：好\n", "f.txt", "c").turns[0].text == f"请填\n{line}"


def test_a_turn_without_end_is_refused() -> None:
    with pytest.raises(Problems) as refused:
        parse_script("客服：" + "不行" * 600_000, "f.txt", "c")
    assert [p.what.key for p in refused.value.problems] == ["reader.turn_too_long"]
