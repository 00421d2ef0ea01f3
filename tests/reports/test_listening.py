"""The listening list: a table that a spreadsheet opens, with what can be heard first and what can only be read after it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.model.scorecard import Audit
from compliance.reports.csv import BYTE_ORDER_MARK
from compliance.reports.listening import COLUMNS, UNHEARD, render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)


def rows(audit: Audit, view: View) -> list[dict[str, str]]:
    pieces = list(render(audit, view))
    assert pieces[0] == BYTE_ORDER_MARK
    table = list(csv.reader(io.StringIO("".join(pieces[1:]), newline="")))
    assert {len(row) for row in table} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in table[1:]]


def test_a_clip_has_its_recording_and_its_times(audit: Audit, view: View) -> None:
    first = rows(audit, view)[0]
    assert {key: first[key] for key in ("rank", "file", "start", "end", "start_s", "end_s", "turns", "level", "points", "note")} == {
        "rank": "1", "file": "录音/call-0001.wav", "start": "00:02", "end": "00:20", "start_s": "2.5", "end_s": "20.0", "turns": "3、4",
        "level": "严重", "points": "8", "note": "",
    }  # fmt: skip


def test_without_a_recording_the_transcript_is_named_and_that_is_said(audit: Audit, view: View) -> None:
    findings = tuple(replace(f, conversation=replace(f.conversation, extra={})) for f in audit.findings[:2])
    first = rows(replace(audit, findings=findings), view)[0]
    assert (first["file"], first["note"]) == ("talks/call-0001.jsonl", "不知道录音的文件名，这里写的是会话文件")


def test_what_has_no_times_is_listed_by_its_turns(audit: Audit, view: View) -> None:
    told = [(row["rank"], row["start"], row["end"], row["turns"], row["note"]) for row in rows(audit, view)[1:]]
    assert told == [("2", "", "", "3", "没有时间，请看第几句"), ("3", "", "", "1", "没有时间，请看第几句")]
    chats = tuple(replace(f, conversation=replace(f.conversation, channel="chat", extra={})) for f in audit.findings[:2])
    assert [row["note"] for row in rows(replace(audit, findings=chats), view)] == ["文字会话，没有录音，请看第几句"]


def test_the_list_stays_short(many: Callable[[int], Audit], view: View) -> None:
    told = rows(many(200), view)
    assert [float(row["end_s"]) - float(row["start_s"]) for row in told if row["end_s"]] == [17.5] * 34
    assert len(told) == 34 + UNHEARD


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    assert harmless(rows(biting(bite), view))


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert harmless(rows(biting(text), view))


def harmless(told: list[dict[str, str]]) -> bool:
    """One clip, and no cell that a spreadsheet would run."""
    return len(told) == 1 and not [
        cell for cell in told[0].values() if cell.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    ]
