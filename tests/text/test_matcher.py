"""All phrases in one pass, expressions on an engine that cannot be made to hang."""

from __future__ import annotations

import pytest

from compliance.text.matcher import Match, Matcher, compile_expression


def test_without_phrases_nothing_is_found() -> None:
    assert Matcher([]).find("您好") == []


def test_every_occurrence_of_every_phrase() -> None:
    matcher = Matcher([("不行", False), ("行", False), ("不…行", False)])
    assert sorted(matcher.find("不行行"), key=lambda m: (m.phrase, m.start)) == [
        Match(0, 2, 0),
        Match(1, 2, 1),
        Match(2, 3, 1),
        Match(0, 3, 2),
    ]


def test_the_same_words_by_letter_are_no_homophone() -> None:
    assert Matcher([("抱歉", True)]).find("抱歉报歉") == [Match(0, 2, 0), Match(2, 4, 0, homophone=True)]


def test_many_gaps_that_lead_nowhere_do_not_explode() -> None:
    matcher = Matcher([("…".join("甲" * 16) + "…乙", False)])
    assert matcher.find("甲" * 100) == []
    assert matcher.find("甲" * 100 + "乙") != []


def test_expressions_do_not_disturb_each_other() -> None:
    """However large they are together, each is found."""
    wanted = [(f"/{a}.{{0,200}}{b}.{{0,200}}{c}/", False) for a in "甲乙丙丁" for b in "甲乙丙丁" for c in "甲乙丙丁"]
    assert {match.phrase for match in Matcher(wanted).find("甲乙丙丁" * 6)} == set(range(64))


@pytest.mark.parametrize("expression", [r"(a)\1", "(?=甲)乙", "(?<!甲)乙", "(甲", "[甲", "*甲", "(((甲{1000}){1000}){1000})"])
def test_what_the_engine_refuses(expression: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        compile_expression(expression)


def test_a_compiled_expression_is_folded_but_its_own_language_stays() -> None:
    assert compile_expression(r"\D請（A）").search("1请（a）") is None
    assert compile_expression(r"\D請A").search("x请a")
    assert compile_expression("[０-９]－").search("7-")
    assert compile_expression("１．５").search("1x5") is None
