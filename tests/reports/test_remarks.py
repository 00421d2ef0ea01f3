"""A finding in plain lines: everything that helps to understand it, and nothing that could steer the reader's screen."""

from __future__ import annotations

from compliance.model.scorecard import Audit
from compliance.reports.remarks import in_one_line, remarks, where
from compliance.reports.report import View


def test_words_that_were_said(audit: Audit, view: View) -> None:
    assert remarks(audit.findings[0], {}, view) == [
        "先表达理解，再作解释；还没有安抚就先解释", "原话：因为", "起因：催了三次", "改说：我理解您的心情，我先帮您核实",
    ]  # fmt: skip


def test_words_that_are_missing(audit: Audit, view: View) -> None:
    assert remarks(audit.findings[1], {}, view)[:3] == [
        "一直没有说",
        "此处应有：稍等 / 还在(查|处理)",
        "最接近：请稍等是多久（这是客户说的）",
    ]


def test_where_it_lies(audit: Audit, view: View) -> None:
    assert [where(finding, view) for finding in audit.findings[:3]] == [
        "call-0001 第 3 句 00:10", "call-0001 第 4 句 00:14", "chat-139****1111 第 3 句",
    ]  # fmt: skip


def test_in_one_line(audit: Audit, view: View) -> None:
    assert in_one_line(audit.findings[2], {}, view) == "chat-139****1111 第 3 句；说了“不归我管”；原话：不归我管；改说：我来确认"
