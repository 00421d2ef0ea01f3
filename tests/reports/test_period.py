"""The period report says what it does not know, and calls a change a change only where it is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from compliance.model.period import Figures, Measured, Period, Periods
from compliance.model.scorecard import Audit
from compliance.reports.period import render
from compliance.reports.report import View


def told(audit: Audit, view: View) -> str:
    return "".join(render(audit, view))


def line(text: str, start: str) -> list[str]:
    """The cells of the first line that begins so."""
    found = next(line for line in text.splitlines() if line.startswith(f"| {start} "))
    return [cell.strip() for cell in found.strip("|").split("|")]


def with_scores(audit: Audit, now: Measured | None, before: Measured | None) -> Audit:
    months = [period for period in audit.periods.rows if period.unit == "month"]
    changed = [replace(month, figures=replace(month.figures, score=score)) for month, score in zip(months, (before, now), strict=True)]
    quarters = [period for period in audit.periods.rows if period.unit == "quarter"]
    return replace(audit, periods=Periods((*changed, *quarters)))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Measured(90, 500, 87, 92), Measured(80, 500, 76, 83), "+10.0，好转"),
        (Measured(80, 500, 76, 83), Measured(90, 500, 87, 92), "−10.0，变差"),
        (Measured(90, 5, 50, 98), Measured(80, 500, 76, 83), "+10.0，不明显"),
        (Measured(90, 5, None, None), Measured(80, 500, 76, 83), "+10.0，样本太少"),
        (None, Measured(80, 500, 76, 83), "–"),
        (Measured(80, 500, 76, 83), None, "–"),
    ],
)
def test_a_change_is_told_with_an_honest_sign(
    now: Measured | None, before: Measured | None, expected: str, audit: Audit, view: View
) -> None:
    assert line(told(with_scores(audit, now, before), view), "平均得分")[-1] == expected


def test_less_is_better_of_some(audit: Audit, view: View) -> None:
    assert line(told(audit, view), "首次响应（中位数）")[-1] == "+1.1 小时，样本太少"
    last_quarter = told(audit, view).partition("## 2026 年第 1 季度")[2]
    assert line(last_quarter, "投诉率")[-1] == "−15.0 个百分点，好转"


def test_no_data_is_a_dash_and_few_cases_are_marked(audit: Audit, view: View) -> None:
    page = told(audit, view)
    assert line(page, "表示满意") == ["表示满意", "–", "–", "–", "80.0%", "–"]
    assert line(page, "投诉率")[:4] == ["投诉率", "0.0%※", "0.0%–56.1%", "3"]


def test_only_the_period_before_in_the_calendar_is_compared(audit: Audit, view: View) -> None:
    gone = [replace(period, label="2026-01") if period.label == "2026-02" else period for period in audit.periods.rows]
    page = told(replace(audit, periods=Periods(tuple(gone))), view)
    assert "上期（2026 年 2 月）没有会话，无从比较。" in page
    assert len(line(page, "平均得分")) == 4


def test_a_quarter_of_one_month_is_not_told_twice(audit: Audit, view: View) -> None:
    month = audit.periods.rows[1]
    page = told(replace(audit, periods=Periods((month, replace(month, unit="quarter", label="2026-Q1")))), view)
    assert page.count("| 平均得分 ") == 1
    assert page.partition("## 2026 年第 1 季度")[2].splitlines()[4] == "这一季只有这一个月的会话，数字同上。"
    assert "逐月走势" not in page


def test_without_dates_there_is_nothing_to_tell(audit: Audit, view_of: Callable[..., View]) -> None:
    page = told(replace(audit, periods=Periods((), 4, {})), view_of(lang="en"))
    assert page.splitlines()[2:] == [
        "Rules rules.yaml (version 2026.1, 5 rules). Conversations: 4, 4 of them without a date and in no period.",
        "",
        "No conversation has a date, so there are no periods.",
    ]


def test_teams_are_masked_and_cannot_break_the_table(audit: Audit, view: View) -> None:
    month = audit.periods.rows[1]
    teams: dict[str | None, Figures] = {"13812345678|x": month.figures, None: month.figures}
    page = told(
        replace(audit, periods=Periods((replace(month, teams=teams), Period("quarter", "2026-Q1", "", "", month.figures, {}, {})))), view
    )
    assert "| 138\\*\\*\\*\\*5678\\|x |" in page
    assert "13812345678" not in page
    assert "| （未写班组）" in page
