"""The room: many conversations at once, deadlines and warnings by the clock, ends by quiet, and lines that are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from time import process_time

import pytest

from compliance.audit import Plan, audit
from compliance.examples import load_rulebook
from compliance.live import intake, room
from compliance.live.memory import recalled, remembered
from compliance.live.room import Room, finish, receive, room_for
from compliance.model.due import Due
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Turn
from compliance.readers.live_events import read_event
from compliance.readers.reader import read_paths
from compliance.readers.writer import to_neutral
from compliance.rulebook.source import shipped_rules

SAMPLES = Path(__file__).parents[2] / "samples"
PLACE = Place("stdin", 3)
Opened = Callable[..., Room]

RULES = """version: 1
rules:
  - {id: greet, level: warn, where: opening, must: {agent: 您好}}
  - {id: ban, level: error, must_not: {agent: 不归我管}}
  - {id: back, level: error, when: {customer: 投诉, each: first}, must: {agent: 抱歉}, within: 1m, instead: 非常抱歉}
  - {id: answer, level: warn, measure: {response_time: agent}, max: 2m}
  - {id: mail, level: warn, applies_to: {channel: mail}, must: {agent: 此致}}
  - {id: bye, level: warn, where: closing, must: {agent: 再见}}
"""
START = '{"conversation": "c1", "meta": {"started_at": "2026-03-02T09:00:00+08:00"}}'
ANGRY = '{"conversation": "c1", "turn": {"role": "customer", "text": "我要投诉", "start": 10, "end": 12}}'


@pytest.fixture
def opened(rulebook_of: Callable[[str], Rulebook]) -> Opened:
    def opened(*lines: str, quiet_s: float = 600.0, warn_s: float = 40.0) -> Room:
        made = room_for(rulebook_of(RULES), warn_s, quiet_s)
        for line in lines:
            said(made, line)
        return made

    return opened


def said(into: Room, line: str) -> list[object]:
    """Rows as plain values: (conversation, rule, verdict), or (conversation, rule, deadline, due in)."""
    told = read_event(line, PLACE)
    assert told
    return [_plain(row) for row in receive(into, told, PLACE)]


def _plain(row: object) -> object:
    if isinstance(row, Due):
        return row.conversation.id, row.rule.id, row.deadline_s, row.due_in_s
    if isinstance(row, Problem):
        return row.what.key
    assert isinstance(row, tuple)
    return row[0].id, row[1].rule, str(row[1].outcome)


def refused(into: Room, line: str) -> str:
    with pytest.raises(Problems) as found:
        said(into, line)
    return found.value.problems[0].what.key


def test_verdicts_are_told_as_they_become_final_and_once(opened: Opened) -> None:
    live = opened(START)
    assert said(live, turn(0, "您好")) == [("c1", "greet", "pass")]
    assert said(live, turn(2, "不归我管")) == [("c1", "ban", "fail")]
    assert said(live, turn(3, "不归我管")) == []
    assert said(live, '{"conversation": "c1", "end": true}') == [
        ("c1", "back", "not_triggered"),
        ("c1", "answer", "not_triggered"),
        ("c1", "mail", "unknown"),
        ("c1", "bye", "fail"),
    ]
    assert live.talks == {}


def test_a_warning_comes_before_the_deadline_and_the_failure_after_it(opened: Opened) -> None:
    live = opened(START)
    assert said(live, ANGRY) == []
    assert said(live, '{"clock": "2026-03-02T09:00:31+08:00"}') == []
    assert said(live, '{"clock": "2026-03-02T09:00:40+08:00"}') == [("c1", "back", 72.0, 32.0)]
    assert said(live, '{"clock": "2026-03-02T09:01:00+08:00"}') == []
    assert said(live, '{"clock": "2026-03-02T09:01:12+08:00"}') == []
    assert said(live, '{"clock": "2026-03-02T09:01:13+08:00"}') == [("c1", "back", "fail")]
    assert said(live, '{"clock": "2026-03-02T09:01:40+08:00"}') == [("c1", "answer", 132.0, 32.0)]
    assert said(live, '{"clock": "2026-03-02T09:02:13+08:00"}') == [("c1", "answer", "fail")]


def test_a_short_window_is_warned_of_at_once(opened: Opened) -> None:
    assert said(opened(START, warn_s=90.0), ANGRY) == [("c1", "back", 72.0, 62.0)]


def test_an_answer_ends_the_wait(opened: Opened) -> None:
    live = opened(START, ANGRY)
    assert said(live, '{"conversation": "c1", "turn": {"role": "agent", "text": "抱歉", "start": 20}}') == [("c1", "back", "pass")]
    assert said(live, '{"clock": "2026-03-02T09:08:00+08:00"}') == []


def test_clock_windows_outlive_the_conversation(opened: Opened) -> None:
    live = opened(START, ANGRY)
    assert [row for row in said(live, '{"conversation": "c1", "end": true}') if row[1] in ("back", "answer")] == [  # type: ignore[index]
        ("c1", "back", "pending"),
        ("c1", "answer", "pending"),
    ]
    assert refused(live, ANGRY) == "live.ended"
    assert said(live, '{"clock": "2026-03-02T09:30:00+08:00"}') == [("c1", "back", "fail"), ("c1", "answer", "fail")]
    assert live.talks == {}
    assert refused(live, ANGRY) == "live.ended"
    assert said(live, '{"conversation": "c1", "end": true}') == []


def test_a_quiet_conversation_is_closed(opened: Opened) -> None:
    live = opened(START, '{"conversation": "c1", "turn": {"role": "agent", "text": "您好", "start": 0, "end": 1}}')
    assert said(live, '{"clock": "2026-03-02T09:10:00+08:00"}') == []
    assert ("c1", "bye", "fail") in said(live, '{"clock": "2026-03-02T09:10:01+08:00"}')


def test_one_without_any_time_is_quiet_since_the_first_tick(opened: Opened) -> None:
    live = opened('{"conversation": "c1", "turn": {"role": "agent", "text": "您好"}}')
    assert said(live, '{"clock": "2026-03-02T09:00:00+08:00"}') == []
    assert said(live, '{"clock": "2026-03-02T09:09:59+08:00"}') == []
    assert ("c1", "bye", "fail") in said(live, '{"clock": "2026-03-02T09:10:00+08:00"}')


def turn(start: object, text: str = "嗯") -> str:
    return json.dumps({"conversation": "c1", "turn": {"role": "agent", "text": text, "start": start}})


REFUSED = {
    "reversed": (turn(9.9), "live.backwards"),
    "negative": (turn(-1), "reader.negative"),
    "NaN": (turn(float("nan")), "reader.not_number"),
    "infinite": (turn(float("inf")), "reader.too_late"),
    "milliseconds": (turn(1_772_413_200_000), "reader.too_late"),
    "text": (turn("9"), "reader.not_number"),
    "true": (turn(True), "reader.not_number"),
    "year 9999": ('{"conversation": "c1", "turn": {"role": "agent", "text": "", "at": "9999-12-31T00:00:00Z"}}', "reader.too_late"),
    "before the start": (
        '{"conversation": "c1", "turn": {"role": "agent", "text": "", "at": "2026-03-02T08:00:00+08:00"}}',
        "live.backwards",
    ),
    "end first": ('{"conversation": "c1", "turn": {"role": "agent", "text": "", "start": 20, "end": 19}}', "reader.end_before_start"),
    "late event": ('{"conversation": "c1", "event": {"type": "visit", "at": 3}}', "live.backwards"),
    "event without time": ('{"conversation": "c1", "event": {"type": "visit"}}', "live.event_untimed"),
    "no role": ('{"conversation": "c1", "turn": {"text": ""}}', "reader.role_missing"),
    "no such conversation": ('{"conversation": "c2", "end": true}', "live.not_open"),
    "no conversation": ('{"turn": {"role": "agent", "text": ""}}', "reader.live.no_conversation"),
    "nothing": ('{"conversation": "c1"}', "reader.live.nothing"),
    "several": ('{"conversation": "c1", "turn": {"role": "agent", "text": ""}, "end": true}', "reader.live.several"),
    "no object": ("[1]", "reader.live.not_object"),
    "broken": ('{"conversation": ', "reader.cut_off"),
    "bad clock": ('{"clock": 5}', "reader.bad_time"),
    "clock back": ('{"clock": "2026-03-02T08:59:00+08:00"}', "live.clock_backwards"),
    "clock far ahead": ('{"clock": "9999-03-02T08:59:00+08:00"}', "live.clock_far"),
    "another kind": ('{"conversation": "c1", "meta": {"kind": "complaint"}}', "live.changed"),
    "end too early": ('{"conversation": "c1", "end": true, "at": "2026-03-02T09:00:01+08:00"}', "live.backwards"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_has_its_reason_and_leaves_no_trace(case: str, opened: Opened) -> None:
    line, key = REFUSED[case]
    live = opened('{"clock": "2026-03-02T09:00:00+08:00"}', START, ANGRY)
    before = "".join(remembered(live, 0))
    assert refused(live, line) == key
    assert "".join(remembered(live, 0)) == before
    assert said(live, '{"conversation": "c1", "turn": {"role": "agent", "text": "抱歉", "start": 10}}') == [("c1", "back", "pass")]


def test_equal_times_are_no_fault(opened: Opened) -> None:
    live = opened(START, ANGRY, turn(10), turn(10))
    assert live.talks["c1"].length == 3


def test_more_may_be_told_of_a_conversation_later(opened: Opened) -> None:
    live = opened(START, turn(0, "此致"))
    assert said(live, '{"conversation": "c1", "meta": {"channel": "mail"}}') == [("c1", "mail", "pass")]
    assert refused(live, '{"conversation": "c1", "meta": {"channel": "chat"}}') == "live.changed"


def test_an_event_may_be_told_before_the_turn_during_which_it_happened(opened: Opened) -> None:
    live = opened(START, '{"conversation": "c1", "event": {"type": "visit", "at": 15}}', ANGRY)
    assert [moment.start_s for moment in live.talks["c1"].timeline.moments] == [10.0, 15.0]


def test_too_many_and_too_long_are_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_OPEN", 2)
    monkeypatch.setattr(room, "MOST_ENDED", 1)
    monkeypatch.setattr(intake, "MOST_TURNS", 2)
    live = opened(turn(1), turn(2))
    assert refused(live, turn(3)) == "live.too_long"
    assert said(live, turn(1).replace("c1", "c2")) == []
    assert said(live, turn(1).replace("c1", "c3")) == ["live.given_up"]
    assert [*live.talks] == ["c2", "c3"]
    for name in ("c2", "c3"):
        said(live, json.dumps({"conversation": name, "end": True}))
    assert [*live.ended] == ["c3"]


def test_a_state_file_of_another_rulebook_is_judged_anew(opened: Opened, rulebook_of: Callable[[str], Rulebook]) -> None:
    live = opened(START, turn(0, "您好，不归我管"))
    other = rulebook_of(RULES.replace("id: ban, level: error, must_not: {agent: 不归我管}", "id: new, level: error, must_not: {agent: 嗯}"))
    again = room_for(other, 40.0, 600.0)
    assert recalled("".join(remembered(live, 9)), "state", again) == 9
    assert said(again, turn(5)) == [("c1", "new", "fail")]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "live/2"}', '{"schema": "live/1"}', "null", "\x00"])
def test_what_is_no_state_file_is_refused(text: str, opened: Opened) -> None:
    with pytest.raises(Problems) as found:
        recalled(text, "state", opened())
    assert [problem.what.key for problem in found.value.problems] == ["live.bad_state"]


CASE_RULES = """version: 1
rules:
  - {id: kept, level: error, over: case, when: {agent: 回电, each: first}, must: {event: [callback, contact]}, within: 1h}
  - {id: told, level: warn, over: case, when: {agent: 回电, each: first}, must: {event: feedback}}
