"""Why a match does not count."""

from __future__ import annotations

import pytest

from compliance.model.message import Message, message
from compliance.text.guards import excuse


def question(words: str) -> Message:
    return message("judge.excuse_question", words=words)


def part_of(word: str) -> Message:
    return message("judge.excuse_longer_word", word=word)


QUOTED = message("judge.excuse_quoted")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要【请】", None),
        ("我要申【请】", part_of("申请")),
        ("【请】问", None),
        ("您能【不能】退", question("能不能")),
        ("归【不归我管】", question("归不归我管")),
        ("归【不归】我管", question("归不归")),
        ("可【不可以】", question("可不可以")),
        ("知道【不知道】", question("知道不知道")),
        ("有【没办法】", question("有没办法")),
        ("满【不】满意", question("满不满")),
        ("可能【不能】", None),
        ("能，【不能】", None),
        ("看【不清楚】", part_of("看不清楚")),
        ("这【对不起】码的要求", part_of("对不起码")),
        ("【不好】意思", part_of("不好意思")),
        ("这样【不好】", None),
        ("机器【不行】动", part_of("行动")),
        ("祝【您好】运", part_of("好运")),
        ("【您好】看一下", None),
        ("喂，【你好】看一下", None),
        ("付【费用】户", part_of("用户")),
        ("这【不归我管】我说了", None),
        ("“【不行】”", QUOTED),
        ("“好”【不行】“好”", None),
        ("申“【请】”", QUOTED),
        ("“【不行”】", None),
        ("您还是【不是】会员", question("是不是")),
        ("【不好意思】", None),
        ("真【不好意思】呀", None),
        ("【“不行”】", None),
        ("“能【不能】", question("能不能")),
        ("【，】", None),
        ("甲【，】乙", None),
        ("【不行，可以】", None),
        ("不【行，可】以", part_of("可以")),
    ],
)
def test_excuse(text: str, expected: Message | None) -> None:
    start, end = text.index("【"), text.index("】") - 1
    assert excuse(text.replace("【", "").replace("】", ""), start, end) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("步行", message("judge.excuse_other_word", word="步行")),
        ("部行", None),
        ("报歉", None),
        ("不清处", None),
        ("不得以", None),
        ("不得已", message("judge.excuse_other_word", word="不得已")),
    ],
)
def test_homophones(text: str, expected: Message | None) -> None:
    assert excuse(text, 0, len(text), homophone=True) == expected
    assert excuse(text, 0, len(text)) is None


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    texts = [f"{number}号说“不行”，行不行，我想申请，这不行" for number in range(40)]
    asked = [(text, start) for text in texts for start in range(len(text)) if text.startswith("不行", start)]
    assert [excuse(text, start, start + 2) for text, start in asked] == [QUOTED, question("行不行"), None] * 40
