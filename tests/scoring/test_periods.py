"""Periods: every conversation stands in one month, one quarter and one team; nothing depends on the order of the input."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.period import Measured, Periods
from compliance.model.problem import Place
from compliance.model.rule import Clause, Level, Rule, Rulebook, Said, Trigger
from compliance.model.transcript import Agent, Conversation, Event, Role, Turn
from compliance.model.verdict import Breach, Judgement, Outcome, Verdict
from compliance.scoring.findings import findings_of
from compliance.scoring.periods import TOP_RULES, periods
from compliance.scoring.scorecards import scorecards

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
BEIJING = timezone(timedelta(hours=8))
CLAUSES = {name: Clause(name, title, "", "") for name, title in {"A1": "甲", "A2": "甲", "B1": "乙", "C6": "丙"}.items()}


def rule(name: str, level: Level, points: float, *clauses: str, **more: Any) -> Rule:
    return Rule(name, name, "must", None, level, points, clauses, Place("rules.yaml"), **more)


RULES = (
    rule("greet", Level.WARN, 1.0, "A1", "A2", "B1"),
    rule("soothe", Level.ERROR, 3.0, "B1"),
    rule("deadly", Level.FATAL, 5.0),
    rule("complain", Level.INFO, 0.0, "C6", when=Trigger(Said(0, Role.CUSTOMER, ()))),
)
BOOK = Rulebook("rules.yaml", "1", RULES, clauses=CLAUSES)
LIN, HE = Agent("A1", "林", "一组"), Agent("A2", "何", None)
Case = tuple[Conversation, tuple[Verdict, ...]]


def talk(name: str, epoch: datetime | None, agent: Agent | None = LIN, *speakers: str, **more: Any) -> Conversation:
    turns = tuple(Turn(i, Role.AGENT, "嗯", agent=who) for i, who in enumerate(speakers or ("",)))
    return Conversation(name, "f.jsonl", tuple(replace(turn, agent=turn.agent or None) for turn in turns), agent=agent, epoch=epoch, **more)


def judged(*outcomes: Outcome, turn: int = 0) -> tuple[Verdict, ...]:
    breach = (Breach(turn, None, message("owed")),)
    found = []
    for its, outcome in zip(RULES, outcomes, strict=False):
        judgement = Judgement(outcome, breaches=breach if outcome is FAIL else ())
        found.append(Verdict(its.id, "", outcome, (judgement,)))
    return tuple(found)


def made(cases: Sequence[Case], book: Rulebook = BOOK, response: Sequence[str] = ()) -> Periods:
    findings = [finding for conversation, row in cases for finding in findings_of(conversation, RULES, row)]
    return periods([c for c, _ in cases], [row for _, row in cases], findings, book, frozenset(response))


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


# --- months and quarters ----------------------------------------------------------------------------------------------


def test_months_come_before_quarters_and_in_the_order_of_the_calendar() -> None:
    found = made([(talk(str(i), day(d)), judged(PASS)) for i, d in enumerate(["2026-04-01", "2026-03-31", "2025-12-01", "2026-01-05"])])
    told = [(period.unit, period.label, period.first, period.last, period.figures.conversations) for period in found.rows]
    assert told == [
        ("month", "2025-12", "2025-12-01", "2025-12-01", 1),
        ("month", "2026-01", "2026-01-05", "2026-01-05", 1),
        ("month", "2026-03", "2026-03-31", "2026-03-31", 1),
        ("month", "2026-04", "2026-04-01", "2026-04-01", 1),
        ("quarter", "2025-Q4", "2025-12-01", "2025-12-01", 1),
        ("quarter", "2026-Q1", "2026-01-05", "2026-03-31", 2),
        ("quarter", "2026-Q2", "2026-04-01", "2026-04-01", 1),
    ]


def test_the_clock_of_the_conversation_decides_its_month() -> None:
    late = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)
    assert [period.label for period in made([(talk("a", late), judged(PASS))]).of("month")] == ["2026-03"]
    assert [period.label for period in made([(talk("a", late.astimezone(BEIJING)), judged(PASS))]).of("month")] == ["2026-04"]


def test_a_conversation_without_a_date_is_counted_and_in_no_period() -> None:
    assert made([(talk("a", None), judged(FAIL)), (talk("b", None, None), judged(PASS))]) == Periods((), 2, {"A1": 1, None: 1})


# --- figures ----------------------------------------------------------------------------------------------------------


def test_no_data_is_nothing_and_not_zero() -> None:
    quiet = replace(BOOK, rules=RULES[:3])
    figures = made([(talk("a", day("2026-03-02")), judged(UNKNOWN, UNKNOWN))], quiet).rows[0].figures
    assert (figures.score, figures.checkable, figures.rules, figures.regulations) == (None, 0.0, {}, {})
    assert (figures.satisfaction, figures.first_response_s, figures.first_response_p90_s) == (None, None, None)
    assert (figures.within_limit, figures.on_time, figures.complaints) == (None, None, None)


def test_figures_of_a_month() -> None:
    date = day("2026-03-02")
    record = {"feedback": "满意", "category": "投诉", "deadline": "2026-03-03"}
    cases = [
        (talk("a", date, record=record, events=(Event("completed", 60.0),)), judged(PASS, FAIL, PASS, PASS)),
        (talk("b", date, record={"feedback": "不满意"}), judged(PASS, UNKNOWN, FAIL, Outcome.NOT_TRIGGERED)),
    ]
    figures = made(cases, response=["greet"]).rows[0].figures
    half = Measured(0.5, 2, 0.09453120573423074, 0.9054687942657693)
    assert figures.fatal == figures.satisfaction == figures.complaints == half
    assert figures.score == Measured(100 * (1 + 5) / 9 / 2, 2, figures.score.low, figures.score.high) if figures.score else False
    assert figures.checkable == 6 / 7
    assert figures.within_limit and (figures.within_limit.count, figures.within_limit.n) == (2, 2)
    assert figures.on_time and (figures.on_time.count, figures.on_time.n) == (1, 1)
    assert {name: (rate.count, rate.n) for name, rate in figures.rules.items()} == {
        "deadly": (1, 2),
        "soothe": (1, 1),
        "greet": (0, 2),
        "complain": (0, 1),
    }
    assert {name: (rate.count, rate.n) for name, rate in figures.regulations.items()} == {"甲": (0, 2), "乙": (1, 3), "丙": (0, 1)}


def test_the_interval_of_a_regulation_is_as_wide_as_its_conversations_are_few() -> None:
    figures = made([(talk("a", day("2026-03-02")), judged(PASS, FAIL))]).rows[0].figures
    rate = figures.regulations["乙"]
    assert (rate.value, rate.n) == (0.5, 2)
    assert rate.low is not None
    assert rate.high is not None
    assert rate.low < 0.06
    assert rate.high > 0.94


def test_first_responses_are_credited_to_who_gave_them() -> None:
    turns = (Turn(0, Role.CUSTOMER, "在吗", 0.0), Turn(1, Role.AGENT, "在", 16.0, agent="A2"), Turn(2, Role.AGENT, "嗯", 20.0, agent="A1"))
    month = made([(replace(talk("a", day("2026-03-02"), channel="chat"), turns=turns), judged(PASS))]).rows[0]
    waited = Measured(16.0, 1, None, None)
    assert (month.figures.first_response_s, month.figures.first_response_p90_s) == (waited, 16.0)
    assert (month.agents["A2"].first_response_s, month.agents["A1"].first_response_s) == (waited, None)


def test_findings_are_charged_to_the_agent_whose_turn_it_was() -> None:
    month = made([(talk("a", day("2026-03-02"), LIN, "A1", "A2"), judged(PASS, PASS, FAIL, turn=1))]).rows[0]
    assert {agent: figures.fatal.count for agent, figures in month.agents.items()} == {"A1": 0, "A2": 1}
    assert {team: figures.fatal.count for team, figures in month.teams.items()} == {"一组": 1}


def test_the_team_is_the_one_named_else_that_of_the_agent_elsewhere() -> None:
    date = day("2026-03-02")
    people = (LIN, replace(LIN, team=None), HE, None)
    month = made([(talk(str(i), date, agent), judged(PASS)) for i, agent in enumerate(people)]).rows[0]
    assert {team: figures.conversations for team, figures in month.teams.items()} == {"一组": 2, None: 2}


def test_of_an_agent_only_the_worst_rules_are_kept() -> None:
    many = tuple(rule(f"r{i}", Level.WARN, 1.0) for i in range(TOP_RULES + 3))
    row = tuple(Verdict(its.id, "", PASS) for its in many)
    month = periods([talk("a", day("2026-03-02"))], [row], (), Rulebook("", "", many), frozenset()).rows[0]
    assert (len(month.figures.rules), len(month.agents["A1"].rules)) == (TOP_RULES + 3, TOP_RULES)


# --- what always holds ------------------------------------------------------------------------------------------------

dates = st.one_of(st.none(), st.datetimes(datetime(2025, 11, 1), datetime(2026, 5, 1), timezones=st.just(BEIJING)))
agents = st.sampled_from([LIN, replace(LIN, team="二组"), HE, None])
speakers = st.lists(st.sampled_from(["A1", "A2", "A3"]), max_size=3)
rows = st.lists(st.sampled_from([*Outcome]), min_size=len(RULES), max_size=len(RULES)).map(lambda outcomes: judged(*outcomes))
records = st.sampled_from([None, {"feedback": "满意"}, {"feedback": "不满意", "category": "投诉"}])


@st.composite
def inputs(draw: st.DrawFn) -> list[Case]:
    count = draw(st.integers(0, 12))
    return [(talk(f"t{i}", draw(dates), draw(agents), *draw(speakers), record=draw(records)), draw(rows)) for i in range(count)]


@given(inputs())
def test_periods_add_up(cases: list[Case]) -> None:
    found = made(cases)
    for unit in ("month", "quarter"):
        its = found.of(unit)
        assert sum(period.figures.conversations for period in its) + found.undated == len(cases)
        for period in its:
            assert sum(figures.conversations for figures in period.teams.values()) == period.figures.conversations
            assert sum(figures.fatal.count for figures in period.teams.values()) == period.figures.fatal.count
            for name in ("satisfaction", "complaints", "within_limit", "on_time"):
                whole = getattr(period.figures, name)
                for parts in (period.teams, period.agents):
                    shares = [share for figures in parts.values() if (share := getattr(figures, name))]
                    assert sum(share.n for share in shares) == (whole.n if whole else 0)
                    assert sum(share.count for share in shares) == (whole.count if whole else 0)


@given(inputs())
def test_a_single_period_says_what_the_scorecard_says(cases: list[Case]) -> None:
    cases = [(replace(conversation, epoch=day("2026-03-02")), row) for conversation, row in cases]
    findings = [finding for conversation, row in cases for finding in findings_of(conversation, RULES, row)]
    cards = scorecards([c for c, _ in cases], [row for _, row in cases], RULES, findings)
    for period in made(cases).rows:
        assert {*period.agents} == {card.agent for card in cards}
        for card in cards:
            mine = period.agents[card.agent]
            assert (mine.conversations, mine.checkable) == (card.conversations, card.checkable)
            assert (mine.score.value if mine.score else None) == card.score


@given(inputs(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(cases: list[Case], chance: random.Random) -> None:
    shuffled = [*cases]
    chance.shuffle(shuffled)
    assert made(shuffled) == made(cases)


@given(inputs())
def test_every_figure_lies_inside_its_interval(cases: list[Case]) -> None:
    for period in made(cases).rows:
        for figures in (period.figures, *period.teams.values(), *period.agents.values()):
            named = [figures.fatal, figures.score, figures.satisfaction, figures.within_limit, figures.on_time, figures.complaints]
            for measured in (*named, *figures.rules.values(), *figures.regulations.values()):
                if measured and measured.low is not None and measured.high is not None:
                    assert measured.low - 1e-9 <= measured.value <= measured.high + 1e-9
                    assert measured.n > 0
