"""Rules over cases: the table in tests/cases/case.yaml, and what must hold of any case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from textwrap import indent
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.audit import Events, Plan, audit
from compliance.judge import Bench, judge
from compliance.model.case import Case, CaseEvent
from compliance.model.rule import Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.model.verdict import Verdict
from compliance.readers.clock import parse_wall
from compliance.readers.event_rows import read_events
from compliance.readers.script import read
from compliance.text.hearing import Ear

CASES = Path(__file__).parent.parent / "cases"
ROWS = yaml.safe_load((CASES / "case.yaml").read_text(encoding="utf-8"))
Made = Callable[[str], Rulebook]
NINE = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_case(row: Mapping[str, Any], rulebook_of: Made, tmp_path: Path) -> None:
    rulebook = rulebook_of(f"version: 1\nrules:\n  - id: case\n    level: error\n    over: case\n{indent(row['rule'], '    ')}")
    done = audited(row, rulebook, tmp_path)
    facts = {verdicts[0].conversation: told(verdicts[0]) for verdicts in done.verdicts}
    for key in ("expected", "reason", "deadline_s", "margin_s", "activations"):
        assert {name: facts[name][key] for name in row.get(key, {})} == row.get(key, {})
    assert [*facts] == [*row["expected"]]


def audited(row: Mapping[str, Any], rulebook: Rulebook, folder: Path) -> Audit:
    contacts = [replace(c, case="a-case") for c in read(row.get("contacts", ""), "case.txt") if isinstance(c, Conversation)]
    events = None
    if "events" in row:
        (folder / "events.csv").write_text(f"case,type,at,urgent\n{row['events']}", encoding="utf-8")
        events = Events("events.csv", read_events(str(folder / "events.csv"))[0])
    wall = parse_wall(str(row["as_of"])) if "as_of" in row else None
    return audit(contacts, Plan(rulebook, wall.at if wall else None, events=events))


def told(verdict: Verdict) -> dict[str, object]:
    deciding = next((j for j in verdict.judgements if j.outcome is verdict.outcome), None)
    return {
        "expected": str(verdict.outcome),
        "reason": verdict.reason.key.removeprefix("judge.") if verdict.reason else None,
        "deadline_s": deciding.deadline_s if deciding else None,
        "margin_s": deciding.margin_s if deciding else None,
        "activations": len(verdict.judgements),
    }


RULES = """version: 1
rules:
  - {id: kept, level: fatal, over: case, when: {agent: 回电, each: every}, must: {event: [callback, contact]}, within: 2h}
  - {id: workday, level: error, over: case, when: {event: request, each: every}, must: {event: visit}, within: 1 workday}
  - {id: words, level: error, over: case, when: {customer: 投诉}, must: {agent: 抱歉}, within: 3 turns}
  - {id: ban, level: warn, over: case, when: {event: request}, must_not: {agent: 不归我管}, within: 1d}
  - {id: steps, level: warn, over: case, order: [{event: request}, {event: visit}, {event: completed}], required: false}
  - {id: often, level: warn, over: case, when: {event: request}, count: {event: visit, min: 1, max: 2}}
  - {id: gap, level: info, over: case, measure: {update_gap: agent}, max: 1d}
  - {id: urgent, level: info, over: case, applies_to: {urgent: true}, when: {event: request}, must: {event: visit}, within: 1h}
  - {id: own, level: info, must: {agent: 您好}}
