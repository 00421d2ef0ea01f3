"""Occurrences: when a cue made of several came true."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.rule import Rule
from compliance.rules.occurrences import Scene, filled, occurrences, side, wanted
from compliance.text.hearing import Ear

RuleOf = Callable[[str], tuple[Rule, Ear]]
SCRIPT = "# record: name=王, phone=\n[00:00] 服: 甲\n[00:01] 客: 乙甲\n[00:02] 事件: visit\n[00:03] 服: 丙甲\n[00:04] 服: 甲"


@pytest.mark.parametrize(
    ("cue", "places"),
    [
        ("{agent: 甲}", [(0, 0), (3, 1), (4, 0)]),
        ("{agent: [丙, 甲]}", [(0, 0), (3, 0), (3, 1), (4, 0)]),
        ("{agent: anything}", [(0, 0), (3, 0), (4, 0)]),
        ("{event: [visit, call]}", [(2, 0)]),
        ("{record: [phone, name]}", [(-1, 0)]),
        ("{record: phone}", []),
        ("{any: [{agent: 甲}, {event: visit}, {customer: 乙}]}", [(0, 0), (1, 0), (2, 0), (3, 1), (4, 0)]),
        ("{all: [{agent: 甲}, {event: visit}]}", [(2, 0)]),  # where the last of them first occurs
        ("{all: [{agent: 丙}, {agent: 甲}]}", [(3, 0)]),
        ("{all: [{agent: 甲}, {agent: 丁}]}", []),
    ],
)
def test_places(cue: str, places: list[tuple[int, int]], rule_of: RuleOf, scene_of: Callable[[str, Ear], Scene]) -> None:
    rule, ear = rule_of(f"when: {cue}\nmust: {{agent: 好}}")
    assert rule.when is not None
    assert [(hit.moment, hit.start) for hit in occurrences(scene_of(SCRIPT, ear), rule.when.cue)] == places


@pytest.mark.parametrize(
    ("cue", "whose", "words"),
    [
        ("{customer: anything}", "customer", ("customer: anything",)),
        ("{any: [{event: visit}, {customer: [甲, 乙]}]}", "customer", ("event: visit", "甲", "乙")),
        ("{all: [{record: name}, {event: visit}]}", None, ("record: name", "event: visit")),
    ],
)
def test_whose_words_and_which(cue: str, whose: str | None, words: tuple[str, ...], rule_of: RuleOf) -> None:
    rule, _ = rule_of(f"when: {cue}\nmust: {{agent: 好}}")
    assert rule.when is not None
    assert (side(rule.when.cue), wanted(rule.when.cue)) == (whose, words)


@pytest.mark.parametrize(
    ("value", "full"), [(None, False), ("", False), (" ", False), ([], False), ({}, False), (0, True), (False, True), ("无", True)]
)
def test_filled(value: object, full: bool) -> None:
    assert filled(value) is full
