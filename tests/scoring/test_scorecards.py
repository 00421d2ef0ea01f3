"""Scorecards: what points are worth, who is charged, and what may never happen to a score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.scorecard import Scorecard, Tally
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Judgement, Outcome, Verdict
from compliance.scoring.findings import findings_of
from compliance.scoring.intervals import wilson
from compliance.scoring.scorecards import conversation_score, score, scorecards

Row = tuple[Verdict, ...]
Case = tuple[Conversation, Row]


def rule(name: str, level: Level = Level.WARN, points: float = 1.0) -> Rule:
    return Rule(name, name, "must", None, level, points, (), Place("rules.yaml"))


RULES = (rule("one"), rule("three", Level.ERROR, 3.0), rule("deadly", Level.FATAL, 5.0), rule("free", Level.INFO, 0.0))


def talk(name: str, *speakers: str | None, agent: Agent | None = None) -> Conversation:
    return Conversation(name, "f.jsonl", tuple(Turn(i, Role.AGENT, "嗯", agent=who) for i, who in enumerate(speakers)), agent=agent)


def verdict(rule: str, outcome: Outcome, *turns: int) -> Verdict:
    breaches = tuple(Breach(turn, None, message("owed")) for turn in turns or (0,))
    return Verdict(rule, "", outcome, (Judgement(outcome, breaches=breaches if outcome is Outcome.FAIL else ()),))


def passed(*rules: str) -> Row:
    return tuple(verdict(rule, Outcome.PASS) for rule in rules)


def cards(*cases: Case, rules: tuple[Rule, ...] = RULES) -> dict[str | None, Scorecard]:
    findings: list[Finding] = []
    for conversation, row in cases:
        findings += findings_of(conversation, rules, row)
    made = scorecards([c for c, _ in cases], [row for _, row in cases], rules, findings)
    return {card.agent: card for card in made}


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({}, None),
        ({"one": Outcome.PASS}, 100.0),
        ({"one": Outcome.PASS, "three": Outcome.FAIL}, 25.0),
        ({"one": Outcome.FAIL, "three": Outcome.PASS}, 75.0),
        ({"one": Outcome.PASS, "three": Outcome.UNKNOWN}, 100.0),
        ({"one": Outcome.PASS, "three": Outcome.PENDING, "deadly": Outcome.NOT_TRIGGERED}, 100.0),
        ({"three": Outcome.NOT_APPLICABLE}, None),
        ({"one": Outcome.PASS, "deadly": Outcome.FAIL}, 0.0),
        ({"free": Outcome.PASS}, None),
        ({"free": Outcome.FAIL}, None),
        ({"free": Outcome.FAIL, "one": Outcome.PASS}, 100.0),
    ],
)
def test_points_kept_of_points_at_stake(outcomes: dict[str, Outcome], expected: float | None) -> None:
    row = tuple(verdict(rule, outcome) for rule, outcome in outcomes.items())
    assert conversation_score(row, RULES) == expected
    assert cards((talk("c", "A"), row))["A"].score == expected


def test_a_fatal_rule_without_points_is_fatal_all_the_same() -> None:
    assert score((), (rule("veto", Level.FATAL, 0.0),)) == 0.0


def test_a_rule_counts_once_a_conversation_however_often_it_fires() -> None:
    row = (*passed("three"), verdict("one", Outcome.FAIL, 0, 0, 0))
    card = cards((talk("c", "A"), row))["A"]
    assert (card.score, card.findings, card.overall.failures) == (75.0, 3, 1)


def test_a_failure_is_charged_to_the_agent_who_had_the_turn() -> None:
    row = (*passed("three"), verdict("one", Outcome.FAIL, 1), verdict("deadly", Outcome.FAIL, 1))
    found = cards((talk("c", "A", "B", agent=Agent("A")), row))
    assert {agent: (card.score, card.fatal, card.findings) for agent, card in found.items()} == {"A": (100.0, 0, 0), "B": (0.0, 1, 2)}
    assert conversation_score(row, RULES) == 0.0


def test_the_score_is_the_mean_over_conversations_that_have_one() -> None:
    cases = (
        (talk("1", "A"), passed("one")),
        (talk("2", "A"), (*passed("one"), verdict("three", Outcome.FAIL))),
        (talk("3", "A"), (verdict("one", Outcome.UNKNOWN),)),
    )
    card = cards(*cases)["A"]
    assert (card.conversations, card.score, card.checkable) == (3, 62.5, 0.75)


def test_a_whole_card() -> None:
    conversation = talk("c", "A", agent=Agent("A", "林晓", "一组"))
    row = (*passed("three"), verdict("one", Outcome.FAIL), Verdict("deadly", "", Outcome.UNKNOWN), Verdict("free", "", Outcome.PENDING))
    expected = Scorecard(
        agent="A",
        name="林晓",
        team="一组",
        conversations=1,
        score=75.0,
        fatal=0,
        findings=1,
        overall=Tally(2, 1, 1, *wilson(1, 2)),
        by_rule={"one": Tally(1, 1, 0, *wilson(1, 1)), "three": Tally(1, 0, 0, *wilson(0, 1)), "deadly": Tally(0, 0, 1, 0.0, 1.0)},
        checkable=2 / 3,
    )
    assert cards((conversation, row)) == {"A": expected}


def test_cards_come_by_id_and_conversations_without_agent_share_the_last() -> None:
    cases = ((talk("1", None), passed("one")), (talk("2", "B"), ()), (talk("3", None, agent=Agent("A")), ()), (talk("4"), passed("one")))
    found = cards(*cases)
    assert list(found) == ["A", "B", None]
    assert (found[None].conversations, found[None].score, found["B"].score, found["B"].checkable) == (2, 100.0, None, None)


def test_two_conversations_of_one_id_do_not_share_their_findings() -> None:
    first, second = talk("same", "A"), replace(talk("same", "B"), source="other.jsonl")
    found = cards((first, (verdict("one", Outcome.FAIL),)), (second, passed("one")))
    assert {agent: (card.score, card.findings) for agent, card in found.items()} == {"A": (0.0, 1), "B": (100.0, 0)}


def test_waived_findings_cost_nothing() -> None:
    conversation, row = talk("c", "A"), (*passed("one"), verdict("three", Outcome.FAIL))
    (card,) = scorecards([conversation], [row], RULES, [])
    assert (card.score, card.findings) == (100.0, 0)


def test_the_name_used_most_often_wins() -> None:
    cases = [(talk(str(i), "A", agent=Agent("A", name)), ()) for i, name in enumerate(("小林", "林晓", "林晓", None))]
    assert cards(*cases)["A"].name == "林晓"


# --- what must always hold -----------------------------------------------------------------------------------

levels = st.sampled_from(Level)
rulebooks = st.lists(st.tuples(levels, st.integers(0, 9)), min_size=1, max_size=6).map(
    lambda made: tuple(rule(f"r{i}", level, float(points)) for i, (level, points) in enumerate(made))
)
speakers = st.lists(st.sampled_from(("A", "B", None)), max_size=3)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[tuple[Rule, ...], list[Case]]:
    """A rulebook and conversations in which every rule has some outcome; the last rule is left for the test to decide."""
    rules = (*draw(rulebooks), rule("extra", draw(levels), float(draw(st.integers(0, 9)))))
    cases: list[Case] = []
    for number in range(draw(st.integers(1, 4))):
        conversation = talk(str(number), *draw(speakers))
        turn = st.integers(0, max(0, len(conversation.turns) - 1))
        cases.append((conversation, tuple(verdict(r.id, draw(st.sampled_from(Outcome)), draw(turn)) for r in rules[:-1])))
    return rules, cases


def scores(rules: tuple[Rule, ...], cases: list[Case]) -> dict[str | None, float | None]:
    return {agent: card.score for agent, card in cards(*cases, rules=rules).items()}


def with_extra(cases: list[Case], number: int, outcome: Outcome) -> list[Case]:
    return [(c, (*row, verdict("extra", outcome)) if i == number else row) for i, (c, row) in enumerate(cases)]


@given(worlds(), st.data())
def test_one_more_pass_never_lowers_and_one_more_fail_never_raises(world: tuple[tuple[Rule, ...], list[Case]], data: st.DataObject) -> None:
    rules, cases = world
    number = data.draw(st.integers(0, len(cases) - 1))
    before = scores(rules, cases)
    better, worse = (scores(rules, with_extra(cases, number, outcome)) for outcome in (Outcome.PASS, Outcome.FAIL))
    for agent, old in before.items():
        if old is not None:
            up, down = better[agent], worse[agent]
            assert up is not None and down is not None
            assert up >= old - 1e-9
            assert down <= old + 1e-9
            assert 0 <= down <= 100 and 0 <= up <= 100


@given(worlds(), st.randoms())
def test_the_order_of_conversations_and_rules_does_not_matter(world: tuple[tuple[Rule, ...], list[Case]], random: object) -> None:
    rules, cases = world
    shuffled = [(c, tuple(reversed(row))) for c, row in cases]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands out a Random
    assert cards(*shuffled, rules=tuple(reversed(rules))) == cards(*cases, rules=rules)


@given(worlds())
def test_outside_outcomes_change_no_score(world: tuple[tuple[Rule, ...], list[Case]]) -> None:
    rules, cases = world
    for outcome in (Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN, Outcome.PENDING):
        assert scores(rules, with_extra(cases, 0, outcome)) == scores(rules, cases)


@given(worlds())
def test_fatal_makes_a_conversation_worth_nothing(world: tuple[tuple[Rule, ...], list[Case]]) -> None:
    rules, cases = world
    rules = (*rules[:-1], replace(rules[-1], level=Level.FATAL))
    conversation, row = with_extra(cases, 0, Outcome.FAIL)[0]
    assert scores(rules, [(conversation, row)])[conversation.agent_of(0)] == 0.0
    assert conversation_score(row, rules) == 0.0


@given(worlds())
def test_rates_lie_inside_their_intervals_and_sum_up(world: tuple[tuple[Rule, ...], list[Case]]) -> None:
    rules, cases = world
    for card in cards(*cases, rules=rules).values():
        assert card.overall.opportunities == sum(tally.opportunities for tally in card.by_rule.values())
        assert card.overall.failures == sum(tally.failures for tally in card.by_rule.values())
        for tally in (card.overall, *card.by_rule.values()):
            assert 0 <= tally.low <= tally.high <= 1
            if tally.opportunities:
                assert tally.low <= tally.failures / tally.opportunities <= tally.high
