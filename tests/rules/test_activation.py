"""Activations: what was searched, who owed an answer and where, and evidence for what could not be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.verdict import Searched, Verdict
from compliance.wording import say

Judged = Callable[[str, str], Verdict]


AFTER = "when: {customer: 乙}\nmust: {agent: 甲}"
CLOCK = "[00:00] 客: 乙\n[00:05] 服: 三\n[00:09] 服: 四\n[00:10] 服: 五"
EITHER = "must: {any: [{customer: anything}, {event: [visit, call]}, {record: phone}]}"


@pytest.mark.parametrize(
    ("rule", "script", "searched"),
    [
        ("must: {agent: [甲, 乙]}", "服: 一\n客: 二\n服: 三", Searched(("甲", "乙"), 0, 2)),
        ("must: {agent: 甲}", "客: 一", Searched(("甲",), None, None)),
        ("must: {agent: 甲}\nwhere: closing", "服: 一\n服: 二\n服: 三\n服: 四\n服: 五", Searched(("甲",), 2, 4)),
        ("must: {agent: 甲}\nwhere: {first: 15s}", "[00:01] 服: 一\n[00:09] 服: 二\n[00:20] 服: 三", Searched(("甲",), 0, 1, 15)),
        (f"{AFTER}\nwithin: 2 turns", "服: 一\n客: 乙\n服: 三\n客: 四\n服: 五\n服: 六", Searched(("甲",), 2, 4)),
        (f"{AFTER}\nwithin: 9s", CLOCK, Searched(("甲",), 1, 2, 9)),
        (f"{AFTER}\nwithin: 9s", "# as_of: 01:00\n[00:00] 客: 乙", Searched(("甲",), None, None, 9)),
        ("when: {agent: 乙}\nmust: {agent: 甲}\nwithin: 1 turns", "服: 乙\n服: 三\n服: 四", Searched(("甲",), 0, 1)),
        ("when: {agent: 乙}\nmust: {agent: 甲}", "服: 一\n服: 乙", Searched(("甲",), 1, 1)),
        ("must: {all: [{agent: 甲}, {agent: 乙}, {agent: 丙}]}", "服: 甲", Searched(("乙", "丙"), 0, 0)),
        (
            EITHER,
            "# record: name=王\n[00:00] 服: 一\n[00:01] 事件: x",
            Searched(("customer: anything", "event: visit", "event: call", "record: phone"), None, None),
        ),
    ],
)
def test_searched(rule: str, script: str, searched: Searched, judged: Judged) -> None:
    verdict = judged(rule, script)
    assert (str(verdict.outcome), verdict.judgements[0].searched) == ("fail", searched)


@pytest.mark.parametrize(
    ("rule", "script", "turn"),
    [
        ("must: {agent: 甲}", "客: 一\n服: 二\n服: 三", 2),  # anywhere: till the last of them
        ("must: {agent: 甲}\nwhere: opening", "客: 一\n服: 二\n服: 三", 1),
        ("must: {agent: 甲}\nwhere: closing", "服: 一\n服: 二\n客: 三", 1),
        ("must: {agent: 甲}", "客: 一", None),
        ("when: {customer: 乙}\nmust: {agent: 甲}", "服: 一\n客: 乙\n客: 三\n服: 四\n服: 五", 3),
        ("when: {customer: 乙}\nmust: {agent: 甲}", "服: 一\n客: 乙", 0),
        ("when: {customer: 乙}\nmust: {agent: 甲}", "客: 乙", None),
    ],
)
def test_the_turn_in_which_it_was_owed(rule: str, script: str, turn: int | None, judged: Judged) -> None:
    assert [breach.turn for breach in judged(rule, script).judgements[0].breaches] == [turn]


@pytest.mark.parametrize(
    ("script", "reason", "witness"),
    [
        ("客: 断网\n服: 受理", "会话没有时间（turns[].start 或 at）", "受理"),
        ("客: 断网\n[00:09] 服: 受理", "第 1 句没有时间（start 或 at）", "受理"),
        ("[00:00] 客: 断网\n服: 受理", "第 2 句没有时间（start 或 at）", "受理"),
        ("[00:00] 客: 断网\n[00:25-00:35] 服: 受理", "时限落在第 2 句“受理”中间，分不清先后", "受理"),
        ("2026-03-02 09:00 客: 断网\n2026-03-02 09:01 服: 受理", "时间只精确到 60 秒，第 2 句离时限太近，分不清先后", "受理"),
    ],
)
def test_why_it_cannot_be_told(script: str, reason: str, witness: str, judged: Judged) -> None:
    verdict = judged("when: {customer: 断网}\nmust: {agent: 受理}\nwithin: 30s", script)
    assert verdict.reason is not None
    assert (str(verdict.outcome), say(verdict.reason)) == ("unknown", reason)
    assert [hit.text for hit in verdict.judgements[0].witnesses] == [witness]


@pytest.mark.parametrize(
    ("script", "outcome", "reason"),
    [
        ("[00:00] 客: 断网\n服: 嗯\n[00:05] 事件: visit", "pass", None),  # by the clock, whatever turn lies between
        ("[00:00] 客: 断网\n服: 嗯\n[00:45] 事件: visit", "fail", "过了时限才发生"),
        ("[00:00] 客: 断网\n[00:40] 服: 嗯\n事件: visit", "unknown", "事件“visit”没有时间（at）"),
        ("[00:00] 服: 喂\n客: 断网\n[00:05] 事件: visit", "unknown", "第 2 句没有时间（start 或 at）"),
    ],
)
def test_events_between_turns_unknown(script: str, outcome: str, reason: str | None, judged: Judged) -> None:
    verdict = judged("when: {customer: 断网}\nmust: {event: visit}\nwithin: 30s", script)
    assert (str(verdict.outcome), verdict.reason and say(verdict.reason)) == (outcome, reason)


def test_an_event_cannot_be_counted_among_turns_without_times(judged: Judged) -> None:
    verdict = judged("when: {customer: 断网}\nmust: {event: visit}\nwithin: 1 turns", "[00:00] 客: 断网\n服: 嗯\n[00:05] 事件: visit")
    assert verdict.reason is not None
    assert (str(verdict.outcome), say(verdict.reason)) == ("unknown", "第 2 句没有时间（start 或 at）")
