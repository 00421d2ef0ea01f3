"""Folding changes only what is written differently, and knows where each character was recorded."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from compliance.text.normalise import Folded, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("不归我管", "不归我管"),
        ("ＡＢＣａｂｃ０１２", "abcabc012"),
        ("VIP客户", "vip客户"),
        ("歡迎光臨，請稍候", "欢迎光临，请稍候"),
        ("⼿⼯ ⾏", "手工行"),  # Kangxi radicals
        ("\uf9b4\U0002f800", "领丽"),  # compatibility characters
        ("您 好　吗", "您好吗"),
        ("您\u2003好\u202f吗", "您好吗"),
        ("您 A 好 1 吗", "您 a 好 1 吗"),  # spaces beside Latin letters and digits mean something
        ("vip  客户", "vip  客户"),
        ("您好， 请说", "您好， 请说"),
        ("您\u200b好", "您好"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("您 \u200b 好", "您好"),
        ("您 \u200bA", "您 a"),
        ("您好\n请说", "您好\n请说"),
        ("您好\r\n请说\u2028再说\x85完\x0b", "您好\n\n请说\n再说\n完\n"),
        ("您\t好\tok", "您好\tok"),
        ("“不行”，！？：；（）…、。《》", "“不行”，！？：；（）…、。《》"),
        ("＂＃，．！－", '"#，.！-'),
        ("您\ud83d好", "您\ufffd好"),
        ("您😡好", "您😡好"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text).text == expected


def test_compatibility_characters_become_their_plain_and_simplified_form() -> None:
    for code in [*range(0xF900, 0xFAD9), *range(0x2F800, 0x2FA1E)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        assert fold(chr(code)) == fold(plain)


def test_every_character_folds_to_one_that_stays_or_to_none() -> None:
    for code in range(sys.maxunicode + 1):
        folded = fold(chr(code)).text
        assert len(folded) <= 1
        assert fold(folded).text == folded


@pytest.mark.parametrize(
    ("text", "part", "recorded"),
    [
        ("这不行", "不行", "不行"),
        ("这 不 行 了", "不行", "不 行"),
        ("😡\u200b不\u200b\u200b行", "不行", "不\u200b\u200b行"),
        ("這不歸我管", "不归我管", "不歸我管"),
        ("請 稍\u00ad等ＯＫ", "稍等ok", "稍\u00ad等ＯＫ"),
    ],
)
def test_recorded(text: str, part: str, recorded: str) -> None:
    folded = fold(text)
    start = folded.text.index(part)
    begin, end = folded.recorded(start, start + len(part))
    assert text[begin:end] == recorded


def test_without_deletions_there_is_nothing_to_map() -> None:
    assert fold("請稍等") == Folded("请稍等")
    assert fold("请 稍等") == Folded("请稍等", [0, 2, 3])
