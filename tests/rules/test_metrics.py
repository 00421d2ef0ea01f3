"""Metrics by themselves: their figures, where these can be heard, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from compliance.model.rule import Rule
from compliance.rules.measure import Params
from compliance.rules.metrics import METRICS, Reading
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear

RuleOf = Callable[[str], tuple[Rule, Ear]]
SceneOf = Callable[[str, Ear], Scene]
GROWING = "growing"


@pytest.fixture
def figures(rule_of: RuleOf, scene_of: SceneOf) -> Callable[..., list[Any]]:
    """(value, moment), with what marks it: that it still grows, or what is missing."""

    def told(metric: str, who: str, script: str, since: int = -1) -> list[Any]:
        limit = "max: 1s" if metric in ("silence", "response_time", "hold_time", "check_in_gap", "duration") else "max: 1"
        rule, ear = rule_of(f"measure: {{{metric}: {who}}}\n{limit}")
        assert isinstance(rule.params, Params)
        return [_plain(reading) for reading in METRICS[metric](scene_of(script, ear), rule.params.setting, since)]

    return told


def _plain(reading: Reading) -> tuple[Any, ...]:
    marks = [GROWING] if reading.growing else []
    marks += [reading.lacking.key.removeprefix("judge.")] if reading.lacking else []
    return (round(reading.value, 3), reading.moment, *marks)


TALK = """
[00:00-00:02] 客: 我想问一下运费
[00:05-00:06] 客: 在吗
[00:10-00:12] 服: 在的，请您稍等
[00:20-00:21] 服: 还在帮您核实
[00:40-00:45] 服: 运费是我们出
[00:50-00:52] 客: 那时效呢
"""


@pytest.mark.parametrize(
    ("metric", "who", "expected"),
    [
        ("silence", "agent", [(4, 2), (8, 3), (19, 4)]),
        ("silence", "customer", [(3, 1), (5, 5)]),
        ("response_time", "agent", [(8, 0), (0, 5, GROWING)]),
        ("response_time", "customer", [(38, 2)]),
        ("hold_time", "agent", [(28, 2)]),
        ("check_in_gap", "agent", [(19, 3)]),
        ("interruptions", "agent", [(0, 4, GROWING)]),
        ("speech_rate", "agent", []),
        ("talk_ratio", "agent", [(0.615, 4, GROWING)]),
        ("turn_length", "agent", [(6, 2), (6, 3), (6, 4)]),
        ("duration", "agent", [(52, 4, GROWING)]),
        ("filler_rate", "agent", [(0, 4, GROWING)]),
    ],
)
def test_figures(metric: str, who: str, expected: list[Any], figures: Callable[..., list[Any]]) -> None:
    assert figures(metric, who, TALK) == expected


@pytest.mark.parametrize(
    ("metric", "who", "since", "expected"),
    [
        ("silence", "agent", 2, [(8, 3), (19, 4)]),
        ("response_time", "agent", 1, [(4, 1), (0, 5, GROWING)]),  # the message that is spoken of, though one was waiting
        ("talk_ratio", "agent", 3, [(0.75, 4, GROWING)]),
        ("duration", "agent", 2, [(42, 4, GROWING)]),
    ],
)
def test_figures_from_a_trigger_on(metric: str, who: str, since: int, expected: list[Any], figures: Callable[..., list[Any]]) -> None:
    assert figures(metric, who, TALK, since) == expected


UNTIMED = """
[00:00-00:02] 客: 我想问一下运费
服: 在的，请您稍等
[00:40-00:45] 服: 运费是我们出
客: 那时效呢
"""


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("silence", [(0, 1, "no_time_of_turn"), (0, 2, "no_time_of_turn")]),
        ("response_time", [(0, 0, "no_time_of_turn"), (0, 3, GROWING, "no_time_of_turn")]),
        ("hold_time", [(0, 1, "no_time_of_turn")]),
        ("check_in_gap", [(0, 1, "no_time_of_turn")]),
        ("interruptions", [(0, 1, "no_time_of_turn"), (0, 2, GROWING)]),
        ("talk_ratio", [(0, 2, "no_end_of_turn")]),
        ("duration", [(45, 2, GROWING, "no_time_of_turn")]),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(metric: str, expected: list[Any], figures: Callable[..., list[Any]]) -> None:
    assert figures(metric, "agent", UNTIMED) == expected


def test_a_reply_without_a_time_came_no_earlier_than_what_stands_before_it(figures: Callable[..., list[Any]]) -> None:
    script = "[00:00-00:02] 客: 运费\n[00:30-00:31] 客: 在吗\n服: 在"
    assert figures("response_time", "agent", script) == [(28, 0, "no_time_of_turn")]


def test_a_check_in_without_a_time_does_not_hide_how_long_the_hold_lasted(figures: Callable[..., list[Any]]) -> None:
    script = "[00:00-00:02] 服: 请稍等\n服: 还在帮您核实\n[00:40-00:41] 服: 到了"
    assert figures("hold_time", "agent", script) == [(38, 0)]
    assert figures("check_in_gap", "agent", script) == [(0, 0, "no_time_of_turn")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[00:00-00:10] 客: 这个嘛\n[00:09-00:12] 服: 我来说吧", [(1, 1, GROWING)]),
        ("[00:00-00:10] 客: 这个嘛\n[00:09-00:12] 服: 我来说", [(0, 1, GROWING)]),
        ("[00:00.3-00:05.3] 客: 这个嘛\n[00:04.3-00:12] 服: 我来说吧", [(1, 1, GROWING)]),
        ("[00:00-00:10] 客: 这个嘛\n[00:02-00:03] 客: 嗯\n[00:05-00:12] 服: 我来说吧", [(1, 2, GROWING)]),
        ("[00:00-00:10] 机器人: 这个嘛\n[00:05-00:12] 服: 我来说吧", [(0, 1, GROWING)]),
    ],
)
def test_interruptions(script: str, expected: list[Any], figures: Callable[..., list[Any]]) -> None:
    assert figures("interruptions", "agent", script) == expected


def test_characters_are_letters_and_digits(figures: Callable[..., list[Any]]) -> None:
    assert figures("turn_length", "agent", "服: 您好， VIP 8 号！……（笑）") == [(8, 0)]


def test_a_hold_of_which_only_the_request_is_known_has_no_length(figures: Callable[..., list[Any]]) -> None:
    assert figures("hold_time", "agent", "[00:00-00:02] 服: 请稍等") == []


def test_an_open_hold_lasts_till_the_last_turn_that_began(figures: Callable[..., list[Any]]) -> None:
    script = "[00:00-00:02] 服: 请稍等\n[00:30-00:50] 客: 喂\n…"
    assert figures("hold_time", "agent", script) == [(28, 0, GROWING)]
    assert figures("hold_time", "agent", script.removesuffix("\n…")) == [(48, 0)]
