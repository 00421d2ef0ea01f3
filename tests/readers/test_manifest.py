"""The manifest: what the telephone system knows of each conversation."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Agent, Conversation, Event, Role, Turn
from compliance.readers import tables
from compliance.readers.manifest import filled, joined
from compliance.readers.manifest_rows import Row, rows_of
from compliance.readers.reader import PassedOver, Read, read_paths
from compliance.readers.refusals import fault

BEIJING = timezone(timedelta(hours=8))
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
BARE = Conversation("c1", "day1/a.jsonl", (Turn(0, Role.AGENT, "您好"), Turn(1, Role.CUSTOMER, "在吗")), line=1)
LIN = Agent("A102", "林晓", "售后一组")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def join(text: str | bytes, *read: Read) -> list[Read]:
    Path("m.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(joined(read, "m.csv"))


def refused(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as caught:
        join(text)
    return caught.value.problems


def row(**fields: str) -> Row:
    return Row(2, fields, None, {})


def test_without_a_manifest_everything_passes() -> None:
    read = [BARE, PassedOver("a.png", message("reader.binary")), fault(Place("b"), "reader.empty")]
    assert list(joined(read, None)) == read


FULL = replace(
    BARE, agent=LIN, case="T-7", customer="C9", epoch=NINE, channel="call", kind="follow-up", attributes={"urgent": True, "等级": 2}
)
CHINESE = (
    "会话编号,工号,坐席姓名,班组,工单,客户,开始时间,渠道,类型,urgent,等级\n"
    "c1,A102,林晓,售后一组,T-7,C9,2026/3/2 9:00,call,follow-up,TRUE,2\n"
)
ENGLISH = (
    "id,agent,agent_name,team,case,customer,started_at,channel,kind,urgent,等级\n"
    "c1,A102,林晓,售后一组,T-7,C9,2026-03-02T09:00:00+08:00,call,follow-up,true,2\n"
)
LINES = (
    '\n{"id": "c1", "agent": {"id": "A102", "name": "林晓", "team": "售后一组"}, "case": "T-7", "customer": {"id": "C9"},'
    ' "channel": "call", "started_at": "2026-03-02 09:00", "kind": "follow-up", "attributes": {"urgent": true,'
    ' "等级": 2}, "remark": null}\n'
)


@pytest.mark.parametrize(
    "text",
    [
        CHINESE,
        ENGLISH,
        LINES,
        CHINESE.replace("\n", "\r\n"),
        CHINESE.replace(",", "\t"),
        ENGLISH.replace(",", ";"),
        "\n" + CHINESE + ",,,\n",
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("gb18030"),
        CHINESE.encode("utf-16"),
        LINES.encode("utf-8-sig"),
        ENGLISH.replace("agent_name", "Agent Name").replace("id,", "ID ,", 1),
        CHINESE.replace("工号,坐席姓名", "工号,坐席"),
    ],
)
def test_every_way_to_write_it_says_the_same(text: str | bytes) -> None:
    assert join(text, BARE) == [FULL]


@pytest.mark.parametrize(
    ("old", "fields", "new"),
    [
        (None, {"agent": "A1"}, Agent("A1")),
        (None, {"agent_name": "何敏"}, Agent("何敏", "何敏")),
        (None, {"team": "二组"}, None),
        (LIN, {}, LIN),
        (LIN, {"agent": "A102"}, LIN),
        (LIN, {"agent": "A1"}, Agent("A1")),
        (LIN, {"agent": "A1", "agent_name": "何敏", "team": "二组"}, Agent("A1", "何敏", "二组")),
        (LIN, {"agent_name": "何敏"}, Agent("A102", "何敏", "售后一组")),
        (LIN, {"team": "二组"}, Agent("A102", "林晓", "二组")),
        (Agent("林晓", "林晓"), {"agent": "A102"}, Agent("A102", "林晓")),
        (Agent("林晓", "林晓"), {"agent_name": "何敏"}, Agent("何敏", "何敏")),
    ],
)
def test_of_the_agent_the_manifest_knows_best(old: Agent | None, fields: dict[str, str], new: Agent | None) -> None:
    attributes = {"team": fields["team"]} if new is None else {}
    assert filled(replace(BARE, agent=old), row(**fields)) == replace(BARE, agent=new, attributes=attributes)


def test_of_all_else_the_transcript_knows_best() -> None:
    own = replace(FULL, attributes={"urgent": False}, epoch=NINE + timedelta(hours=1), kind="complaint")
    other = {"channel": "chat", "kind": "service", "case": "T-8", "customer": "C1"}
    assert filled(own, Row(2, other, NINE, {"urgent": True, "vip": 1})) == replace(own, attributes={"urgent": False, "vip": 1})


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        (("小王", "小王"), ("A102", "A102")),
        (("小王", None), ("A102", None)),
        (("小王", "小何"), ("小王", "小何")),
        ((None, None), (None, None)),
    ],
)
def test_turns_of_one_agent_become_the_manifests_and_a_transfer_stays(
    speakers: tuple[str | None, ...], expected: tuple[str | None, ...]
) -> None:
    def talk(*agents: str | None) -> tuple[Turn, ...]:
        return tuple(Turn(i, Role.AGENT, "您好", agent=agent) for i, agent in enumerate(agents))

    assert filled(replace(BARE, turns=talk(*speakers)), row(agent="A102")).turns == talk(*expected)
    assert filled(replace(BARE, turns=talk(*speakers)), row(team="一组")).turns == talk(*speakers)


def test_a_start_gives_events_and_the_end_their_place() -> None:
    events = (Event("visit", None, {"at": "2026-03-02 10:00", "by": "x"}), Event("call", 5.0, {"at": "?"}), Event("odd", None, {"at": 3}))
    unplaced = replace(BARE, events=events, extra={"ended_at": "2026-03-02T09:06:10+08:00", "x": 1})
    assert filled(unplaced, Row(2, {}, NINE, {})) == replace(
        BARE, epoch=NINE, closed_s=370.0, extra={"x": 1}, events=(Event("visit", 3600.0, {"by": "x"}), *events[1:])
    )
    late = replace(unplaced, events=(), extra={"ended_at": "2026-03-02T08:00:00+08:00"})
    assert filled(late, Row(2, {}, NINE, {})) == replace(late, epoch=NINE)


def talk(name: str, source: str) -> Conversation:
    return replace(BARE, id=name, source=source)


def agents(items: list[Read]) -> Iterator[str | None]:
    for item in items:
        yield (item.agent.id if item.agent else None) if isinstance(item, Conversation) else None


@pytest.mark.parametrize(
    ("written", "conversation", "agent"),
    [
        ("a.txt,\n", talk("a", "a.txt"), "A1"),
        ("a.txt,\n", talk("a", "deep/day1/a.txt"), "A1"),
        ("day1/a.txt,\n", talk("a", "deep/day1/a.txt"), "A1"),
        ("day1\\a.txt,\n", talk("a", "deep/day1/a.txt"), "A1"),
        ("./day1/a.txt,\n", talk("a", "deep/day1/a.txt"), "A1"),
        ("day2/a.txt,\n", talk("a", "deep/day1/a.txt"), None),
        ("y1/a.txt,\n", talk("a", "deep/day1/a.txt"), None),
        ("a,\n", talk("a", "a.txt"), None),
        ("cafe\u0301.txt,\n", talk("x", "caf\u00e9.txt"), "A1"),
        ("all.jsonl,\n", talk("c7", "all.jsonl"), "A1"),
        (",c7\n", talk("c7", "all.jsonl"), "A1"),
        (",c8\n", talk("c7", "all.jsonl"), None),
        ("rec.wav,c7\n", talk("c7", "all.jsonl"), "A1"),
        ("all.jsonl,c8\n", talk("c7", "all.jsonl"), None),
        ("a.txt,20260302-17\n", talk("a", "a.txt"), "A1"),
        ("a.txt,x\na.txt,y\n", talk("a", "a.txt"), None),
    ],
)
def test_a_row_finds_its_conversation(written: str, conversation: Conversation, agent: str | None) -> None:
    items = join("agent,file,id\n" + "".join(f"A1,{line}\n" for line in written.splitlines()), conversation)
    assert next(agents(items)) == agent
    assert [item for item in items[1:] if not isinstance(item, Problem)] == []
    assert len(items) == 1 + (agent is None)


def test_the_longest_path_and_the_id_come_first() -> None:
    text = "file,id,agent\na.txt,,A1\nday1/a.txt,,A2\n,c7,A3\nall.jsonl,,A4\n"
    read = [talk("a", "day1/a.txt"), talk("a-2", "day2/a.txt"), talk("c7", "all.jsonl"), talk("c8", "all.jsonl")]
    assert list(agents(join(text, *read))) == ["A2", "A1", "A3", "A4"]


def test_an_absolute_path_is_a_path_too(folder: Path) -> None:
    assert list(agents(join(f"file,agent\n{folder / 'a.txt'},A1\n", talk("a", "a.txt")))) == ["A1"]


def test_a_row_that_fits_two_files_is_used_once() -> None:
    first, other, third = talk("a", "day1/a.txt"), talk("a-2", "day2/a.txt"), talk("a-3", "day2/a.txt")
    assert join("file,agent\na.txt,A1\n", first, other, third) == [
        replace(first, agent=Agent("A1")),
        fault(Place("m.csv", 2), "reader.manifest.ambiguous", name="a.txt", first="day1/a.txt", other="day2/a.txt"),
        other,
        third,
    ]


def test_rows_without_a_conversation_are_told_at_the_end_and_conversations_without_a_row_pass() -> None:
    text = "id,agent\nc1,A1\n" + "".join(f"x{n},A1\n" for n in range(5))
    problem = fault(Place("m.csv", 3), "reader.manifest.unused", count=5, names="x0、x1、x2、x3、x4")
    assert join(text, talk("c2", "b.txt"), BARE) == [talk("c2", "b.txt"), replace(BARE, agent=Agent("A1")), problem]
    more = fault(Place("m.csv", 2), "reader.manifest.unused", count=7, names="c1、x0、x1、x2、x3…")
    assert join(text + ",A9\n") == [more]
    assert join(",agent,file\n合计,3,\n") == [fault(Place("m.csv", 2), "reader.manifest.unused", count=1, names=":2")]
    assert join("id,agent\n") == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [fault(Place("m.csv"), "reader.manifest.no_key", found="–")]),
        (" \n\n", [fault(Place("m.csv"), "reader.manifest.no_key", found="–")]),
        ("工号,班组\nA1,一组\n", [fault(Place("m.csv", 1), "reader.manifest.no_key", found='"工号、班组"')]),
        ('{"id": "a"}\n{"agent": "A1"}', [fault(Place("m.csv", 2), "reader.manifest.no_key", found='"agent"')]),
        (
            "id,开始时间\na,昨天\nb,2026-03-02 09:00\nc,2026-02-30 09:00\n",
            [
                fault(Place("m.csv", 2), "reader.bad_time", field="开始时间", found='"昨天"'),
                fault(Place("m.csv", 4), "reader.bad_time", field="开始时间", found='"2026-02-30 09:00"'),
            ],
        ),
        ('{"id": "a", "started_at": 1772413200}', [fault(Place("m.csv", 1), "reader.bad_time", field="started_at", found="1772413200")]),
        ('{"id": ["a"]}', [fault(Place("m.csv", 1), "reader.not_text", field="id", found='["a"]')]),
        ("id,urgent\na,是\n", [fault(Place("m.csv", 2), "reader.not_flag", field="urgent", found='"是"')]),
        ("id,备注\na,好,坏\n", [fault(Place("m.csv", 2), "reader.manifest.cells", found=3, wanted=2)]),
        ('id,备注\na,"好\n坏"\nb,"没有完\nc,x\n', [fault(Place("m.csv", 4), "reader.manifest.csv")]),
        (
            '{"id": "a"}\n[1]\n{"id"',
            [fault(Place("m.csv", n), "reader.manifest.json", found=s) for n, s in ((2, '"[1]"'), (3, '"{\\"id\\""'))],
        ),
        ("id,agent\na,A1\na,A1\na,A2\n", [fault(Place("m.csv", 4), "reader.manifest.twice", name="a", earlier=2)]),
        ("file,agent\nx/a,A1\n./x/a,A2\n", [fault(Place("m.csv", 3), "reader.manifest.twice", name="./x/a", earlier=2)]),
        (b"id\n\xff\xfe\xfd\n", [fault(Place("m.csv"), "reader.manifest.encoding", why=message("reader.encoding", byte=4))]),
        (b"id\n\0\n", [fault(Place("m.csv"), "reader.manifest.encoding", why=message("reader.binary"))]),
    ],
)
def test_what_is_wrong_is_said_with_its_row(text: str | bytes, problems: list[Problem]) -> None:
    assert list(refused(text)) == problems


def test_files_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d").mkdir()
    for name, expected in [
        ("nowhere.csv", fault(Place("nowhere.csv"), "reader.not_found")),
        ("d", fault(Place("d"), "reader.unreadable", reason=os.strerror(errno.EISDIR))),
    ]:
        with pytest.raises(Problems) as caught:
            joined([], name)
        assert caught.value.problems == (expected,)
    monkeypatch.setattr(tables, "WHOLE_LIMIT", 1024 * 1024)
    assert refused(b"id\n" + b"x\n" * 600_000) == (fault(Place("m.csv"), "reader.manifest.too_large", limit="1"),)


def test_read_and_joined(folder: Path) -> None:
    (folder / "talks").mkdir()
    (folder / "talks/a.txt").write_text("客服：您好\n客户：在吗\n", encoding="utf-8")
    assert [item.agent for item in join_paths("file,agent\ntalks/a.txt,A1\n") if isinstance(item, Conversation)] == [Agent("A1")]


def join_paths(text: str) -> list[Read]:
    Path("m.csv").write_text(text, encoding="utf-8")
    return list(joined(read_paths(["talks"]), "m.csv"))


PIECES = st.sampled_from(['"', ",", "\n", "\r", ";", "\t", "{", "}", '{"id":"a"}\n', "id,agent\n", "文件,开始时间\n", "\\ud800", "a", "２"])


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_gives_rows_and_problems(text: str) -> None:
    for found in rows_of(text, "m"):
        if isinstance(found, Problem):
            assert found.hint
        else:
            assert all(value.encode().strip() for value in found.fields.values())
