"""Practice turn by turn: every breach is told once and at once, duties when they open and when they are met."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.judge import judge
from compliance.live.practice import Lesson, Practice, heard
from compliance.live.talk import begun
from compliance.live.watch import Watch, watch
from compliance.model.finding import Finding
from compliance.model.problem import Place, Problems
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Role, Turn
from compliance.readers.live_events import News
from compliance.scoring.findings import findings_of

PLACE = Place("stdin", 1)
RULES = """version: 1
rules:
  - {id: greet, level: warn, where: {first: 2 turns}, must: {agent: 您好}}
  - {id: ban, level: error, must_not: {agent: [不归我管, 随便]}}
  - {id: soothe, level: error, when: {customer: 投诉, each: every}, must: {agent: 抱歉}, within: 1 reply, instead: 非常抱歉}
  - {id: first-soothe, level: fatal, when: {customer: 投诉, each: first}, order: [{agent: 抱歉}, {agent: 因为}], required: false}
  - {id: log, level: warn, when: {customer: 投诉}, must: {agent: 登记}, within: 2 turns}
  - {id: no-excuse, level: warn, when: {customer: 投诉}, must_not: {agent: 因为}, within: 1 reply}
  - {id: back, level: error, when: {agent: 稍后}, must: {agent: 回来了}, within: 1m}
  - {id: short, level: warn, measure: {turn_length: agent}, max: 9}
  - {id: twice, level: info, count: {agent: 稍后, max: 1}}
  - {id: mail, level: warn, applies_to: {channel: mail}, must_not: {agent: 随便}}
  - {id: done, level: warn, when: {agent: 登记}, must: {event: registered}}
  - {id: bye, level: warn, where: closing, must: {agent: 再见}}
"""
SAID = ("您好", "抱歉", "因为下雨", "不归我管", "随便你，随便", "登记好了", "请稍后", "好", "我要投诉", "我今天就是要投诉你们的服务")
TALKS = st.lists(st.tuples(st.sampled_from([Role.AGENT, Role.CUSTOMER, Role.BOT]), st.sampled_from(SAID)), max_size=14)


@pytest.fixture(scope="module")
def watched(rulebook_of: Callable[[str], Rulebook]) -> Watch:
    return watch(rulebook_of(RULES), 0)


def nobody_spoke() -> Practice:
    return Practice(begun(Conversation("p", "stdin", (), closed=False)))


def lessons(watched: Watch, *lines: str) -> list[Lesson]:
    """After each of these lines; 服: and 客: say who speaks, 事: what happens, a number in front when."""
    practice, found = nobody_spoke(), []
    for line in lines:
        who, _, text = line.partition(":")
        time_s = float(who[:-1]) if who[:-1] else None
        role = {"服": "agent", "客": "customer"}.get(who[-1])
        news = News("p", turn={"role": role, "text": text, "start": time_s}) if role else News("p", event={"type": text, "at": time_s})
        practice, lesson = heard(watched, practice, news, PLACE)
        found.append(lesson)
    return found


def plain(lesson: Lesson) -> tuple[list[str], list[str], list[str]]:
    """Broken, met and owed, by rule."""
    broken = [f"{finding.rule.id} {finding.breach.turn}" for finding in lesson.findings]
    return broken, [duty.rule.id for duty in lesson.met], [duty.rule.id for duty in lesson.owed]


def test_each_turn_tells_what_is_new(watched: Watch) -> None:
    told = lessons(watched, "服:您好", "客:我要投诉", "服:随便", "客:喂", "服:抱歉", "服:随便", "客:我要投诉", "服:抱歉，已登记")
    assert [plain(lesson) for lesson in told] == [
        ([], [], []),
        ([], [], ["first-soothe", "soothe", "log"]),
        (["ban 2"], [], []),
        (["soothe 2"], [], []),
        (["log 2"], ["first-soothe"], []),
        (["ban 5"], [], []),
        ([], [], ["soothe", "log"]),
        ([], ["soothe", "log"], []),
    ]


def test_what_the_clock_alone_decides_is_silent_without_times_and_owed_with_them(watched: Watch) -> None:
    assert [plain(lesson) for lesson in lessons(watched, "服:您好，请稍后", "客:好", "服:回来了")] == [([], [], [])] * 3
    owed, *_, late = lessons(watched, "3服:您好，请稍后", "20客:好", "90服:回来了")
    assert [(duty.rule.id, duty.judgement.deadline_s) for duty in owed.owed] == [("back", 63.0)]
    assert plain(late) == (["back 2"], [], [])


def test_a_deadline_that_lapses_is_told_with_the_next_turn_whoever_speaks(watched: Watch) -> None:
    told = lessons(watched, "3服:您好，请稍后", "40客:好", "70客:喂", "80客:喂", "90服:回来了")
    assert [plain(lesson) for lesson in told] == [
        ([], [], ["back"]),
        ([], [], []),
        (["back 0"], [], []),
        ([], [], []),
        ([], [], []),
    ]


def test_a_breach_is_told_once_though_the_turn_that_answers_for_it_changes(rulebook_of: Callable[[str], Rulebook]) -> None:
    book = rulebook_of("version: 1\nrules:\n  - {id: greet, level: warn, where: {first: 15s}, must: {agent: 您好}}\n")
    told = lessons(watch(book, 0), "30客:在吗", "40服:请讲", "41服:您好")
    assert [plain(lesson)[0] for lesson in told] == [["greet None"], [], []]


def test_events_are_heard_and_may_meet_a_duty(watched: Watch) -> None:
    told = lessons(watched, "1事:request", "2服:您好，登记好了", "3事:registered")
    assert [plain(lesson) for lesson in told] == [([], [], []), ([], [], ["done"]), ([], ["done"], [])]


def test_what_is_refused_changes_nothing(watched: Watch) -> None:
    practice, _ = heard(watched, nobody_spoke(), News("p", turn={"role": "agent", "text": "您好", "start": 9.0}), PLACE)
    with pytest.raises(Problems) as refused:
        heard(watched, practice, News("p", turn={"role": "agent", "text": "随便", "start": 3.0}), PLACE)
    assert [problem.what.key for problem in refused.value.problems] == ["live.backwards"]
    assert plain(heard(watched, practice, News("p", turn={"role": "agent", "text": "随便", "start": 9.0}), PLACE)[1]) == (["ban 1"], [], [])


@settings(deadline=None)
@given(TALKS)
def test_told_turn_by_turn_it_is_what_the_judge_finds_in_the_whole(watched: Watch, said: list[tuple[Role, str]]) -> None:
    practice, told = nobody_spoke(), []
    for role, text in said:
        practice, lesson = heard(watched, practice, News("p", turn={"role": role, "text": text}), PLACE)
        told += lesson.findings
    rules = watched.rulebook.rules
    for closed in (False, True):
        talk = Conversation("p", "stdin", tuple(Turn(place, *entry) for place, entry in enumerate(said)), closed=closed)
        found = places(findings_of(talk, rules, judge(talk, watched.rulebook, watched.ear)))
        assert places(told) <= found if closed else places(told) == found
    assert len(places(told)) == len(told)


def places(findings: Iterable[Finding]) -> set[tuple[object, ...]]:
    hits = ((finding, finding.breach.hit, finding.judgement.trigger) for finding in findings)
    return {(f.rule.id, f.breach.turn, hit and (hit.start, hit.text), trigger and trigger.moment) for f, hit, trigger in hits}
