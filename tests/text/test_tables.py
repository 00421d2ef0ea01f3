"""The two data tables of the text wing are well formed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import compliance.text

TEXT = Path(compliance.text.__file__).parent

# The syllables of Mandarin, initial by initial ("" for none); nv, lve and the like are spelt with v for ü.
FINALS = {
    "": "a ai an ang ao e ei en eng er o ou n",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = {initial + final for initial, finals in FINALS.items() for final in finals.split()}


def content(name: str) -> Iterator[str]:
    return (line for line in (TEXT / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def pinyin() -> dict[str, str]:
    """Syllable of each character."""
    return {character: syllable for syllable, characters in map(str.split, content("pinyin.txt")) for character in characters}


def test_traditional_is_one_map_in_two_equally_long_lines() -> None:
    keys, values = content("traditional.txt")
    assert len(keys) == len(values) == len(set(keys))
    assert not set(keys) & set(values), "folding twice must be folding once"
    assert not [c for c in keys + values if ord(c) < 0x3400], "nothing but Chinese characters"


@pytest.mark.parametrize(("key", "value"), ["妳你", "們们", "務务", "請请", "謝谢", "裡里", "裏里", "後后", "麼么", "薴苎"])
def test_traditional_knows(key: str, value: str) -> None:
    assert dict(zip(*content("traditional.txt"), strict=True))[key] == value


@pytest.mark.parametrize("character", "著您着的你好服务")
def test_traditional_leaves_alone(character: str) -> None:
    assert character not in next(content("traditional.txt"))


def test_pinyin_has_known_syllables_in_order() -> None:
    syllables = [line.split()[0] for line in content("pinyin.txt")]
    assert syllables == sorted(set(syllables))
    assert not set(syllables) - SYLLABLES


def test_pinyin_covers_gb2312_with_each_character_once() -> None:
    characters = "".join(line.split()[1] for line in content("pinyin.txt"))
    assert len(characters) == len(set(characters)) == 6763
    assert all(0xB0 <= c.encode("gb2312")[0] <= 0xF7 for c in characters)


@pytest.mark.parametrize(
    ("words", "reading"),
    [("报歉", "bao qian"), ("抱歉", "bao qian"), ("您好", "nin hao"), ("女绿略", "nv lv lve"), ("行还长", "xing hai zhang")],
)
def test_pinyin_reads(words: str, reading: str) -> None:
    syllable = pinyin()
    assert " ".join(syllable[c] for c in words) == reading


@pytest.mark.parametrize("name", ["traditional.txt", "pinyin.txt"])
def test_tables_name_their_source_and_licence(name: str) -> None:
    header = [line for line in (TEXT / name).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any("licensed under" in line and "https://" in line for line in header)
