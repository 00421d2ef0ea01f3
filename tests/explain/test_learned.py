"""Why a learned cue takes a turn for what it was taught, and how rules and turns tell of it."""

from __future__ import annotations

import pytest

from compliance.explain.learned import TOLD, Weighed, weighed
from compliance.explain.meaning import meaning
from compliance.explain.tokens import hearing_of
from compliance.explain.why import why
from compliance.model.learned import LearnedCue
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Role, Turn
from compliance.rulebook.load import load
from compliance.text.hearing import Ear

CURT = "# role: agent\n# threshold: 20\n# bias: -50\n60\t你自\n15\t自己\n-20\t谢\n40\t$推诿\n"
RULES = """\
version: 1
cues: {冷: cold.tsv}
lexicons: {推诿: [不归我管]}
rules:
  - {id: curt, name: 冷淡, level: warn, clauses: [A1], must_not: {agent: [~冷, ~时间]}}
"""


@pytest.fixture
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder = tmp_path_factory.mktemp("cues")
    (folder / "cold.tsv").write_text(CURT, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return load(folder / "rules.yaml").rulebook


def test_the_points_of_each_sign_the_strongest_first(rulebook: Rulebook) -> None:
    cue = rulebook.learned["冷"]
    expected = (("你自", 60), ("$推诿", 40), ("谢", -20), ("自己", 15))
    assert weighed(cue, "你自己看，謝謝，不归我管", rulebook) == Weighed(cue, 45, expected)
    assert weighed(cue, "", rulebook) == Weighed(cue, -50, ())


def test_no_more_than_can_be_read(rulebook: Rulebook) -> None:
    cue = LearnedCue("长", Role.AGENT, 0, 0, {letter: n for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 1)})
    found = weighed(cue, "".join(cue.points), rulebook)
    assert (found.total, len(found.strongest), found.strongest[0][1]) == (351, TOLD, 26)


def test_a_rule_tells_what_its_cues_are(rulebook: Rulebook) -> None:
    told = [line for line in meaning(rulebook.rules[0], rulebook, "zh") if line.startswith("  ~")]
    assert told == ["  ~冷：学来的线索，最看重 你自、$推诿、自己；一句话凭什么算，见 compliance cues explain", "  ~时间：自带的线索"]


def test_a_turn_tells_by_which_signs_it_was_heard(rulebook: Rulebook) -> None:
    told = [*hearing_of("你自己明天看，不归我管", rulebook, Ear(rulebook), "zh")][2:]
    assert told == ["  客服 “你自己明天看” [~冷: 你自、$推诿、自己] 算数 (curt)", "  客服 “明天” [~时间] 算数 (curt)"]


def test_a_judgement_tells_them_too(rulebook: Rulebook) -> None:
    talk = Conversation("c", "c", (Turn(0, Role.AGENT, "你自己看，不归我管"),))
    told = [*why(rulebook.rules[0], Ear(rulebook), talk, None, "zh")]
    assert "     ✗ 第 1 句“你自己看” [~冷: 你自、$推诿、自己]" in told


def test_every_language_has_its_words(rulebook: Rulebook) -> None:
    assert [line for line in meaning(rulebook.rules[0], rulebook, "en") if line.startswith("  ~")] == [
        "  ~冷: a learned cue, what weighs most is 你自, $推诿, 自己; compliance cues explain tells why a turn counts",
        "  ~时间: a built-in cue",
    ]
