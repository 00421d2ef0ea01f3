"""Judgements over a case are told in the turns and on the clock of the contact in which the duty arose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.judge import Bench
from compliance.model.case import Case, CaseEvent
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Judgement
from compliance.readers.clock import parse_wall
from compliance.readers.script import read
from compliance.wording import say

EARLY = """# id: early
[2026-03-02 08:00:00] 服: 您好
[2026-03-02 08:00:05] 客: 您好
---
"""
TALKS = """# id: first
[2026-03-02 09:00:00] 客: 您好
[2026-03-02 09:00:10] 客: 我要退款
[2026-03-02 09:00:20] 服: 我查一下
---
# id: second
[2026-03-02 10:00:00] 服: 您好
[2026-03-02 11:00:10] 服: 退款到了，这不归我管
"""


@pytest.fixture
def judged(rulebook_of: Callable[[str], Rulebook]) -> Callable[..., Judgement]:
    """The judgement of the one duty that arises in the contact `first`."""

    def of_first(entry: str, talks: str = EARLY + TALKS, *events: CaseEvent) -> Judgement:
        bench = Bench(rulebook_of(f"version: 1\nrules:\n  - {{id: r, level: error, over: case, {entry}}}\n"))
        contacts = tuple(talk for talk in read(talks, "t.txt") if isinstance(talk, Conversation))
        rows = bench.judge(Case("T", contacts, events, recorded=bool(events)))
        (found,) = [j for row in rows for verdict in row for j in verdict.judgements]
        (home,) = [row[0].conversation for row in rows if row[0].judgements]
        assert home == "first"
        return found

    return of_first


def test_words_of_another_contact_have_no_turn_here(judged: Callable[..., Judgement]) -> None:
    found = judged("when: {customer: 退款}, must_not: {agent: 不归我管}")
    (breach,) = found.breaches
    assert found.trigger and breach.hit
    assert (found.trigger.turn, found.trigger.start_s) == (1, 10.0)
    assert (breach.turn, breach.hit.turn, breach.hit.text, breach.time_s) == (None, None, "不归我管", 7210.0)


def test_what_came_late_in_another_contact_is_told_on_this_clock(judged: Callable[..., Judgement]) -> None:
    found = judged("when: {customer: 退款}, must: {agent: 到了}, within: 2h", EARLY + TALKS.replace("11:00:10", "11:00:11"))
    assert found.nearest_miss and found.searched
    assert (found.deadline_s, found.margin_s, found.searched.until_s) == (7210.0, -1.0, 7210.0)
    assert (found.nearest_miss.turn, say(found.nearest_miss.why)) == (None, "7211 秒才说，时限是 7210 秒")
    assert (found.searched.from_turn, found.searched.to_turn) == (2, 2)
    assert [breach.turn for breach in found.breaches] == [2]


def test_what_is_owed_in_another_contact_is_owed_where_it_was_triggered(judged: Callable[..., Judgement]) -> None:
    found = judged("when: {customer: 退款}, must: {agent: 赔偿}", EARLY + TALKS.replace("服: 我查一下", "客: 快点"))
    assert found.searched
    assert [breach.turn for breach in found.breaches] == [1]
    assert (found.searched.from_turn, found.searched.to_turn) == (None, None)


def test_turns_in_reasons_are_turns_of_their_contact(judged: Callable[..., Judgement]) -> None:
    talks = EARLY + TALKS.replace("[2026-03-02 11:00:10] 服", "[2026-03-02 11:00:10] 服: 嗯\n服")
    found = judged("when: {customer: 退款}, must: {agent: 退款到了}, within: 3h", talks)
    assert found.reason
    assert say(found.reason) == "第 3 句没有时间（start 或 at）"


def test_alone_on_its_clock_nothing_is_changed(judged: Callable[..., Judgement]) -> None:
    wall = parse_wall("2026-03-02 10:00:00")
    assert wall
    found = judged("when: {customer: 退款}, must: {event: callback}, within: 2h", TALKS.partition("---")[0], CaseEvent("callback", wall.at))
    assert ([hit.start_s for hit in found.witnesses], found.deadline_s) == ([3600.0], 7210.0)
