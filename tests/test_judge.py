"""The judge: one verdict for each rule, what decides between them, and that long talks take no longer than they must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from compliance.judge import clock_of, judge
from compliance.model.message import message
from compliance.model.rule import Rulebook
from compliance.model.transcript import Agent, Conversation, Role, Turn, Word
from compliance.model.verdict import Outcome, Verdict
from compliance.text.hearing import Ear

SAID = Conversation("c1", "c1", (Turn(0, Role.AGENT, "您好", 1.0, 2.0), Turn(1, Role.CUSTOMER, "要投诉", 3.0, 4.0)))
RulebookOf = Callable[[str], Rulebook]

RULES = """version: 1
rules:
  - {id: kept, level: warn, must: {agent: 您好}}
  - {id: broken, level: warn, must: {agent: 欢迎}}
  - {id: silent, level: warn, when: {agent: 转接}, must: {agent: 稍等}}
  - {id: other, level: warn, applies_to: {channel: mail}, must: {agent: 您好}}
  - {id: due, level: warn, when: {customer: 投诉}, must: {agent: 抱歉}, within: 1m}
  - {id: dark, level: warn, must: {record: phone}}
"""


def outcomes(verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    return {verdict.rule: str(verdict.outcome) for verdict in verdicts}


def test_one_verdict_for_each_rule_in_the_order_of_the_rulebook(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of(RULES)
    conversation = replace(SAID, channel="call")
    verdicts = judge(conversation, rulebook, Ear(rulebook))
    assert [verdict.conversation for verdict in verdicts] == ["c1"] * 6
    assert list(outcomes(verdicts).items()) == [
        ("kept", "pass"),
        ("broken", "fail"),
        ("silent", "not_triggered"),
        ("other", "not_applicable"),
        ("due", "pending"),
        ("dark", "unknown"),
    ]


def test_the_clock_decides_what_outlives_the_conversation(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of(RULES)
    ear = Ear(rulebook)
    by_clock = {as_of_s: outcomes(judge(SAID, rulebook, ear, as_of_s))["due"] for as_of_s in (None, 0.0, 64.0, 64.001)}
    assert by_clock == {None: "pending", 0.0: "pending", 64.0: "pending", 64.001: "fail"}


@pytest.mark.parametrize(
    ("epoch", "as_of", "seconds"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC), 3600.0),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 8, 59, tzinfo=UTC), -60.0),
        (None, datetime(2026, 3, 2, 10, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), None, None),
    ],
)
def test_clock_of(epoch: datetime | None, as_of: datetime | None, seconds: float | None) -> None:
    assert clock_of(replace(SAID, epoch=epoch), as_of) == seconds


@pytest.mark.parametrize(
    ("parts", "worst"),
    [
        (("抱歉", "随便"), Outcome.FAIL),
        (("抱歉", "抱歉"), Outcome.PASS),
        (("随便", "随便"), Outcome.FAIL),
    ],
)
def test_a_verdict_is_the_worst_of_its_judgements(parts: tuple[str, ...], worst: Outcome, rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of(
        "version: 1\nrules:\n  - {id: r, level: warn, when: {customer: 投诉, each: every}, must: {agent: 抱歉}, within: 1 turns}\n"
    )
    texts = [text for part in parts for text in ("要投诉", part)]
    turns = tuple(Turn(i, Role.AGENT if i % 2 else Role.CUSTOMER, text) for i, text in enumerate(texts))
    (verdict,) = judge(Conversation("c", "c", turns), rulebook, Ear(rulebook))
    assert verdict.outcome is worst
    assert [judgement.outcome is Outcome.PASS for judgement in verdict.judgements] == [part == "抱歉" for part in parts]


# --- whom a rule is meant for --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "asked", "outcome"),
    [
        ({"channel": "mail"}, "{channel: mail}", "pass"),
        ({"channel": "call", "attributes": {"channel": "mail"}}, "{channel: mail}", "not_applicable"),  # top level first
        ({"attributes": {"channel": "mail"}}, "{channel: mail}", "pass"),
        ({"attributes": {"kind": "follow-up"}}, "{kind: follow-up}", "pass"),
        ({"kind": "follow-up"}, "{kind: service}", "not_applicable"),
        ({}, "{kind: service}", "pass"),
        ({}, "{urgent: false}", "pass"),
        ({"attributes": {"urgent": True}}, "{urgent: true}", "pass"),
        ({"extra": {"urgent": "true"}}, "{urgent: true}", "pass"),
        ({"attributes": {"urgent": 1}}, "{urgent: true}", "not_applicable"),
        ({"attributes": {"urgent": None}}, "{urgent: true}", "not_applicable"),
        ({"attributes": {"floor": 3.0}}, "{floor: 3}", "pass"),
        ({"attributes": {"floor": "3"}}, "{floor: 3}", "pass"),
        ({"extra": {"floor": None}, "attributes": {"floor": 3}}, "{floor: 3}", "pass"),
        ({"agent": Agent("A1", "林", "一组")}, "{agent: A1, team: 一组}", "pass"),
        ({"agent": Agent("A1")}, "{team: 一组}", "unknown"),
        ({"case": "T1", "customer": "C9"}, "{case: T1, customer: [C8, C9]}", "pass"),
        ({}, "{case: T1}", "unknown"),
    ],
)
def test_applies_to(more: dict[str, Any], asked: str, outcome: str, rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of(f"version: 1\nrules:\n  - {{id: r, level: warn, applies_to: {asked}, must: {{agent: 您好}}}}\n")
    assert outcomes(judge(replace(SAID, **more), rulebook, Ear(rulebook))) == {"r": outcome}


def test_the_field_that_says_no_or_is_missing_is_named(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of("version: 1\nrules:\n  - {id: r, level: warn, applies_to: {channel: mail, shop: 西街}, must: {agent: 您好}}\n")
    ear = Ear(rulebook)
    reasons = [judge(replace(SAID, channel=channel), rulebook, ear)[0].reason for channel in ("call", "mail")]
    assert reasons == [message("judge.not_applicable", field="channel"), message("judge.no_field", field="shop")]


# --- fatal ---------------------------------------------------------------------------------------------------------


def test_a_fatal_rule_names_the_place_to_listen_at(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of("version: 1\nrules:\n  - {id: r, level: fatal, must_not: {agent: 后果自负}}\n")
    word = Word(0, 4, 7.25, 8.0, 0.2)
    doubtful = Conversation("c", "c", (Turn(0, Role.AGENT, "好", 0.0), Turn(1, Role.AGENT, "后果自负", 7.0, 9.0, words=(word,))))
    (verdict,) = judge(doubtful, rulebook, Ear(rulebook))
    assert verdict.reason == message("judge.listen_first", words="后果自负", turn=2, time="7.2")
    (judgement,) = verdict.judgements
    assert (judgement.breaches, [hit.turn for hit in judgement.witnesses]) == ((), [1])


def test_a_fatal_rule_that_fails_shows_only_what_is_beyond_doubt(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of("version: 1\nrules:\n  - {id: r, level: fatal, must_not: {agent: {phrases: [抱歉], sounds_like: true}}}\n")
    turns = tuple(Turn(i, Role.AGENT, text) for i, text in enumerate(("报歉", "抱歉", "报歉")))
    (verdict,) = judge(Conversation("c", "c", turns), rulebook, Ear(rulebook))
    assert (verdict.outcome, [breach.turn for breach in verdict.judgements[0].breaches]) == (Outcome.FAIL, [1])


# --- long talks ----------------------------------------------------------------------------------------------------

LONG = """version: 1
rules:
  - {id: a, level: warn, when: {customer: anything, each: every}, must: {agent: anything}, within: 3m}
  - {id: b, level: warn, when: {customer: anything, each: every}, must: {agent: 抱歉}, within: 3 turns}
  - {id: c, level: warn, when: {customer: anything, each: every}, must: {agent: 抱歉}, within: 1 reply}
  - {id: d, level: warn, when: {customer: anything, each: every}, must: {agent: 您好}, within: 30s}
  - {id: e, level: warn, when: {customer: anything, each: every}, count: {agent: [您好, 好的], min: 2}, within: 30s}
  - {id: f, level: warn, when: {customer: anything, each: every}, must_not: {agent: 抱歉}, within: 30s}
  - {id: g, level: warn, when: {customer: anything, each: every}, order: [{agent: 您好}, {agent: 好的}], within: 30s}
  - {id: h, level: warn, measure: {silence: agent}, max: 1s, unless: {agent: 您好}}
"""


@pytest.mark.slow
def test_a_long_talk_takes_no_longer_than_it_must(rulebook_of: RulebookOf) -> None:
    rulebook = rulebook_of(LONG)
    texts = ("您好", "在吗", "好的", "在吗")
    turns = tuple(Turn(i, Role.CUSTOMER if i % 2 else Role.AGENT, texts[i % 4], i * 5.0, i * 5.0 + 3) for i in range(6000))
    before = process_time()
    verdicts = judge(Conversation("c", "c", turns), rulebook, Ear(rulebook))
    assert process_time() - before < 10  # about 2 s; a look at every turn for every trigger takes a minute
    assert [len(verdict.judgements) for verdict in verdicts] == [3000, 3000, 2999, 3000, 3000, 3000, 3000, 1]
