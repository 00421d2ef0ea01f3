"""Which words are found and which are excused: the table in tests/cases/finding.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.text.hearing import Ear

CASES = Path(__file__).parents[1] / "cases" / "finding.yaml"
MARKED = re.compile("【(≈?)([^】]*)】", re.DOTALL)


def rows() -> Iterator[Any]:
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        for text in case.pop("texts"):
            yield pytest.param(case, [text] if isinstance(text, str) else text, id=f"{case['why']}: {text!r}")


def hits(case: dict[str, Any], turns: list[str]) -> list[tuple[int, int, int, bool]]:
    """Turn, start, end, whether by sound alone."""
    sounds_like = case.get("sounds_like", False)
    cue = Said(0, Role(case.get("role", "agent")), tuple(Phrase(text, sounds_like=sounds_like) for text in case["phrases"]))
    unless = tuple(Phrase(text) for text in case.get("unless", ()))
    speaker = Role(case.get("speaker", "agent"))
    conversation = Conversation("c", "c.jsonl", tuple(Turn(i, speaker, text) for i, text in enumerate(turns)))
    heard = Ear(Rulebook("rules.yaml", "1", (), ((cue, unless),))).hear(timeline(conversation))
    found = heard.hits(cue)
    for hit in found:
        assert hit.turn is not None
        assert hit.text == turns[hit.turn][hit.start : hit.end]
        assert hit.phrase in case["phrases"]
    return [(hit.turn or 0, hit.start, hit.end, hit.homophone) for hit in found]


@pytest.mark.parametrize(("case", "marked"), [*rows()])
def test_finding(case: dict[str, Any], marked: list[str]) -> None:
    expected, turns = [], []
    for turn, text in enumerate(marked):
        marks = 0
        for mark in MARKED.finditer(text):
            start = mark.start() - marks
            expected.append((turn, start, start + len(mark[2]), bool(mark[1])))
            marks += len("【】" + mark[1])
        turns.append(MARKED.sub(r"\2", text))
    assert hits(case, turns) == expected


def test_the_table_is_long_and_says_each_thing_once() -> None:
    ids = [row.id for row in rows()]
    assert len(ids) == len(set(ids)) >= 150
