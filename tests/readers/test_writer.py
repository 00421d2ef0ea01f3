"""What the writer writes, the reader reads as the same conversation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.transcript import Agent, Conversation, Event, Role, Turn, Word
from compliance.readers import native
from compliance.readers.writer import to_line, to_neutral

BEIJING = timezone(timedelta(hours=8))


def again(conversation: Conversation) -> Conversation:
    (item,) = native.read(to_line(conversation), conversation.source)
    assert isinstance(item, Conversation), item
    return replace(item, line=conversation.line)


def test_the_fields_are_those_of_the_neutral_transcript() -> None:
    conversation = Conversation(
        id="c",
        source="f",
        turns=(Turn(0, Role.AGENT, "您好，请讲", 0.5, 2.0, "A1", (Word(0, 2, 0.5, 0.9, 0.97),)), Turn(1, Role.CUSTOMER, "查件")),
        channel="call",
        case="T-1",
        agent=Agent("A1", "林晓"),
        customer="C9",
        epoch=datetime(2026, 3, 2, 9, tzinfo=BEIJING),
        closed_s=370.0,
        attributes={"urgent": True},
        record={"name": "张三"},
        events=(Event("completed", 5400.0, {"by": "A1"}), Event("visit", None)),
        precision_s=60.0,
        closed=False,
        extra={"priority": 2},
    )
    assert to_neutral(conversation) == {
        "priority": 2,
        "id": "c",
        "channel": "call",
        "kind": "service",
        "case": "T-1",
        "agent": {"id": "A1", "name": "林晓"},
        "customer": {"id": "C9"},
        "started_at": "2026-03-02T09:00:00+08:00",
        "ended_at": "2026-03-02T09:06:10+08:00",
        "precision": 60.0,
        "closed": False,
        "attributes": {"urgent": True},
        "record": {"name": "张三"},
        "turns": [
            {
                "role": "agent",
                "text": "您好，请讲",
                "start": 0.5,
                "end": 2.0,
                "agent": "A1",
                "words": [{"text": "您好", "start": 0.5, "end": 0.9, "confidence": 0.97, "offset": 0}],
            },
            {"role": "customer", "text": "查件"},
        ],
        "events": [{"by": "A1", "at": "2026-03-02T10:30:00+08:00", "type": "completed"}, {"type": "visit"}],
    }
    assert again(conversation) == conversation


def test_what_is_not_known_is_left_out() -> None:
    bare = Conversation("c", "f", (Turn(0, Role.BOT, ""),))
    assert to_line(bare) == '{"id": "c", "kind": "service", "turns": [{"role": "bot", "text": ""}]}'
    assert again(bare) == bare


def test_an_empty_record_is_not_the_same_as_none() -> None:
    bare = Conversation("c", "f", (Turn(0, Role.BOT, ""),), record={})
    assert again(bare) == bare


def test_line_ends_in_the_text_do_not_break_the_line() -> None:
    line = to_line(Conversation("c", "f", (Turn(0, Role.AGENT, "一\n二\u2028三\r四"),)))
    assert "\n" not in line
    assert json.loads(line)["turns"][0]["text"] == "一\n二\u2028三\r四"


SECONDS = st.floats(0, 1e8)
NAME = st.text(min_size=1, max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(NAME.map(lambda name: f"x_{name}"), PLAIN, max_size=3)  # names that the contract does not know
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)).map(lambda naive: naive.replace(tzinfo=BEIJING))


@st.composite
def turns(draw: st.DrawFn) -> tuple[Turn, ...]:
    made = []
    now_s = draw(SECONDS)
    for index in range(draw(st.integers(1, 4))):
        now_s += draw(st.floats(0, 100))
        start_s = draw(st.none() | st.just(now_s))
        end_s = None if start_s is None else draw(st.none() | st.floats(start_s, start_s + 30))
        text = draw(st.text(max_size=12))
        made.append(Turn(index, draw(st.sampled_from(Role)), text, start_s, end_s, draw(st.none() | NAME), draw(words(text))))
    return tuple(made)


@st.composite
def words(draw: st.DrawFn, text: str) -> tuple[Word, ...]:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return tuple(Word(start, end, *draw(st.tuples(*[st.none() | SECONDS] * 3))) for start, end in spans)


CONVERSATIONS = st.builds(
    Conversation,
    id=NAME.filter(str.strip),
    source=st.just("f"),
    turns=turns(),
    line=st.none() | st.integers(1, 9),
    channel=st.none() | NAME,
    kind=NAME,
    case=st.none() | NAME,
    agent=st.none() | st.builds(Agent, NAME, st.none() | NAME, st.none() | NAME),
    customer=st.none() | NAME,
    epoch=st.none() | MOMENTS,
    closed_s=st.none() | SECONDS,
    attributes=FIELDS,
    record=st.none() | FIELDS,
    events=st.lists(st.builds(Event, NAME.filter(str.strip), st.none() | st.floats(-1e8, 1e8), FIELDS), max_size=3).map(tuple),
    precision_s=st.sampled_from([0.0, 1.0, 60.0]),
    closed=st.booleans(),
    extra=FIELDS,
)


@given(CONVERSATIONS)
def test_reading_what_was_written_gives_the_same_conversation(conversation: Conversation) -> None:
    assert again(conversation) == conversation
