"""The spreadsheet: what a cell may hold, and that the table comes back whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit
from compliance.reports.csv import BYTE_ORDER_MARK, COLUMNS, cell, render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), max_size=20)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("您好", "您好"),
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-12", "'-12"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\r\n好", "'\r\n好"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("\x08=1", "'=1"),
        ("a\x00b\x1b[31mc\x9bd", "ab[31mcd"),
        ("一行\n又一行\t好", "一行\n又一行\t好"),
        ("一 = 1", "一 = 1"),
        ("\ud83d", "\ufffd"),
        (-15.0, -15.0),
        (3, 3),
        (None, None),
        (True, "是"),
        (False, ""),
    ],
)
def test_cell(value: object, expected: object, view: View) -> None:
    assert cell(value, view) == expected


def table(audit: Audit, view: View) -> list[list[str]]:
    written = "".join(render(audit, view)).encode("utf-8").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


def test_mark_headings_and_one_row_a_finding(audit: Audit, view_of: Callable[..., View]) -> None:
    assert next(render(audit, view_of())) == BYTE_ORDER_MARK == "\ufeff"
    heading, *rows = table(audit, view_of(lang="en"))
    assert heading[:4] == ["finding", "transcript", "started", "agent"]
    assert [row[0] for row in rows] == [finding.fingerprint for finding in audit.findings]
    assert {len(row) for row in (heading, *rows)} == {len(COLUMNS)}


def with_text(audit: Audit, text: str) -> Audit:
    """The first finding's turn, words, ids and names all hold that text."""
    first = audit.findings[0]
    talk = Conversation(text, "f", (Turn(0, Role.AGENT, text),))
    broken = Breach(0, Hit(0, 0, 0, len(text), text, text, text), message("test.banned", text=text))
    told = replace(first, conversation=talk, agent=text, breach=broken, judgement=replace(first.judgement, trigger=broken.hit))
    return replace(audit, findings=(told,), scorecards=(replace(audit.scorecards[0], agent=text, name=text, team=text),))


@given(ANY)
def test_any_text_makes_one_harmless_row(audit: Audit, view: View, text: str) -> None:
    heading, row = table(with_text(audit, text), view)
    assert len(row) == len(heading)
    for content in row:
        assert not content.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not content.startswith(("\t", "\r"))
        assert not set(map(chr, (*range(9), 11, 12, *range(14, 32), 127))) & set(content)