"""


@pytest.fixture(scope="module")
def bench(rulebook_of: Made) -> Bench:
    return Bench(rulebook_of(RULES))


def some_case(chance: Random, contacts: int, *, clocks: bool = False) -> Case:
    """Contacts that overlap, come at the same time or at no known one, and events before, between and behind them."""
    talks = []
    for number in range(contacts):
        timed = chance.random() < 0.8
        starts = sorted(chance.choice((0.0, 1.0, 30.0, 9000.0)) for _ in range(chance.randint(1, 4)))
        turns = tuple(
            Turn(i, chance.choice((Role.AGENT, Role.CUSTOMER)), chance.choice(("稍后回电", "我要投诉", "抱歉", "不归我管", "您好")), *at)
            for i, at in enumerate((start, start + chance.choice((0.0, 5.0))) if timed else (None, None) for start in starts)
        )
        begin = NINE + timedelta(seconds=chance.choice((0, 0, 60, 3600, 90000)) * chance.randint(-1, number + 1))
        epoch = begin if clocks or chance.random() < 0.9 else None
        own = tuple(Event(chance.choice(TYPES), chance.choice((None, -5.0, 0.0, 7200.0))) for _ in range(chance.randint(0, 2)))
        attributes: dict[str, object] = {"urgent": True} if chance.random() < 0.3 else {}
        talks.append(Conversation(f"c{number}", "t", turns, case="T", epoch=epoch, events=own, attributes=attributes))
    days = (None, -1, 0, 0, 1, 30, 10_000)
    events = tuple(
        CaseEvent(chance.choice(TYPES), None if (day := chance.choice(days)) is None else NINE + timedelta(days=day, hours=number))
        for number in range(chance.randint(0, 4))
    )
    return Case("T", tuple(talks), events, recorded=bool(events) or chance.random() < 0.5)


TYPES = ("request", "visit", "completed", "callback", "contact")


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32))
def test_any_case_is_judged_and_every_trigger_counts_in_one_contact(seed: int, bench: Bench) -> None:
    case = some_case(Random(seed), Random(seed).randint(1, 6))
    rows = bench.judge(case)
    assert [[verdict.conversation for verdict in row] for row in rows] == [[c.id] * len(bench.over_case.rules) for c in case.contacts]
    promises = sum(turn.role is Role.AGENT and "回电" in turn.text for contact in case.contacts for turn in contact.turns)
    kept = [verdict for row in rows for verdict in row if verdict.rule == "kept"]
    assert sum(len(verdict.judgements) for verdict in kept) == promises
    for contact, row in zip(case.contacts, rows, strict=True):
        own = [hit.turn for v in row for j in v.judgements for hit in (j.trigger, *j.witnesses) if hit and hit.turn is not None]
        assert all(turn < len(contact.turns) for turn in own)
        assert all("回电" in contact.turns[j.trigger.turn or 0].text for v in row if v.rule == "kept" for j in v.judgements if j.trigger)


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_reading_does_not_matter_where_all_clocks_are_known(seed: int, bench: Bench) -> None:
    case = some_case(Random(seed), 4, clocks=True)
    begins = [contact.epoch for contact in case.contacts]
    if len(set(begins)) == len(begins):  # of those that begin together, the first one read is the first
        other = replace(case, contacts=case.contacts[::-1], events=case.events)
        assert outcomes(bench, case) == outcomes(bench, other)


def outcomes(bench: Bench, case: Case) -> dict[tuple[str, str], str]:
    return {(v.conversation, v.rule): v.outcome for row in bench.judge(case) for v in row}


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_a_contact_alone_is_judged_as_a_conversation(seed: int, bench: Bench) -> None:
    case = some_case(Random(seed), 1, clocks=True)
    talk = case.contacts[0]
    if all(turn.start_s is not None for turn in talk.turns) and len({(e.type, e.at_s) for e in talk.events}) == len(talk.events):
        talk = replace(talk, events=tuple(event for event in talk.events if event.type != "contact"))
        (row,) = bench.judge(Case("T", (talk,)))
        alone = judge(talk, bench.over_case, Ear(bench.over_case))
        both = [(one, other) for one, other in zip(row, alone, strict=True) if one.rule != "gap"]  # to whom a contact is news
        assert [(v.outcome, len(v.judgements)) for v, _ in both] == [(v.outcome, len(v.judgements)) for _, v in both]


@pytest.mark.slow
def test_several_processes_judge_cases_alike(rulebook_of: Made) -> None:
    rulebook = rulebook_of(RULES)
    cases = [some_case(Random(seed), 3) for seed in range(60)]
    talks = [replace(c, id=f"{n}-{c.id}", case=f"T{n}") for n, case in enumerate(cases) for c in case.contacts]
    events = Events("e.csv", {f"T{n}": case.events for n, case in enumerate(cases)} | {"alone": cases[0].events})
    one, two = (audit(talks, Plan(rulebook, jobs=jobs, events=events), "t") for jobs in (1, 2))
    assert one.verdicts == two.verdicts
    assert [c.id for c in one.conversations] == [*(talk.id for talk in talks), "alone"]


def test_rules_over_conversations_are_not_judged_by_events_alone(rulebook_of: Made) -> None:
    done = audit([], Plan(rulebook_of(RULES), events=Events("e.csv", {"T": (CaseEvent("request", NINE),)})))
    by_rule = {verdict.rule: verdict for verdict in done.verdicts[0]}
    assert (by_rule["own"].outcome, by_rule["own"].reason and by_rule["own"].reason.key) == ("not_applicable", "judge.only_events")
    assert by_rule["workday"].outcome == "pending"


def test_a_case_may_go_by_the_id_of_its_only_conversation(rulebook_of: Made) -> None:
    talk = Conversation("T", "t", (Turn(0, Role.AGENT, "稍后回电", 0, 1),), epoch=NINE)
    events = Events("e.csv", {"T": (CaseEvent("callback", NINE + timedelta(hours=1)),)})
    done = audit([talk], Plan(rulebook_of(RULES), events=events))
    assert [(v.rule, v.outcome) for v in done.verdicts[0]][:1] == [("kept", "pass")]
    assert len(done.conversations) == 1


def test_where_no_rule_is_over_cases_events_change_nothing(rulebook_of: Made) -> None:
    rulebook = rulebook_of("version: 1\nrules:\n  - {id: own, level: info, must: {agent: 您好}}\n")
    talk = Conversation("a", "t", (Turn(0, Role.AGENT, "您好"),), case="T")
    events = Events("e.csv", {"T": (CaseEvent("request", NINE),), "X": (CaseEvent("request", NINE),)})
    assert audit([talk], Plan(rulebook, events=events)).verdicts == audit([talk], Plan(rulebook)).verdicts


@pytest.mark.slow
@pytest.mark.parametrize("step_s", [60, 3 * 3600, 2 * 86400])
def test_ten_thousand_contacts_take_as_long_for_each_as_a_thousand(step_s: int, bench: Bench) -> None:
    def seconds(count: int) -> float:
        turns = (Turn(0, Role.CUSTOMER, "我要投诉", 0, 2), Turn(1, Role.AGENT, "稍后回电", 3, 5))
        begins = [NINE + timedelta(seconds=step_s * number) for number in range(count)]
        talks = tuple(Conversation(f"c{n}", "t", turns, case="T", epoch=begin) for n, begin in enumerate(begins))
        events = tuple(CaseEvent("request", begin) for begin in begins)
        started = perf_counter()
        bench.judge(Case("T", talks, events, recorded=True))
        return perf_counter() - started

    seconds(100)
    assert seconds(10_000) < 30 * seconds(1_000) + 1
