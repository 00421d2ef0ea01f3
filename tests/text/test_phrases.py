"""The phrase grammar: what a phrase stands for, and what is none."""

from __future__ import annotations

import pytest

from compliance.model.message import Message, message
from compliance.text.phrases import DEEPEST, MOST_SEQUENCES, PhraseFault, expand, regex_of


def plain(phrase: str) -> list[str]:
    """The expansions, gaps written as …"""
    return ["…".join(sequence.literals) for sequence in expand(phrase)]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("不归我管", ["不归我管"]),
        ("麻烦…证件", ["麻烦…证件"]),
        ("麻烦……证件", ["麻烦…证件"]),
        ("您 … 带 … 证件", ["您…带…证件"]),
        ("(甲|乙)方", ["甲方", "乙方"]),
        ("(甲|乙)(丙|丁)", ["甲丙", "甲丁", "乙丙", "乙丁"]),
        ("不关我(的|)事", ["不关我的事", "不关我事"]),
        ("不(行|能(退|换|))", ["不行", "不能退", "不能换", "不能"]),
        ("((甲))", ["甲"]),
        ("甲()乙", ["甲乙"]),
        ("(甲|甲)", ["甲"]),
        ("(甲…|)乙", ["甲…乙", "乙"]),
        ("(甲|乙…丙)丁", ["甲丁", "乙…丙丁"]),
        ("(甲…|乙)…丙", ["甲…丙", "乙…丙"]),
        ("請 稍等ＯＫ", ["请稍等ok"]),
        ("/a|b", []),
        ("不行!", ["不行!"]),
    ],
)
def test_expand(phrase: str, expected: list[str]) -> None:
    if expected:
        assert plain(phrase) == expected
    else:
        with pytest.raises(PhraseFault):
            expand(phrase)


def deep(levels: int) -> str:
    return "(" * levels + "甲" + ")" * levels


@pytest.mark.parametrize(
    ("phrase", "key", "values"),
    [
        ("", "rulebook.phrase_empty", {}),
        ("  ", "rulebook.phrase_empty", {}),
        ("(|)", "rulebook.phrase_empty", {}),
        ("(的|)", "rulebook.phrase_empty", {}),
        ("\u200b", "rulebook.phrase_empty", {}),
        ("…", "rulebook.phrase_gap_at_edge", {}),
        ("…甲", "rulebook.phrase_gap_at_edge", {}),
        ("甲……", "rulebook.phrase_gap_at_edge", {}),
        ("(甲", "rulebook.phrase_unbalanced", {}),
        ("甲)", "rulebook.phrase_unbalanced", {}),
        ("((甲|乙)", "rulebook.phrase_unbalanced", {}),
        ("甲|乙", "rulebook.phrase_bare_bar", {}),
        ("(甲)|乙", "rulebook.phrase_bare_bar", {}),
        ("(甲|乙)" * 13, "rulebook.phrase_too_many", {"most": MOST_SEQUENCES}),
        ("(甲|乙)" * 400, "rulebook.phrase_too_many", {"most": MOST_SEQUENCES}),
        ("(" + "甲|" * 6000 + ")乙", "rulebook.phrase_too_many", {"most": MOST_SEQUENCES}),
        (deep(DEEPEST + 1), "rulebook.phrase_too_deep", {"most": DEEPEST}),
        ("(" * 100_000, "rulebook.phrase_too_deep", {"most": DEEPEST}),
    ],
)
def test_faults(phrase: str, key: str, values: dict[str, object]) -> None:
    with pytest.raises(PhraseFault) as caught:
        expand(phrase)
    assert caught.value.what == Message(key, (("phrase", phrase), *message("", **values).values))


def test_limits_may_be_reached() -> None:
    assert plain(deep(DEEPEST)) == ["甲"]
    assert len(expand("(甲|乙)" * 12)) == 4096


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("/a+/", "a+"), ("/a/b/", "a/b"), ("//", None), ("/", None), ("/a", None), ("a/", None), ("", None), ("///", "/")],
)
def test_regex_of(phrase: str, expected: str | None) -> None:
    assert regex_of(phrase) == expected