"""


@pytest.fixture
def promised(rulebook_of: Callable[[str], Rulebook]) -> Room:
    """A contact of a case has ended in which a callback was promised."""
    live = room_for(rulebook_of(CASE_RULES), 60.0, 86400.0)
    said(live, '{"conversation": "c1", "meta": {"case": "T1", "started_at": "2026-03-02T09:00:00+08:00"}}')
    assert said(live, turn(0, "给您回电")) == []
    assert said(live, '{"conversation": "c1", "event": {"type": "noted", "at": 2}}') == []
    assert said(live, '{"conversation": "c1", "end": true}') == [("c1", "kept", "pending"), ("c1", "told", "pending")]
    return live


def test_another_contact_of_the_case_keeps_the_promise(promised: Room) -> None:
    assert said(promised, '{"conversation": "c2", "meta": {"case": "T1", "started_at": "2026-03-02T09:30:00+08:00"}}') == []
    assert said(promised, turn(0).replace("c1", "c2")) == [("c1", "kept", "pass")]
    assert said(promised, '{"clock": "2026-03-02T11:00:00+08:00"}') == []


def test_the_case_has_its_warning_and_its_deadline(promised: Room) -> None:
    assert said(promised, '{"clock": "2026-03-02T09:59:00+08:00"}') == [("c1", "kept", 3600.0, 60.0)]
    assert said(promised, '{"clock": "2026-03-02T10:00:00+08:00"}') == []
    assert said(promised, '{"clock": "2026-03-02T10:00:01+08:00"}') == [("c1", "kept", "fail")]


def test_an_event_of_an_ended_contact_counts_for_its_case(promised: Room) -> None:
    event = '{"conversation": "c1", "event": {"type": "feedback", "at": "2026-03-02T12:00:00+08:00"}}'
    assert said(promised, event) == [("c1", "kept", "fail"), ("c1", "told", "pass")]


def test_what_rests_on_nothing_more_coming_is_told_when_the_case_was_quiet_or_the_input_ends(promised: Room) -> None:
    assert [_plain(row) for row in finish(promised)] == [("c1", "told", "fail")]
    assert said(promised, '{"clock": "2026-03-03T09:00:02+08:00"}') == [("c1", "kept", "fail"), ("c1", "told", "fail")]
    assert promised.matters == {}


def test_a_case_of_too_many_contacts_is_told(promised: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_CONTACTS", 1)
    said(promised, '{"conversation": "c2", "meta": {"case": "T1"}}')
    assert said(promised, turn(0).replace("c1", "c2")) == ["live.case_full"]


def test_a_case_outlives_a_stop(promised: Room) -> None:
    again = room_for(promised.watched.rulebook, 60.0, 86400.0)
    assert recalled("".join(remembered(promised, 4)), "state", again) == 4
    assert "".join(remembered(again, 4)) == "".join(remembered(promised, 4))
    assert said(again, '{"clock": "2026-03-02T10:00:01+08:00"}') == [("c1", "kept", "fail")]


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rulebook(shipped_rules(), run_examples=False).rulebook


def lines_of(conversation: Conversation, *, ends_with_the_talk: bool) -> list[tuple[float, str]]:
    """The conversation as it would have come in, each line with its second of the wall clock; its end last, or before later events."""
    fields = to_neutral(conversation)
    turns, events = fields.pop("turns"), fields.pop("events", ())
    assert isinstance(turns, list) and isinstance(events, list | tuple)
    start_s = conversation.epoch.timestamp() if conversation.epoch else 0.0
    talk_s = max((turn.end_s or turn.start_s or 0.0 for turn in conversation.turns), default=0.0)
    told = [(turn.start_s or 0.0, 1, {"turn": raw}) for turn, raw in zip(conversation.turns, turns, strict=True)]
    timed = all(turn.start_s is not None for turn in conversation.turns)
    told += [((item.at_s or 0.0) if timed else talk_s, 2, {"event": raw}) for item, raw in zip(conversation.events, events, strict=True)]
    end_s = max(talk_s, conversation.closed_s or 0.0) if ends_with_the_talk else max(talk_s, *(entry[0] for entry in told))
    told += [(end_s, 3, {"end": True})] if conversation.closed else []
    told = [(min(entry[0] for entry in told), 0, {"meta": fields}), *sorted(told, key=lambda entry: entry[:2])]
    return [(start_s + at_s, json.dumps({"conversation": conversation.id, **what})) for at_s, _, what in told]


@pytest.mark.slow
@pytest.mark.parametrize("early", [False, True])
def test_every_sample_gets_the_same_verdicts_live(early: bool, shipped: Rulebook) -> None:
    """All of them at once, in the order of time. `early`: contacts of cases end before the events that come later."""
    done = audit(read_paths([str(SAMPLES)]), Plan(shipped), "test")
    live = room_for(shipped, 60.0, 1e9)
    lines = [line for c in done.conversations for line in lines_of(c, ends_with_the_talk=early and c.case is not None)]
    rows = [*chain(*(said(live, line) for _, line in sorted(lines, key=lambda entry: entry[0]))), *map(_plain, finish(live))]
    told: dict[tuple[str, str], str] = {}
    for conversation, rule, outcome in (row for row in rows if isinstance(row, tuple) and len(row) == 3):
        assert told.get((conversation, rule)) not in ("pass", "fail")
        told[conversation, rule] = outcome
    batch = {(v.conversation, v.rule): str(v.outcome) for verdicts in done.verdicts for v in verdicts}
    still_open = {conversation.id for conversation in done.conversations if not conversation.closed}
    assert told == {key: outcome for key, outcome in batch.items() if key in told or key[0] not in still_open}


@pytest.mark.slow
def test_a_turn_of_a_long_talk_takes_no_longer_than_one_of_a_short_talk(shipped: Rulebook) -> None:
    calls = [item for item in read_paths([str(SAMPLES / "calls")]) if isinstance(item, Conversation)]
    turns = [turn for call in calls for turn in call.turns][:250]
    live = room_for(shipped, 60.0, 1e9)
    said(live, '{"conversation": "c1", "meta": {"channel": "call"}}')
    taken = []
    for lap in range(10):
        lines = [_spoken(turn_, (lap * len(turns) + place) * 4.0) for place, turn_ in enumerate(turns)]
        begun = process_time()
        for line in lines:
            said(live, line)
        taken.append(process_time() - begun)
    assert min(taken[-3:]) < 2 * min(taken[1:4])


def _spoken(spoken: Turn, start_s: float) -> str:
    fields = {"role": str(spoken.role), "text": spoken.text, "start": start_s, "end": start_s + 3.0}
    return json.dumps({"conversation": "c1", "turn": fields})
