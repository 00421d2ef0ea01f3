"""Samples that anyone can draw again, and that a further conversation does not reshuffle."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.gate import Sampling
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Judgement, Outcome
from compliance.scoring.sampling import Candidate, draw, risks, size_of, strata_of, ticket

IDS = st.lists(st.text(max_size=6), unique=True, max_size=40)


def candidates(ids: list[str], agents: int = 3) -> list[Candidate]:
    """Agent and risk follow from the id alone, so that one candidate is the same in every list."""
    return [Candidate(id_, ((str(len(id_) % agents),),), float(sum(map(ord, id_)) % 5)) for id_ in ids]


def ids_of(ids: list[str], plan: Sampling, size: int) -> list[str]:
    return [pick.id for pick in draw(candidates(ids), plan, size)]


PLANS = st.builds(Sampling, seed=st.text(max_size=4), by=st.just(("agent",)), at_least=st.integers(0, 3), risk=st.integers(0, 4))


def test_a_known_draw() -> None:
    """Pinned: what was drawn once must be drawn again by any later version."""
    plan = Sampling(seed="2026-04", by=("agent",), at_least=1, risk=1)
    drawn = draw([Candidate(f"call-{n}", ((f"A{n % 3}",),), float(n == 5)) for n in range(8)], plan, 2)
    why = {"call-1": ("random", "stratum"), "call-3": ("random", "stratum"), "call-5": ("stratum", "risk")}
    assert [(pick.id, pick.why) for pick in drawn] == [*why.items()]
    assert ticket("2026-04", "call-0").startswith("5b22bd707ee445b6")


@given(IDS, PLANS, st.integers(0, 50), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(ids: list[str], plan: Sampling, size: int, shuffled: object) -> None:
    again = [*ids]
    shuffled.shuffle(again)  # type: ignore[attr-defined]
    assert draw(candidates(ids), plan, size) == draw(candidates(again), plan, size)


@given(IDS.filter(len), PLANS, st.integers(0, 50), st.data())
def test_removing_one_changes_only_its_own_draw(ids: list[str], plan: Sampling, size: int, data: st.DataObject) -> None:
    """All others that were drawn stay; whatever comes in its place was not there before."""
    gone = data.draw(st.sampled_from(ids))
    before, after = ids_of(ids, plan, size), ids_of([id_ for id_ in ids if id_ != gone], plan, size)
    assert set(before) - {gone} <= set(after)
    if gone not in before:
        assert after == before


@given(IDS, PLANS, st.integers(0, 50))
def test_every_part_is_as_large_as_asked(ids: list[str], plan: Sampling, size: int) -> None:
    picks = draw(candidates(ids), plan, size)
    assert sum(pick.random for pick in picks) == min(size, len(ids))
    have = Counter(candidate.strata[0] for candidate in candidates(ids))
    got = Counter(candidate.strata[0] for candidate in candidates([pick.id for pick in picks]))
    assert all(got[stratum] >= min(plan.at_least, count) for stratum, count in have.items())
    risky = sorted((candidate.risk for candidate in candidates(ids) if candidate.risk), reverse=True)[: plan.risk]
    assert sorted((c.risk for c in candidates([pick.id for pick in picks if "risk" in pick.why])), reverse=True) == risky


@given(IDS, st.text(max_size=4), st.integers(0, 30), st.integers(0, 30))
def test_a_bigger_sample_holds_the_smaller_one(ids: list[str], seed: str, size: int, more: int) -> None:
    assert ids_of(ids, Sampling(seed), size) == ids_of(ids, Sampling(seed), size + more)[: min(size, len(ids))]


def test_seeds_differ_and_nobody_is_favoured() -> None:
    """Each of 50 is drawn about 200 times in 1000 draws of 10."""
    drawn = Counter(id_ for seed in range(1000) for id_ in ids_of([str(n) for n in range(50)], Sampling(str(seed)), 10))
    assert len(drawn) == 50
    assert all(150 < count < 250 for count in drawn.values())


def test_parts_of_a_ticket_are_kept_apart() -> None:
    assert ticket("1", "2c") != ticket("12", "c")
    assert len(ticket("\ud800", "\udfff")) == 64


@pytest.mark.parametrize(
    ("plan", "population", "size"),
    [(Sampling(size=80), 1000, 80), (Sampling(share=Fraction(5, 100)), 1001, 51), (Sampling(), 1000, 125), (Sampling(size=0), 9, 0)],
)
def test_sizes(plan: Sampling, population: int, size: int) -> None:
    assert size_of(plan, population, asked=125) == size


def test_a_conversation_lies_in_the_strata_of_all_its_agents() -> None:
    turns = (Turn(0, Role.AGENT, "您好", agent="A"), Turn(1, Role.AGENT, "您好", agent="B"))
    talk = Conversation("c", "c.jsonl", turns, channel="call", agent=Agent("A", team="一组"))
    assert strata_of(talk, ("agent", "channel")) == (("A", "call"), ("B", "call"))
    assert strata_of(talk, ("team",)) == (("一组",),)
    assert strata_of(talk, ()) == ()
    bare = Conversation("c", "c.txt", (), attributes={"team": "二组"})
    assert strata_of(bare, ("agent", "team", "channel")) == ((None, "二组", None),)


def test_risk_is_points_lost_and_a_fatal_finding_outweighs_all() -> None:
    def found(id_: str, rule: Rule) -> Finding:
        breach = Breach(0, None, message("test"))
        return Finding("0", rule, Conversation(id_, "a", ()), None, Judgement(Outcome.FAIL, breaches=(breach,)), breach, None)

    curt = Rule("curt", "", "must_not", None, Level.WARN, 1, (), Place("r"))
    shirk = Rule("shirk", "", "must_not", None, Level.FATAL, 5, (), Place("r"))
    found_risks = risks([found("a", curt), found("a", curt), found("b", shirk)])
    assert found_risks["a"] == 1
    assert found_risks["b"] > 1000
