"""Speakers by the names that --roles tells of: what it says, and what the readers make of it."""

from __future__ import annotations

import json

import pytest

from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Role
from compliance.readers.live_events import News, read_event
from compliance.readers.reader import read_text
from compliance.readers.refusals import fault
from compliance.readers.speakers import Names, names_of, renamed

AGENT, CUSTOMER, BOT = Role.AGENT, Role.CUSTOMER, Role.BOT
NAMES: Names = {"ch0": AGENT, "ch1": CUSTOMER}
ROLES = Place("--roles")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (None, {}),
        ("ch0=agent,ch1=customer", NAMES),
        (" CH0 = Agent ，Ch1＝客户", NAMES),
        ("Speaker 1=坐席,说话人2=bot", {"speaker 1": AGENT, "说话人2": BOT}),
        ("0=agent,0=客服", {"0": AGENT}),
        ("agent=customer", {"agent": CUSTOMER}),
    ],
)
def test_names_and_roles(written: str | None, names: Names) -> None:
    assert names_of(written) == names


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", fault(ROLES, "reader.roles.pair", found='""')),
        ("ch0", fault(ROLES, "reader.roles.pair", found='"ch0"')),
        ("ch0=agent,", fault(ROLES, "reader.roles.pair", found='""')),
        ("=agent", fault(ROLES, "reader.roles.pair", found='"=agent"')),
        ("ch0=agnet", fault(ROLES, "reader.roles.role", name="ch0", found='"agnet"')),
        ("ch0=", fault(ROLES, "reader.roles.role", name="ch0", found='""')),
        ("a=b=system", fault(ROLES, "reader.roles.role", name="a", found='"b=system"')),
        ("ch0=event", fault(ROLES, "reader.roles.role", name="ch0", found='"event"')),
        ("ch0=agent,CH0=customer", fault(ROLES, "reader.roles.twice", name="CH0")),
    ],
)
def test_what_says_no_roles_is_refused(written: str, problem: Problem) -> None:
    with pytest.raises(Problems) as refused:
        names_of(written)
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ({"role": "ch0", "text": "好"}, {"role": "agent", "text": "好"}),
        ({"role": " CH1 "}, {"role": "customer"}),
        ({"role": 0}, {"role": "bot"}),
        ({"role": 0.0}, {"role": "bot"}),
        ({"role": 0.5}, {"role": 0.5}),
        ({"role": float("nan")}, None),
        ({"role": False}, {"role": False}),
        ({"role": "ch2"}, {"role": "ch2"}),
        ({"role": "agent"}, {"role": "agent"}),
        ({"text": "好"}, {"text": "好"}),
        ("ch0", "ch0"),
    ],
)
def test_turns_of_the_neutral_transcript(turn: object, expected: object) -> None:
    assert renamed(turn, {**NAMES, "0": BOT}) == (turn if expected is None else expected)
    assert renamed(turn, {}) is turn


def read(text: str, names: Names) -> list[object]:
    """What each conversation or problem comes to: roles and texts, or what is wrong in which line."""
    return [
        (item.place.line, item.what) if isinstance(item, Problem) else [(turn.role, turn.text) for turn in item.turns]
        for item in read_text(text, "f", names)
    ]


