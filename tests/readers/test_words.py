"""Word times find their words in the text."""

from __future__ import annotations

import pytest

from compliance.model.transcript import Word
from compliance.readers.words import locate_words

Listed = list[dict[str, object]]


def at(text: str, *listed: object) -> list[str]:
    return [text[word.start : word.end] for word in locate_words(text, listed)]


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        ("您好，请问。", ["您好", "请问"], ["您好", "请问"]),
        ("您好，请问。", ["您好，", "请问。"], ["您好", "请问"]),
        ("Hello, WORLD!", ["hello", "world"], ["Hello", "WORLD"]),
        ("你 好 吗", ["你好", "吗"], ["你 好", "吗"]),
        ("一共100元", ["一共", "一百", "元"], ["一共", "元"]),
        ("好好好", ["好", "好", "好"], ["好", "好", "好"]),
        ("您好", ["，", "", "再见"], []),
        ("", ["您好"], []),
    ],
)
def test_words_are_found_in_the_order_of_speech(text: str, listed: list[str], expected: list[str]) -> None:
    assert at(text, *({"text": word} for word in listed)) == expected


def test_a_word_that_is_not_said_does_not_jump_ahead_to_a_later_place() -> None:
    text = "我看一下，" + "请稍等，" * 6 + "好了"
    assert at(text, {"text": "我"}, {"text": "好了"}, {"text": "看"}) == ["我", "看"]


def test_the_same_word_later_on_has_its_own_place() -> None:
    assert locate_words("是，是", [{"text": "是"}, {"text": "是"}]) == (Word(0, 1, None, None, None), Word(2, 3, None, None, None))


def test_times_and_confidence_are_kept_where_they_are_numbers() -> None:
    listed: Listed = [
        {"text": "您", "start": 0, "end": 0.2, "confidence": 0.97},
        {"text": "好", "start": "0.2", "end": float("nan"), "confidence": True},
    ]
    assert locate_words("您好", listed) == (Word(0, 1, 0.0, 0.2, 0.97), Word(1, 2, None, None, None))


def test_an_offset_is_believed_where_it_fits() -> None:
    assert locate_words("好好好", [{"text": "好", "offset": 2}]) == (Word(2, 3, None, None, None),)
    assert locate_words("好好坏", [{"text": "好", "offset": 2}]) == (Word(0, 1, None, None, None),)


def test_entries_that_are_no_words_are_dropped() -> None:
    assert at("您好", "您", 7, None, {"word": "您"}, {"text": 5}, {"text": "好"}) == ["好"]
