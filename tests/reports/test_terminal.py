"""The page a supervisor reads: calm, within its width, and short for a small audit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, Verdict
from compliance.reports.columns import width
from compliance.reports.report import View
from compliance.reports.terminal import render

ANY = st.text(st.characters(codec=None, categories=None), max_size=60)


def page(audit: Audit, view: View) -> list[str]:
    return "".join(render(audit, view)).split("\n")[:-1]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", [72, 80, 100])
def test_every_line_fits(lang: str, cells: int, audit: Audit, view_of: Callable[..., View]) -> None:
    lines = page(audit, view_of(lang=lang, width=cells))
    assert [line for line in lines if width(line) > cells] == []
    assert len(lines) <= 48


def test_a_small_audit_takes_one_page(audit: Audit, view: View) -> None:
    assert len(page(audit, view)) <= 45


def test_colour_changes_nothing_but_colour(audit: Audit, view_of: Callable[..., View]) -> None:
    painted = page(audit, view_of(colour=True))
    plain = page(audit, view_of())
    assert [re.sub(r"\x1b\[[0-9;]+m", "", line).rstrip() for line in painted] == plain
    assert any("\x1b[1;31m致命" in line for line in painted)
    assert not any("\x1b" in line for line in plain)


def bitten(audit: Audit, text: str) -> Audit:
    """Every text that comes from outside is that text."""
    talk = Conversation(text, text, (Turn(0, Role.CUSTOMER, text), Turn(1, Role.AGENT, text, 3.0)))
    hit = Hit(1, 1, 0, len(text) // 2, text[: len(text) // 2], text, text)
    broken = Breach(1, hit, message("test.banned", text=text))
    judgement = Judgement(Outcome.FAIL, Hit(0, 0, 0, len(text), text, text, text), (broken,))
    finding = replace(audit.findings[0], conversation=talk, agent=text, judgement=judgement, breach=broken, instead=text)
    unknown = Verdict("curt", text, Outcome.UNKNOWN, reason=message("test.banned", text=text))
    return replace(
        audit,
        conversations=(talk,),
        verdicts=((unknown,),),
        findings=(finding,),
        scorecards=(replace(audit.scorecards[0], agent=text, name=text, team=text),),
        problems=(Problem(Place(text, 1), message("test.banned", text=text)),),
        as_of=text,
    )


@given(ANY)
def test_no_text_breaks_the_page(audit: Audit, view: View, text: str) -> None:
    lines = page(bitten(audit, text), view)
    assert [line for line in lines if width(line) > view.width] == []
    assert not [char for line in lines for char in line if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
    assert "".join(lines).encode("utf-8")


def many(audit: Audit, times: int) -> Audit:
    findings = tuple(
        replace(finding, rule=replace(finding.rule, id=f"{finding.rule.id}-{n}"), agent=f"A{n}")
        for n in range(times)
        for finding in audit.findings
    )
    rules = {finding.rule.id: finding.rule for finding in findings}
    problems = tuple(Problem(Place(f"bad-{n}.json"), message("test.bad_json")) for n in range(times))
    return replace(
        audit,
        rulebook=replace(audit.rulebook, rules=tuple(rules.values())),
        conversations=audit.conversations * times,
        verdicts=audit.verdicts * times,
        findings=findings,
        scorecards=tuple(replace(card, agent=f"A{n}") for n in range(times) for card in audit.scorecards),
        by_rule=dict.fromkeys(rules, audit.by_rule["curt"]),
        problems=problems,
    )


def test_a_large_audit_is_cut_and_says_so(audit: Audit, view: View) -> None:
    lines = page(many(audit, 30), view)
    assert [line.strip() for line in lines if line.strip().startswith("…")] == [
        "… 另有 110 项",
        "… 另有 112 项",
        "… 另有 142 项，全部见 --output findings=文件 或 csv=文件",
        "… 另有 25 项",
    ]
    assert sum("致命  推诿禁语" in line and "第 3 句" in line for line in lines) == 8
    assert len(lines) <= 90


def test_a_full_page_of_a_small_audit_still_shows_three_moments(audit: Audit, view: View) -> None:
    small = replace(many(audit, 12), conversations=audit.conversations, verdicts=audit.verdicts)
    assert sum("第 3 句" in line for line in page(small, view)) == 3


def test_a_clean_audit_says_so(audit: Audit, view: View) -> None:
    last = replace(audit, conversations=audit.conversations[3:], verdicts=audit.verdicts[3:], scorecards=audit.scorecards[1:2])
    lines = page(replace(last, findings=(), by_rule={}, problems=(), passed_over=()), view)
    assert [line.rstrip() for line in lines] == [
        "服务合规检查" + " " * 74 + "2026-03-03",
        "会话 1 · 客服 1 · 可判定 100.0%（3/3 项检查）",
        "问题项 0：致命 0 · 严重 0 · 一般 0 · 提示 0",
        "",
        "各位客服",
        "  客服       班组       得分  致命  问题项  会话  最常违反",
        "  何敏 A205  售后二组  100.0     0       0     1",
        "",
        "没有发现问题。",
        "",
        "规则 rules.yaml（版本 2026.1，5 条） · 截至 2026-03-05 20:00 · 用时 1.2 秒 · compliance 0.1.0",
    ]
