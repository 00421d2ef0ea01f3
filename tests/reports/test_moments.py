"""A moment: the lines in which one finding is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from compliance.model.message import message
from compliance.model.scorecard import Audit
from compliance.model.verdict import Breach, Judgement, Outcome, Searched
from compliance.reports.columns import width
from compliance.reports.moments import minutes, moment, person
from compliance.reports.report import View


@pytest.mark.parametrize(("seconds", "expected"), [(0, "00:00"), (59.9, "00:59"), (725, "12:05"), (3723, "1:02:03"), (-4, "00:00")])
def test_minutes(seconds: float, expected: str) -> None:
    assert minutes(seconds) == expected


@pytest.mark.parametrize(
    ("name", "agent", "expected"),
    [
        ("林晓", "A1", "林晓 A1"),
        (None, "A1", "A1"),
        ("林晓", None, "林晓"),
        ("林晓", "林晓", "林晓"),
        (None, None, "（未署名）"),
        ("", "13812345678", "138****5678"),
    ],
)
def test_person(name: str | None, agent: str | None, expected: str, view: View) -> None:
    assert person(name, agent, view) == expected


def test_words_with_their_context(audit: Audit, view: View) -> None:
    assert moment(audit.findings[0], "林晓", audit.rulebook.clauses, view)[1:] == [
        "        客户    我都【催了三次】没人管！回我138****5678",
        "        客服    【因为】系统升级，您再等等。",
        "        原因    先表达理解，再作解释；还没有安抚就先解释",
        "        改说    我理解您的心情，我先帮您核实",
    ]


def test_an_absence_says_what_was_looked_for(audit: Audit, view: View) -> None:
    assert moment(audit.findings[1], "林晓", {}, view)[2:] == [
        "        未见    稍等 / 还在(查|处理)（第 4–5 句内）",
        "        最接近  第 5 句 「请稍等是多久」：这是客户说的",
        "        原因    一直没有说",
        "        改说    还在为您查询，请再稍等片刻",
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(1, 1, "您好（第 2 句内）"), (None, 2, "您好（第 3 句内）"), (None, None, "您好"), (0, 2, "您好（第 1–3 句内）")],
)
def test_where_was_searched(first: int | None, last: int | None, expected: str, audit: Audit, view: View) -> None:
    judgement = Judgement(Outcome.FAIL, searched=Searched(("您好",), first, last))
    finding = replace(audit.findings[1], judgement=judgement, breach=Breach(None, None, message("test.never")), instead=None)
    assert moment(finding, "林晓", {}, view)[1:] == [f"        未见    {expected}", "        原因    一直没有说"]


def test_a_homophone_is_marked(audit: Audit, view: View) -> None:
    assert "        原因    说了“爱要不要”；同音，疑为误写" in moment(audit.findings[4], "", {}, view)


def test_a_whole_turn_is_quoted_without_brackets(audit: Audit, view: View) -> None:
    finding = audit.findings[0]
    hit, turn = finding.breach.hit, finding.conversation.turns[2]
    assert hit is not None
    whole = replace(hit, start=0, end=len(turn.text), text=turn.text)
    lines = moment(replace(finding, breach=replace(finding.breach, hit=whole)), "", {}, view)
    assert lines[2] == "        客服    因为系统升级，您再等等。"


@pytest.mark.parametrize("cells", [72, 80, 96, 120])
def test_place_stands_at_the_right_edge(cells: int, audit: Audit, view_of: Callable[..., View]) -> None:
    for finding in audit.findings:
        heading = moment(finding, "林晓 A102", audit.rulebook.clauses, view_of(width=cells))[0]
        assert width(heading) == cells
        assert heading.endswith("林晓 A102")
