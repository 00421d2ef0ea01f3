"""What the tests of judging share: one rule and one conversation, written as in a rule file."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from compliance.examples import as_of_seconds
from compliance.judge import judge
from compliance.model.rule import Rule, Rulebook
from compliance.model.timeline import timeline
from compliance.model.verdict import Verdict
from compliance.readers.script import parse_script
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear


@pytest.fixture
def rule_of(rulebook_of: Callable[[str], Rulebook]) -> Callable[[str], tuple[Rule, Ear]]:
    """The rule that such an entry makes, and what hears for it."""

    def made(entry: str) -> tuple[Rule, Ear]:
        rulebook = rulebook_of(f"version: 1\nrules:\n  - id: case\n    level: error\n{indent(entry, '    ')}\n")
        return rulebook.rules[0], Ear(rulebook)

    return made


@pytest.fixture
def judged(rulebook_of: Callable[[str], Rulebook]) -> Callable[[str, str], Verdict]:
    """The verdict of such a rule on such a conversation."""

    def verdict(entry: str, script: str) -> Verdict:
        rulebook = rulebook_of(f"version: 1\nrules:\n  - id: case\n    level: error\n{indent(entry, '    ')}\n")
        conversation = parse_script(script, "case", "case")
        return judge(conversation, rulebook, Ear(rulebook), as_of_seconds(conversation))[0]

    return verdict


@pytest.fixture
def scene_of() -> Callable[[str, Ear], Scene]:
    """What a rule may look at in such a conversation."""

    def made(script: str, ear: Ear) -> Scene:
        moments = timeline(parse_script(script, "case", "case"))
        return Scene(moments, ear.hear(moments))

    return made
