"""The playlist: entries that a player can play, each line where the player expects it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.scorecard import Audit
from compliance.reports.m3u import render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
ENTRY = re.compile(r"#EXTINF:\d+,[^\n]*\n#EXTVLCOPT:start-time=\d+\.\d\n#EXTVLCOPT:stop-time=\d+\.\d\n(?!#)[^\n]*\n")


def pieces(audit: Audit, view: View) -> list[str]:
    return list(render(audit, view))


def test_an_entry_begins_and_ends_in_the_recording(audit: Audit, view: View) -> None:
    assert pieces(audit, view) == [
        "#EXTM3U\n#PLAYLIST:最该回看的片段\n",
        "#EXTINF:18,严重 先安抚后解释 call-0001 第 3 句 00:10\n#EXTVLCOPT:start-time=2.5\n#EXTVLCOPT:stop-time=20.0\n录音/call-0001.wav\n",
        "# 另有 2 通只能看，不能听，见 listening\n",
    ]


def test_a_player_gets_recordings_only(audit: Audit, view: View) -> None:
    findings = tuple(replace(f, conversation=replace(f.conversation, extra={})) for f in audit.findings[:2])
    assert pieces(replace(audit, findings=findings), view)[1:] == ["# 另有 1 段不知道录音的文件名，见 listening\n"]


def test_what_is_beyond_ten_minutes_is_counted(many: Callable[[int], Audit], view: View) -> None:
    told = pieces(many(100), view)
    assert len([piece for piece in told if ENTRY.fullmatch(piece)]) == 34
    assert told[-2:] == ["# 另有 66 段在十分钟之外，没有列入\n", "# 另有 200 通只能看，不能听，见 listening\n"]


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    told = pieces(biting(bite), view)
    if bite.strip():
        assert ENTRY.fullmatch(told[1])
    assert all(line.startswith("#") for line in told[-1].splitlines()[:-1])


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    told = pieces(biting(text), view)
    assert len(told) == 2
    assert ENTRY.fullmatch(told[1]) or told[1].startswith("# ")
