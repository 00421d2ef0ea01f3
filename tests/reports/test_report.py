"""The view: the report's own words as they are, the engine's words masked; and a catalogue without holes."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from compliance.model.message import message
from compliance.model.rule import Level
from compliance.model.transcript import Role
from compliance.reports.csv import COLUMNS
from compliance.reports.report import View
from compliance.wording import CATALOGUE

HIDDEN = View("en", lambda text: re.sub(r"\d", "*", text))


def test_own_words_are_not_masked_but_what_the_engine_says_is() -> None:
    assert HIDDEN.word("turn", n=3) == "turn 3"
    assert HIDDEN.tell(message("test.banned", text="call 911")) == "said “call ***”"


@pytest.mark.parametrize("key", [key for key in CATALOGUE if key.startswith("report.")])
def test_both_languages_take_the_same_values(key: str) -> None:
    zh, en = ({name for _, name, _, _ in Formatter().parse(sentence) if name} for sentence in CATALOGUE[key])
    assert zh == en


def test_every_level_role_and_column_has_its_word() -> None:
    wanted = [*(f"level.{level}" for level in Level), *(f"role.{role}" for role in Role), *(f"csv.{column}" for column in COLUMNS)]
    assert [key for key in wanted if not HIDDEN.word(key)] == []
