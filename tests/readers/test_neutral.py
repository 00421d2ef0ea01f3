"""One object of the neutral transcript: what it becomes, and why it is refused."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from compliance.model.message import Message
from compliance.model.problem import Place, Problems
from compliance.model.transcript import Agent, Conversation, Event, Role, Turn, Word
from compliance.readers.neutral import conversation_of

BEIJING = timezone(timedelta(hours=8))
NINE = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
PLACE = Place("day.jsonl", 3)
Fields = dict[str, object]


def one(**fields: object) -> Conversation:
    return conversation_of({"id": "c", "turns": [{"role": "agent", "text": "您好"}], **fields}, PLACE)


def timed(*turns: Fields, **fields: object) -> Conversation:
    return one(turns=[{"role": "agent", "text": "您好", **turn} for turn in turns], **fields)


def test_every_field_of_the_contract() -> None:
    word = {"text": "您好", "start": 0.0, "end": 0.6, "confidence": 0.97}
    fields = {
        "id": "call-1",
        "channel": "call",
        "kind": "follow-up",
        "case": "T-778",
        "agent": {"id": "A102", "name": "林晓", "team": "售后一组"},
        "customer": {"id": "C9"},
        "started_at": "2026-03-02T09:00:00+08:00",
        "ended_at": "2026-03-02T09:06:10+08:00",
        "attributes": {"category": "complex", "urgent": False},
        "record": {"name": "张三"},
        "turns": [{"role": "agent", "text": "您好，请讲", "start": 0.0, "end": 2.4, "agent": "A103", "words": [word]}],
        "events": [{"at": "2026-03-02T10:30:00+08:00", "type": "completed", "by": "A102"}],
        "priority": 2,
    }
    assert conversation_of(fields, PLACE) == Conversation(
        id="call-1",
        source="day.jsonl",
        line=3,
        turns=(Turn(0, Role.AGENT, "您好，请讲", 0.0, 2.4, "A103", (Word(0, 2, 0.0, 0.6, 0.97),)),),
        channel="call",
        kind="follow-up",
        case="T-778",
        agent=Agent("A102", "林晓", "售后一组"),
        customer="C9",
        epoch=NINE,
        closed_s=370.0,
        attributes={"category": "complex", "urgent": False},
        record={"name": "张三"},
        events=(Event("completed", 5400.0, {"by": "A102"}),),
        extra={"priority": 2},
    )


def test_only_id_role_and_text_are_required() -> None:
    assert one() == Conversation("c", "day.jsonl", (Turn(0, Role.AGENT, "您好"),), line=3)


def test_null_is_the_same_as_absent() -> None:
    texts = ("channel", "kind", "case", "started_at", "ended_at")
    others = ("agent", "customer", "attributes", "record", "events", "precision", "closed")
    assert one(**dict.fromkeys([*texts, *others])) == one()
    assert timed({"start": None, "end": None, "at": None, "agent": None, "words": None}) == one()


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("A1", Agent("A1")),
        (102, Agent("102")),
        ({"id": 102}, Agent("102")),
        ({"name": "林晓"}, Agent("林晓", "林晓")),
        ({"team": "一组"}, None),
        ({}, None),
        ("", None),
    ],
)
def test_the_agent_is_an_object_or_an_id(agent: object, expected: Agent | None) -> None:
    assert one(agent=agent).agent == expected


def test_a_turns_agent_and_the_customer_may_be_objects_or_ids() -> None:
    assert timed({"agent": {"id": "A2"}}, {"agent": 7}).turns == (
        Turn(0, Role.AGENT, "您好", agent="A2"),
        Turn(1, Role.AGENT, "您好", agent="7"),
    )
    assert (one(customer="C1").customer, one(customer={"id": 9}).customer, one(case=778).case) == ("C1", "9", "778")


@pytest.mark.parametrize(
    ("turns", "started_at", "starts", "epoch"),
    [
        ([{"at": "2026-03-02T09:00:05+08:00"}, {"at": "2026-03-02T09:00:35+08:00"}], "2026-03-02T09:00:00+08:00", [5.0, 35.0], NINE),
        ([{"at": "2026-03-02T09:00:00+08:00"}, {"at": "2026-03-02T01:00:30Z"}], None, [0.0, 30.0], NINE),
        ([{"at": "2026-03-02T09:00:00"}, {}], None, [0.0, None], NINE),  # no zone: Asia/Shanghai
        ([{"at": "2026-03-02T09:00:00"}], "2026-03-02T09:00:30", [0.0], NINE),  # spoken before it is said to have begun
        ([{"at": "2026-03-02T09:30:00", "start": 4.0}], "2026-03-02T09:00:00", [4.0], NINE),  # start goes before at
        ([{"start": 4.0}], "2026-03-02T09:00:00", [4.0], NINE),
        ([{"start": 4}], None, [4.0], None),
        ([{}], None, [None], None),
    ],
)
def test_seconds_count_from_the_start(
    turns: list[Fields], started_at: str | None, starts: list[float | None], epoch: datetime | None
) -> None:
    conversation = timed(*turns, started_at=started_at)
    assert [turn.start_s for turn in conversation.turns] == starts
    assert conversation.epoch == epoch


@pytest.mark.parametrize(
    ("conversation", "expected"),
    [
        (timed({"at": "2026-03-02T09:00+08:00"}, {"at": "2026-03-02T09:01+08:00"}), 60.0),
        (timed({"at": "2026-03-02T09:00+08:00"}, {"at": "2026-03-02T09:01:00+08:00"}), 0.0),
        (timed({"start": 3.0}, started_at="2026-03-02T09:00"), 0.0),
        (timed({"start": 3.0}, events=[{"type": "callback", "at": "2026-03-02T10:00"}]), 0.0),
        (timed({}, started_at="2026-03-02T09:00", events=[{"type": "callback", "at": "2026-03-02T10:00"}]), 60.0),
        (timed({"at": "2026-03-02T09:00"}, events=[{"type": "callback", "at": "2026-03-02T10:00:07"}]), 60.0),
        (timed({"at": "2026-03-02T09:00"}, precision=1), 1.0),
        (one(), 0.0),
    ],
)
def test_a_clock_that_shows_minutes_only_is_coarse(conversation: Conversation, expected: float) -> None:
    assert conversation.precision_s == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"started_at": "2026-03-02T09:00:00", "events": [{"type": "visit", "at": "2026-03-02T08:00:00"}]}, Event("visit", -3600.0)),
        ({"events": [{"type": "visit", "at": 90}]}, Event("visit", 90.0)),
        ({"events": [{"type": "visit", "at": -90.5}]}, Event("visit", -90.5)),
        ({"events": [{"type": "visit"}]}, Event("visit", None)),
        ({"events": [{"type": "visit", "at": "2026-03-02T08:00"}]}, Event("visit", None, {"at": "2026-03-02T08:00"})),
    ],
)
def test_events_lie_on_the_clock_of_the_conversation(fields: Fields, expected: Event) -> None:
    assert one(**fields).events == (expected,)


def test_the_end_counts_from_the_start_or_is_kept_as_it_is() -> None:
    assert one(started_at="2026-03-02T09:00", ended_at="2026-03-02T09:05").closed_s == 300.0
    assert one(ended_at=12.5).closed_s == 12.5
    unplaced = one(ended_at="2026-03-02T09:05")
    assert (unplaced.closed_s, unplaced.extra) == (None, {"ended_at": "2026-03-02T09:05"})


def test_open_conversations_say_so() -> None:
    assert (one().closed, one(closed=True).closed, one(closed=False).closed) == (True, True, False)


def test_equal_starts_and_zero_lengths_are_no_fault() -> None:
    assert [t.end_s for t in timed({"start": 1, "end": 5}, {"start": 1, "end": 1}, {}, {"start": 1.5}).turns] == [5.0, 1.0, None, None]


def test_what_is_no_number_is_nothing_outside_of_times() -> None:
    conversation = one(attributes={"a": float("nan"), "b": [float("inf"), 1]}, record={"c": {"d": float("-inf")}}, x=float("nan"))
    assert conversation.attributes == {"a": None, "b": [None, 1]}
    assert (conversation.record, conversation.extra) == ({"c": {"d": None}}, {"x": None})


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


A = {"role": "agent", "text": "您好"}
LONG = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"
BAD: list[tuple[object, str, dict[str, object]]] = [
    ([1], "reader.not_object", {"found": "[1]"}),
    ("text", "reader.not_object", {"found": '"text"'}),
    ({"turns": [A]}, "reader.no_id", {"found": "null"}),
    ({"id": "", "turns": [A]}, "reader.no_id", {"found": '""'}),
    ({"id": 7, "turns": [A]}, "reader.bad_id", {"found": "7"}),
    ({"id": "  ", "turns": [A]}, "reader.bad_id", {"found": '"  "'}),
    ({"id": ["c"], "turns": [A]}, "reader.bad_id", {"found": '["c"]'}),
    ({"id": "c"}, "reader.turns_missing", {}),
    ({"id": "c", "turns": None}, "reader.turns_missing", {}),
    ({"id": "c", "turns": {}}, "reader.not_list", {"field": "turns", "found": "{}"}),
    ({"id": "c", "turns": "您好"}, "reader.not_list", {"field": "turns", "found": '"您好"'}),
    ({"id": "c", "turns": []}, "reader.no_turns", {}),
    ({"id": "c", "turns": [A, "您好"]}, "reader.bad_turn", {"turn": 1, "found": '"您好"'}),
    ({"id": "c", "turns": [{"text": "您好"}]}, "reader.role_missing", {"turn": 0, "found": "null", "meant": None}),
    ({"id": "c", "turns": [{**A, "role": "agnet"}]}, "reader.bad_role_meant", {"turn": 0, "found": '"agnet"', "meant": "agent"}),
    ({"id": "c", "turns": [{**A, "role": "客户"}]}, "reader.bad_role_meant", {"turn": 0, "found": '"客户"', "meant": "customer"}),
    ({"id": "c", "turns": [{**A, "role": "旁白"}]}, "reader.bad_role", {"turn": 0, "found": '"旁白"', "meant": None}),
    ({"id": "c", "turns": [{**A, "role": ["agent"]}]}, "reader.bad_role", {"turn": 0, "found": '["agent"]', "meant": None}),
    ({"id": "c", "turns": [{"role": "agent"}]}, "reader.bad_text", {"turn": 0, "found": "null"}),
    ({"id": "c", "turns": [{**A, "text": 5}]}, "reader.bad_text", {"turn": 0, "found": "5"}),
    ({"id": "c", "turns": [{**A, "start": "1.0"}]}, "reader.not_number", {"field": "turns[0].start", "found": '"1.0"'}),
    ({"id": "c", "turns": [{**A, "start": True}]}, "reader.not_number", {"field": "turns[0].start", "found": "true"}),
    ({"id": "c", "turns": [{**A, "start": float("nan")}]}, "reader.not_number", {"field": "turns[0].start", "found": "NaN"}),
    ({"id": "c", "turns": [{**A, "start": float("inf")}]}, "reader.too_late", {"field": "turns[0].start", "found": "Infinity"}),
    ({"id": "c", "turns": [{**A, "start": 0, "end": float("inf")}]}, "reader.too_late", {"field": "turns[0].end", "found": "Infinity"}),
    ({"id": "c", "turns": [{**A, "start": float("-inf")}]}, "reader.negative", {"field": "turns[0].start", "found": "-Infinity"}),
    ({"id": "c", "turns": [{**A, "start": 1772413200123}]}, "reader.too_late", {"field": "turns[0].start", "found": "1772413200123"}),
    ({"id": "c", "turns": [{**A, "start": -0.5}]}, "reader.negative", {"field": "turns[0].start", "found": "-0.5"}),
    ({"id": "c", "turns": [{**A, "end": 2}]}, "reader.end_alone", {"turn": 0}),
    ({"id": "c", "turns": [{**A, "start": 2, "end": 1}]}, "reader.end_before_start", {"turn": 0, "start": 2.0, "end": 1.0}),
    (
        {"id": "c", "turns": [{**A, "start": 2}, A, {**A, "start": 1.9}]},
        "reader.backwards",
        {"turn": 2, "start": 1.9, "before": 0, "before_s": 2.0},
    ),
    (
        {"id": "c", "turns": [{**A, "at": "2026-03-02T09:01"}, {**A, "at": "2026-03-02T09:00"}], "started_at": "2026-03-02T09:00"},
        "reader.backwards",
        {"turn": 1, "start": 0.0, "before": 0, "before_s": 60.0},
    ),
    ({"id": "c", "turns": [{**A, "at": "9点"}]}, "reader.bad_time", {"field": "turns[0].at", "found": '"9点"'}),
    ({"id": "c", "turns": [{**A, "at": 1772413200}]}, "reader.bad_time", {"field": "turns[0].at", "found": "1772413200"}),
    ({"id": "c", "turns": [A], "started_at": "2026-03-02"}, "reader.bad_time", {"field": "started_at", "found": '"2026-03-02"'}),
    ({"id": "c", "turns": [A], "ended_at": "soon"}, "reader.bad_time", {"field": "ended_at", "found": '"soon"'}),
    (
        {"id": "c", "turns": [A], "started_at": "2026-03-02T09:00", "ended_at": "2026-03-02T08:00"},
        "reader.ended_early",
        {"found": '"2026-03-02T08:00"'},
    ),
    ({"id": "c", "turns": [{**A, "words": "您好"}]}, "reader.not_list", {"field": "words", "found": '"您好"'}),
    ({"id": "c", "turns": [{**A, "agent": ["A1"]}]}, "reader.not_text", {"field": "turns[0].agent", "found": '["A1"]'}),
    ({"id": "c", "turns": [A], "channel": ["call"]}, "reader.not_text", {"field": "channel", "found": '["call"]'}),
    ({"id": "c", "turns": [A], "agent": [1]}, "reader.not_text", {"field": "agent", "found": "[1]"}),
    ({"id": "c", "turns": [A], "agent": {"id": "A1", "name": {}}}, "reader.not_text", {"field": "agent.name", "found": "{}"}),
    ({"id": "c", "turns": [A], "customer": 1.5}, "reader.not_text", {"field": "customer", "found": "1.5"}),
    ({"id": "c", "turns": [A], "closed": "no"}, "reader.not_flag", {"field": "closed", "found": '"no"'}),
    ({"id": "c", "turns": [A], "attributes": []}, "reader.not_object_field", {"field": "attributes", "found": "[]"}),
    ({"id": "c", "turns": [A], "record": "张三"}, "reader.not_object_field", {"field": "record", "found": '"张三"'}),
    ({"id": "c", "turns": [A], "precision": -1}, "reader.negative", {"field": "precision", "found": "-1"}),
    ({"id": "c", "turns": [A], "events": {}}, "reader.not_list", {"field": "events", "found": "{}"}),
    ({"id": "c", "turns": [A], "events": ["done"]}, "reader.bad_event", {"event": 0, "found": '"done"'}),
    ({"id": "c", "turns": [A], "events": [{"type": ""}]}, "reader.event_type", {"event": 0, "found": '""'}),
    ({"id": "c", "turns": [A], "events": [{"type": "a", "at": "x"}]}, "reader.bad_time", {"field": "events[0].at", "found": '"x"'}),
    ({"id": "c", "turns": [A], "events": [{"type": "a", "at": True}]}, "reader.bad_time", {"field": "events[0].at", "found": "true"}),
    (
        {"id": "c", "turns": [A], "events": [{"type": "a", "at": float("nan")}]},
        "reader.not_number",
        {"field": "events[0].at", "found": "NaN"},
    ),
    ({"id": "c", "turns": [A], "record": {"a": nested(60)}}, "reader.too_deep", {"field": "record", "limit": 50}),
    ({"id": "c", "turns": [A], "x": nested(60)}, "reader.too_deep", {"field": "x", "limit": 50}),
    ({"id": "c", "turns": [{**A, "text": list(range(100))}]}, "reader.bad_text", {"turn": 0, "found": LONG}),
]


@pytest.mark.parametrize(("fields", "key", "values"), BAD)
def test_what_is_wrong_is_refused_with_place_reason_and_remedy(fields: object, key: str, values: dict[str, object]) -> None:
    with pytest.raises(Problems) as refused:
        conversation_of(fields, PLACE)
    (problem,) = refused.value.problems
    assert (problem.place, problem.what.key, dict(problem.what.values)) == (PLACE, key, values)
    assert problem.hint == Message(f"{key}.hint", problem.what.values)