SAID = [(AGENT, "您好"), (CUSTOMER, "在吗")]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("ch0：您好\nCH1: 在吗", NAMES, [SAID]),
        ("[00:01] ch0(A7)：您好\n[00:02] ch1：在吗", NAMES, [SAID]),
        ("ch0: 您好\n客户：在吗", NAMES, [SAID]),
        ("说话人1：您好\n说话人2：在吗", {"说话人1": AGENT, "说话人2": CUSTOMER}, [SAID]),
        ("Speaker 1: 您好\nSpeaker 2: 在吗", {"speaker 1": AGENT, "speaker 2": CUSTOMER}, [SAID]),
        ("张三：您好\n李四：在吗", {"张三": AGENT, "李四": CUSTOMER}, [SAID]),
        ("客户：您好\n客服：在吗", {"客户": AGENT, "客服": CUSTOMER}, [SAID]),
        ("A+：您好\n(B)：在吗", {"a+": AGENT, "(b)": CUSTOMER}, [SAID]),
        ("ch0：您好\nch1：在吗\n电话：10:30 后打", NAMES, [[SAID[0], (CUSTOMER, "在吗\n电话：10:30 后打")]]),
    ],
)
def test_names_in_plain_text(text: str, names: Names, expected: list[object]) -> None:
    assert read(text, names) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ch0：您好\nch1：在吗", {"ch0": AGENT}),
        ("ch0: 您好\nch1: 在吗", {"ch0": AGENT}),
        ("SPEAKER_00: 您好\nspeaker_1: 在吗", {"speaker_00": AGENT}),
        ("说话人甲：您好\n说话人乙：在吗", {"说话人甲": AGENT}),
        ("Speaker A: 您好\nSpeaker B: 在吗", {"speaker a": AGENT}),
        ("1：您好\n2：在吗", {"1": AGENT}),
        ("左声道：您好\n右声道：在吗", {"左声道": AGENT}),
        ("张三：您好\n李四(B2) ：在吗", {"张三": AGENT}),
        ("我方：您好\n对方：在吗", {"我方": AGENT}),
        ("店小二：您好\n我：在吗", {"店小二": AGENT}),
        ("坐席1号：您好\n坐席2号：在吗", {"坐席1号": AGENT}),
        ("[00:01] ch0：您好\n[00:03] 右声道：在吗", {"ch0": AGENT}),
        ("00:01 ch0：您好\n00:03 ch1：在吗", {"ch0": AGENT}),
    ],
)
def test_a_name_that_was_left_out_is_not_taken_for_what_the_one_before_said(text: str, names: Names) -> None:
    line = text.split("\n")[1]
    assert read(text, names) == [(2, message("reader.script.speaker", found=f'"{line}"'))]


@pytest.mark.parametrize(
    "line",
    [
        "10:30 再来", "下午3:30 再来", "比分3：2", "https://a.cn", "C:\\a", "地址：一号", "订单号：9", "收货地址：一号", "他说：不行",
        "我的电话：1", "例如：这样", "第一步：打开", "电话(家)：1", "我跟您讲，是这样：好", "这个问题要说清楚一点：好",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_stays_part_of_what_was_said(line: str) -> None:
    more = "\n".join(["ch1：在吗"] * 3)
    assert read(f"{more}\nch0：您好\n{line}", {**NAMES, "1": CUSTOMER}) == [[(CUSTOMER, "在吗")] * 3 + [(AGENT, f"您好\n{line}")]]


def test_without_names_the_same_files_are_refused() -> None:
    assert read("ch0：您好\nch1：在吗", {}) == [(None, message("reader.unknown_format"))]
    unknown = message("reader.bad_role", turn=0, found='"ch0"', meant=None)
    assert read('{"id": "a", "turns": [{"role": "ch0", "text": "好"}]}', {}) == [(1, unknown)]


@pytest.mark.parametrize("indent", [None, 1])
def test_names_in_json(indent: int | None) -> None:
    """On a line of its own, and as a document over several lines."""
    turns = [{"role": "ch0", "text": "您好"}, {"role": "CH1", "text": "在吗"}]
    assert read(json.dumps({"id": "a", "turns": turns}, indent=indent), NAMES) == [SAID]


@pytest.mark.parametrize("fields", [{"id": "a", "turns": "ch0"}, {"id": "a", "turns": ["ch0"]}, {"id": "a", "turns": None}])
def test_names_do_not_hide_other_faults(fields: dict[str, object]) -> None:
    assert read(f"{json.dumps(fields)}\n", NAMES) == read(f"{json.dumps(fields)}\n", {})


def test_names_in_live_events() -> None:
    line = '{"conversation": "c", "turn": {"role": "ch1", "text": "在吗"}}'
    assert read_event(line, ROLES, NAMES) == News("c", turn={"role": "customer", "text": "在吗"})
