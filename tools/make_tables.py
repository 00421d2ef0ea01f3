"""Makes compliance/text/traditional.txt and pinyin.txt anew; run by hand, needs `pip install opencc pypinyin`.

Usage: python tools/make_tables.py [FOLDER]      FOLDER: where to write, default compliance/text beside this folder
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

TEXT = Path(__file__).resolve().parent.parent / "compliance" / "text"

# CJK unified ideographs, extension A, compatibility ideographs, supplementary planes 2 and 3.
CJK = (range(0x4E00, 0xA000), range(0x3400, 0x4DC0), range(0xF900, 0xFB00), range(0x20000, 0x323B0))

# A variant of 你 that OpenCC leaves alone, because it is not a traditional form; for hearing it is the same word.
VARIANTS = {"妳": "你"}

TRADITIONAL_HEADER = """\
# Traditional to simplified Chinese, character by character: first line the keys, second line their values.
# From the dictionaries of OpenCC {version} (https://github.com/BYVoid/OpenCC), licensed under Apache-2.0:
# every character that its t2s conversion, given that character alone, turns into one other; in addition 妳.
# Written by tools/make_tables.py.
"""

PINYIN_HEADER = """\
# One toneless syllable a line and the characters of GB 2312 that are most commonly read so (v stands for ü).
# From pypinyin {version} (https://github.com/mozillazg/python-pinyin) and its data
# (https://github.com/mozillazg/pinyin-data), both licensed under MIT.
# Written by tools/make_tables.py.
"""


def simplified(characters: Iterable[str]) -> dict[str, str]:
    """Each character that has another, simplified one. Chains are followed to their end, so that folding twice is folding once."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    found = {c: s for c in characters if (s := convert(c)) != c and len(s) == 1} | VARIANTS
    return {c: found.get(s, s) for c, s in found.items()}


def gb2312() -> list[str]:
    """The 6,763 characters of the standard in its order: rows 16 to 87 of 94 places, five of them empty."""
    places = (bytes((row, place)) for row in range(0xB0, 0xF8) for place in range(0xA1, 0xFF))
    return [c for c in (place.decode("gb2312", errors="ignore") for place in places) if c]


def by_syllable(characters: Iterable[str]) -> dict[str, list[str]]:
    from pypinyin import Style, lazy_pinyin

    syllables: dict[str, list[str]] = defaultdict(list)
    for character in characters:
        syllables[lazy_pinyin(character, style=Style.NORMAL)[0]].append(character)
    return syllables


def traditional_table(pairs: Mapping[str, str]) -> str:
    keys = sorted(pairs)
    return TRADITIONAL_HEADER.format(version=version("opencc")) + f"{''.join(keys)}\n{''.join(pairs[key] for key in keys)}\n"


def pinyin_table(syllables: Mapping[str, list[str]]) -> str:
    lines = (f"{syllable} {''.join(syllables[syllable])}\n" for syllable in sorted(syllables))
    return PINYIN_HEADER.format(version=version("pypinyin")) + "".join(lines)


def main(folder: Path) -> None:
    characters = [chr(point) for block in CJK for point in block]
    (folder / "traditional.txt").write_text(traditional_table(simplified(characters)), encoding="utf-8", newline="\n")
    (folder / "pinyin.txt").write_text(pinyin_table(by_syllable(gb2312())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEXT)
