"""The neutral transcript as a file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.model.transcript import Conversation, Role, Turn
from compliance.readers import native
from compliance.readers.decode import LINE_LIMIT
from compliance.readers.refusals import fault

GOOD = '{"id": "a", "turns": [{"role": "agent", "text": "您好"}]}'
PRETTY = json.dumps(json.loads(GOOD), ensure_ascii=False, indent=2)


def a(name: str = "a", line: int = 1, text: str = "您好") -> Conversation:
    return Conversation(name, "f", (Turn(0, Role.AGENT, text),), line=line)


def read(text: str) -> list[Conversation | Problem]:
    return list(native.read(text, "f"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, [a()]),
        (GOOD + "\n", [a()]),
        (f"\ufeff{GOOD}\r\n\r\n  {GOOD}\r\n", [a(), a(line=3)]),
        (f"[{GOOD}]", [a()]),
        (f"[{GOOD},\n{GOOD}]\n", [a(), a(line=2)]),
        (PRETTY, [a()]),
        (f"[\n{PRETTY},\n{PRETTY}\n]", [a(line=2), a(line=11)]),
        (f"{PRETTY}\n{PRETTY}\n", [a(), a(line=10)]),
        ("[]", []),
        (GOOD.replace("您好", r"\ud800您好"), [a(text="\ufffd您好")]),
        (GOOD.replace("您好", r"\ud83d\ude00"), [a(text="😀")]),
        (GOOD.replace("您好", "您\t好"), [a(text="您\t好")]),
    ],
)
def test_lines_objects_and_arrays_are_read(text: str, expected: list[Conversation | Problem]) -> None:
    assert read(text) == expected


def json_fault(line: int, column: int, key: str, said: str) -> Problem:
    return fault(Place("f", line, column), "reader.json", fault=message(key, fault=said))


CUT = fault(Place("f", 1), "reader.cut_off")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD.replace('"turns"', "turns"), [json_fault(1, 13, "reader.json.name", "Expecting property name enclosed in double quotes")]),
        (GOOD.replace(', "turns"', ' "turns"'), [json_fault(1, 12, "reader.json.comma", "Expecting ',' delimiter")]),
        (GOOD.replace('"turns":', '"turns"'), [json_fault(1, 21, "reader.json.colon", "Expecting ':' delimiter")]),
        (GOOD.replace('"您好"', "您好"), [json_fault(1, 49, "reader.json.value", "Expecting value")]),
        (GOOD.replace("您好", r"\x您好"), [json_fault(1, 50, "reader.json.escape", "Invalid \\escape")]),
        ("  " + GOOD + GOOD, [json_fault(1, len(GOOD) + 3, "reader.json.extra", "Extra data")]),
        (f"oops\n{GOOD}", [json_fault(1, 1, "reader.json.value", "Expecting value"), a(line=2)]),
        ("[1]\n", [fault(Place("f", 1), "reader.not_object", found="1")]),
        (f"{GOOD}\n7\n{GOOD}", [a(), fault(Place("f", 2), "reader.not_object", found="7"), a(line=3)]),
        (GOOD.replace("agent", "agentt"), [fault(Place("f", 1), "reader.bad_role_meant", turn=0, found='"agentt"', meant="agent")]),
        (GOOD.replace('"您好"', "1" * 5000), [fault(Place("f", 1), "reader.json", fault=message("reader.json.number"))]),
        (GOOD.replace('"您好"', "[" * 100_000), [fault(Place("f", 1), "reader.nested")]),
        (GOOD + "\n" + '{"a":' * 100_000, [a(), fault(Place("f", 2), "reader.nested")]),
        (PRETTY.replace('"agent",', '"agent"'), [json_fault(6, 7, "reader.json.comma", "Expecting ',' delimiter")]),
        (PRETTY[:-1], [CUT]),
        (f"[{GOOD},", [a(), CUT]),
        (f"[\n{PRETTY},\n{PRETTY[:40]}", [a(line=2), fault(Place("f", 11), "reader.cut_off")]),
    ],
)
def test_what_is_wrong_stops_nothing_but_itself(text: str, expected: list[Conversation | Problem]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("size", range(2, len(GOOD)))
def test_a_line_cut_off_anywhere_is_said_to_be_cut_off(size: int) -> None:
    assert read(f"{GOOD}\n{GOOD[:size]}") == [a(), fault(Place("f", 2), "reader.cut_off")]


@pytest.mark.parametrize("end", ["tr", "-", "nul", r'"\u1', r'"\ud83d\u', '"a\\'])
def test_so_is_a_line_cut_off_inside_a_literal_or_an_escape(end: str) -> None:
    assert read(GOOD[:-1] + ', "x": ' + end) == [CUT]


def test_a_line_over_the_limit_is_refused_and_the_next_one_read() -> None:
    text = GOOD.replace("您好", "a" * (LINE_LIMIT + 1)) + "\n" + GOOD
    assert read(text) == [fault(Place("f", 1), "reader.line_too_long", size="20", limit="20"), a(line=2)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (GOOD, True),
        (PRETTY, True),
        (f"\ufeff\n [{GOOD}]", True),
        (GOOD[:30], True),
        (PRETTY[:40], True),
        ('{"id": "a", "turns": "none"}', True),
        (f'{{"id": "a"}}\n{GOOD}', True),
        (f'{{"id": "a"}}\n{{"id": "b"}}\n{{"id": "c"}}\n{GOOD}', True),
        (f"oops\n{GOOD}\n{GOOD}", True),
        (f"oops\noops\noops\n{GOOD}", False),
        ("", False),
        ("{}", False),
        ("[]", False),
        ('{"name": "a-package", "version": "1.0.0"}', False),
        ('{"type": "object", "properties": {"turns": {"type": "array"}}}', False),
        (json.dumps({"properties": {"turns": {"type": "array"}}}, indent=1), False),
        ('{"schema": "summary/1", "turns": 46861}', False),
        ('{"turns": [{"role": "agent", "text": "您好"}]}', True),
        ('{"schema": "finding/1", "turn": 3, "text": "因为"}', False),
        ('{"conversation": "c", "turn": {"role": "agent", "text": "您好"}}', False),
        ('{"segments": [{"start": 0.0, "text": "hello"}]}', False),
        (f"# Format\n\nOne object a line:\n\n```json\n{GOOD}\n```\n", False),
        ("rules:\n  - id: a\n", False),
        ("客服：您好", False),
    ],
)
def test_only_objects_with_turns_are_known(head: str, expected: bool) -> None:
    assert native.sniff(head) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (GOOD, True),
        (GOOD[:30], True),
        (f"{GOOD[:30]}\n{GOOD}", True),
        (f"oops\n{GOOD}", True),
        ("", True),
        (PRETTY, False),
        (f"[{GOOD}]", False),
        ("{", True),
        ("{\n", True),
        ('{\n"id": "a",', False),
    ],
)
def test_lines_are_told_from_documents(head: str, expected: bool) -> None:
    assert native.by_line(head) is expected


KEY = st.sampled_from(["id", "turns", "role", "text", "start", "at", "events", "agent"]) | st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEY, inner),
    max_leaves=8,
)
META = ("channel", "agent", "customer", "started_at", "ended_at", "attributes", "record", "events", "precision")
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["agent", "customer", "nobody"]), "text": st.text() | JSON},
    optional={"start": JSON | st.floats(0, 99), "end": JSON | st.floats(0, 99), "at": JSON, "agent": JSON, "words": JSON},
)
CALL = st.fixed_dictionaries(
    {"id": st.text() | JSON, "turns": st.lists(TURN) | JSON},
    optional=dict.fromkeys(META, JSON),
)


@given(st.lists(JSON | CALL))
def test_any_json_gives_a_conversation_or_a_problem_for_each_object(values: list[object]) -> None:
    items = read("\n".join(json.dumps(value) for value in values))
    if values and isinstance(values[0], dict):
        assert len(items) == len(values)
    assert all(item.turns if isinstance(item, Conversation) else item.hint for item in items)


@given(st.text() | st.lists(st.sampled_from([*'{}[]:,"\\', "\n", '"id"', '"turns"', GOOD, "null", "1e999", "NaN"])).map("".join))
def test_any_text_is_sniffed_and_read_without_a_fall(text: str) -> None:
    assert native.sniff(text) in (True, False)
    assert all(item.turns if isinstance(item, Conversation) else item.place.source == "f" for item in read(text))
