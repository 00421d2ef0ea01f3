"""What must always hold of verdicts, whatever was said: above all, more talk never takes a verdict back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.judge import judge
from compliance.model.rule import Rule, Rulebook
from compliance.model.transcript import Conversation, Turn
from compliance.model.verdict import Outcome, Verdict
from compliance.model.window import Window
from compliance.text.hearing import Ear

FINAL = (Outcome.PASS, Outcome.FAIL)
World = Talk = Any  # of conftest.py, which cannot be imported
CHANCE = st.integers(0, 2**32).map(Random)


def taken_back(world: World, talk: Talk, ticks: Random, rules: tuple[Rule, ...] | None = None) -> list[tuple[str, int, Outcome, Outcome]]:
    """Rules whose verdict was pass or fail while the talk went on, and is another one later."""
    final: dict[str, tuple[int, Verdict]] = {}
    faults = []
    clock_s: float | None = None
    steps: list[tuple[Conversation, float | None]] = []
    for known in range(1, len(talk.arrivals) + 1):
        steps.append((talk.after(known), clock_s))
        if ticks.random() < 0.3 and (ahead := _room(talk, known)):
            clock_s = ahead[0] + (ahead[1] - ahead[0]) * ticks.random()
            steps.append((talk.after(known), clock_s))
    for number, (conversation, as_of_s) in enumerate([*steps, (talk.whole, clock_s)]):
        for verdict in world.judge(conversation, as_of_s, rules):
            earlier = final.setdefault(verdict.rule, (number, verdict)) if verdict.outcome in FINAL else final.get(verdict.rule)
            if earlier and earlier[1].outcome is not verdict.outcome:
                faults.append((verdict.rule, earlier[0], earlier[1].outcome, verdict.outcome))
    return faults


def _room(talk: Talk, known: int) -> tuple[float, float] | None:
    """Between which seconds the clock may stand after so many arrivals: time does not run ahead of what comes next."""
    times = [item.start_s if isinstance(item, Turn) else item.at_s for item in talk.arrivals]
    if None in times:
        return None
    latest = talk.whole.closed_s if known == len(times) else times[known]
    return None if latest is None else (times[known - 1], latest)


@settings(max_examples=150)
@given(chance=CHANCE)
def test_more_talk_never_takes_a_verdict_back(chance: Random, world: World) -> None:
    assert taken_back(world, world.talk(chance), chance) == []


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(4))
def test_more_talk_never_takes_a_verdict_back_in_thousands_of_talks(batch: int, world: World) -> None:
    for seed in range(batch * 500, (batch + 1) * 500):
        chance = Random(seed)
        some = tuple(chance.sample(world.rulebook.rules, 60))
        assert (seed, taken_back(world, world.talk(chance), chance, some)) == (seed, [])


def outcomes(verdicts: tuple[Verdict, ...]) -> dict[str, Outcome]:
    return {verdict.rule: verdict.outcome for verdict in verdicts}


@settings(max_examples=30)
@given(chance=CHANCE)
def test_what_was_found_stays_found(chance: Random, world: World) -> None:
    """Not only the verdict: the same words in the same turns, for the same trigger (an absence may be shown in a later turn)."""
    known: dict[str, set[object]] = {}
    talk = world.talk(chance)
    for conversation in (*talk.prefixes(), talk.whole):
        for verdict in world.judge(conversation):
            found = {
                (judgement.trigger and judgement.trigger.moment, breach.hit)
                for judgement in verdict.judgements
                if verdict.outcome is judgement.outcome is Outcome.FAIL
                for breach in judgement.breaches
            }
            assert known.get(verdict.rule, set()) <= found
            known[verdict.rule] = found


@settings(max_examples=30)
@given(chance=CHANCE)
def test_the_same_input_gives_the_same_verdicts(chance: Random, world: World) -> None:
    whole = world.talk(chance).whole
    once = world.judge(whole)
    assert world.judge(whole) == once
    assert judge(whole, world.rulebook, Ear(world.rulebook)) == once


@settings(max_examples=30)
@given(chance=CHANCE)
def test_the_order_of_rules_does_not_matter(chance: Random, world: World) -> None:
    whole = world.talk(chance).whole
    shuffled = tuple(chance.sample(world.rulebook.rules, len(world.rulebook.rules)))
    by_rule = {verdict.rule: verdict for verdict in world.judge(whole)}
    assert world.judge(whole, rules=shuffled) == tuple(by_rule[rule.id] for rule in shuffled)


ONE_MORE = """  - id: one-more
    level: fatal
    when: {customer: [好的, 太差]}
    must_not: {agent: [请, 抱, 归我管, 方案, 您好, 由于系统]}
    unless: [申请, 抱歉]
"""


@settings(max_examples=30)
@given(chance=CHANCE)
def test_one_more_rule_changes_no_other_verdict(chance: Random, world: World, one_more: Rulebook) -> None:
    whole = world.talk(chance).whole
    assert judge(whole, one_more, Ear(one_more))[:-1] == world.judge(whole)


@pytest.fixture(scope="module")
def one_more(rulebook_of: Callable[[str], Rulebook], world: World) -> Rulebook:
    return rulebook_of(world.rules_text + ONE_MORE)


@settings(max_examples=100)
@given(
    chance=CHANCE,
    shorter=st.integers(0, 60),
    longer=st.integers(0, 3600),
    kind=st.sampled_from(["must", "count"]),
)
def test_a_longer_window_never_turns_pass_into_fail(chance: Random, shorter: int, longer: int, kind: str, world: World) -> None:
    """Of one trigger: of several, the longer window may leave fewer episodes, never a worse verdict."""
    whole = world.talk(chance).whole
    mine = [rule for rule in world.rulebook.rules if rule.kind == kind and rule.within and rule.within.unit == "seconds" and rule.when]
    mine = [rule for rule in mine if rule.kind == "must" or rule.params.most is None]  # type: ignore[attr-defined]
    for seconds in (shorter, shorter + longer):
        clocked = tuple(replace(rule, within=Window(seconds, "seconds")) for rule in mine)
        verdicts = outcomes(world.judge(whole, rules=clocked))
        if seconds == shorter:
            before = verdicts
    worse = [rule for rule in before if before[rule] is Outcome.PASS and verdicts[rule] is Outcome.FAIL]
    assert worse == []


@settings(max_examples=50)
@given(chance=CHANCE, later_s=st.floats(0, 100_000))
def test_time_alone_never_mends_a_failure(chance: Random, later_s: float, world: World) -> None:
    whole = world.talk(chance).whole
    before = outcomes(world.judge(whole, 0.0))
    after = outcomes(world.judge(whole, later_s))
    changed = {(before[rule], after[rule]) for rule in before if before[rule] is not after[rule]}
    assert changed <= {
        (Outcome.PENDING, Outcome.FAIL),
        (Outcome.PENDING, Outcome.PASS),
        (Outcome.PENDING, Outcome.UNKNOWN),
        (Outcome.UNKNOWN, Outcome.FAIL),
    }
