"""A plain transcript that is typed line by line."""

from __future__ import annotations

import pytest

from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Agent, Conversation, Role
from compliance.readers.refusals import fault
from compliance.readers.speakers import USUAL, Speakers
from compliance.readers.typed import about_of, is_comment, is_metadata, news_of

PLACE = Place("stdin", 4)


@pytest.mark.parametrize(
    ("line", "turn"),
    [
        ("客户：在吗", {"role": "customer", "text": "在吗", "agent": None}),
        ("客服(A7)：您好", {"role": "agent", "text": "您好", "agent": "A7"}),
        ("[00:05-00:08] 客服：您好", {"role": "agent", "text": "您好", "agent": None, "start": 5.0, "end": 8.0}),
        ("2026-03-02 09:00 客服：您好", {"role": "agent", "text": "您好", "agent": None, "at": "2026-03-02 09:00"}),
        ("ch0：您好", {"role": "agent", "text": "您好", "agent": None}),
    ],
)
def test_a_turn(line: str, turn: dict[str, object]) -> None:
    news = news_of(line, "p", PLACE, Speakers({"ch0": Role.AGENT}))
    assert (news.conversation, news.turn, news.event) == ("p", turn, None)


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("事件：callback", {"type": "callback"}),
        ("[01:00] Event: callback ", {"type": "callback", "at": 60.0}),
        ("2026-03-02 09:00:00 事件：visit", {"type": "visit", "at": "2026-03-02 09:00:00"}),
    ],
)
def test_an_event(line: str, event: dict[str, object]) -> None:
    news = news_of(line, "p", PLACE, USUAL)
    assert (news.turn, news.event) == (None, event)


@pytest.mark.parametrize(
    ("line", "alone", "problem"),
    [
        ("在吗", None, fault(PLACE, "reader.script.nobody", found='"在吗"')),
        ("[00:05] 在吗", None, fault(PLACE, "reader.script.nobody", found='"[00:05] 在吗"')),
        ("[00:05]", Role.AGENT, fault(PLACE, "reader.script.nobody", found='"[00:05]"')),
        ("[00:05] 王经理：在吗", None, fault(PLACE, "reader.script.speaker", found='"[00:05] 王经理：在吗"')),
        ("王经理：在吗", None, fault(PLACE, "reader.script.speaker", found='"王经理：在吗"')),
        ("[00:99] 客户：在吗", None, fault(PLACE, "reader.script.time", found="00:99")),
        ("事件：", None, fault(PLACE, "reader.script.event")),
    ],
)
def test_what_cannot_be_used(line: str, alone: Role | None, problem: Problem) -> None:
    with pytest.raises(Problems) as refused:
        news_of(line, "p", PLACE, USUAL, alone)
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(
    ("line", "turn"),
    [
        ("您好", {"text": "您好"}),
        ("王女士：您好", {"text": "王女士：您好"}),
        ("[00:01:05] 您好", {"text": "您好", "start": 65.0, "end": None}),
        ("[00:05] 王女士：您好", {"text": "王女士：您好", "start": 5.0, "end": None}),
    ],
)
def test_somebody_may_be_meant_where_nobody_is_named(line: str, turn: dict[str, object]) -> None:
    assert news_of(line, "p", PLACE, USUAL, Role.AGENT).turn == {"role": "agent", "agent": None, **turn}


@pytest.mark.parametrize("line", ["ch1：在吗", "[00:05] ch1：在吗"])
@pytest.mark.parametrize("alone", [None, Role.AGENT])
def test_a_speaker_whom_the_names_leave_out(line: str, alone: Role | None) -> None:
    with pytest.raises(Problems) as refused:
        news_of(line, "p", PLACE, Speakers({"ch0": Role.AGENT}), alone)
    assert refused.value.problems == (fault(PLACE, "reader.script.speaker", found=f'"{line}"'),)


def test_metadata_of_a_conversation_that_has_not_begun() -> None:
    lines = [(1, "# agent: A7"), (3, "# agent_name: 何静"), (4, "# channel: call"), (5, "# urgent: true")]
    about = Conversation(
        "p", "stdin", (), line=1, channel="call", agent=Agent("A7", "何静"), attributes={"urgent": True}, closed=False
    )  # fmt: skip
    assert about_of(lines, "stdin", "p") == about
    assert about_of([], "stdin", "p") == Conversation("p", "stdin", (), line=1, closed=False)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([(2, "# started_at: 昨天")], fault(Place("stdin", 2), "reader.bad_time", field="started_at", found='"昨天"')),
        ([(1, "# id: a"), (3, "# id: b")], fault(Place("stdin", 3), "reader.script.twice", field="id", earlier=1)),
    ],
)
def test_metadata_that_are_wrong(lines: list[tuple[int, str]], problem: Problem) -> None:
    with pytest.raises(Problems) as refused:
        about_of(lines, "stdin", "p")
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(
    ("line", "begun", "expected"),
    [
        ("# channel: call", False, (True, True)),
        ("#channel: call", False, (True, True)),
        ("#channel: call", True, (False, False)),
        ("# 说明", True, (False, True)),
        ("#退款#怎么办", True, (False, False)),
        ("客服：您好", False, (False, False)),
    ],
)
def test_metadata_and_comments(line: str, begun: bool, expected: tuple[bool, bool]) -> None:
    assert (is_metadata(line, begun=begun), is_comment(line, begun=begun)) == expected
