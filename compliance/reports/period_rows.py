"""The rows of periods that all formats share: figures of a month or a quarter as plain values ready for JSON."""

from __future__ import annotations

from compliance.model.period import Figures, Measured, Period, Periods
from compliance.reports.report import View
from compliance.reports.rows import Row, named, number

TOP_RULES = 5


def summary_periods(periods: Periods, view: View) -> list[Row]:
    """One row a period, with its teams."""
    return [
        {**_head(period), **figures_row(period.figures), "teams": [_team_row(team, its, view) for team, its in period.teams.items()]}
        for period in periods.rows
    ]


def agent_periods(agent: str | None, periods: Periods) -> list[Row]:
    """The same for one agent: the periods in which there were conversations."""
    return [{**_head(period), **figures_row(period.agents[agent])} for period in periods.rows if agent in period.agents]


def figures_row(figures: Figures) -> Row:
    """None where there is no data. Of the rules, those broken most."""
    broken = [(rule, rate) for rule, rate in figures.rules.items() if rate.count]
    return {
        "conversations": figures.conversations,
        "score": _score(figures.score),
        "fatal": share_row(figures.fatal),
        "checkable": number(figures.checkable, 6),
        "satisfaction": share_row(figures.satisfaction),
        "first_response": _response(figures),
        "within_limit": share_row(figures.within_limit),
        "on_time": share_row(figures.on_time),
        "complaints": share_row(figures.complaints),
        "rules": [{"rule": rule, **_share(rate)} for rule, rate in broken[:TOP_RULES]],
        "regulations": [{"regulation": title, **_share(rate)} for title, rate in figures.regulations.items()],
    }


def share_row(share: Measured | None) -> Row | None:
    return None if share is None else _share(share)


def _head(period: Period) -> Row:
    return {"unit": period.unit, "period": period.label, "first": period.first, "last": period.last}


def _team_row(team: str | None, figures: Figures, view: View) -> Row:
    return {"team": named(team, view), **figures_row(figures)}


def _share(share: Measured) -> Row:
    rates = {"rate": number(share.value, 6), "low": number(share.low, 6), "high": number(share.high, 6)}
    return {"count": share.count, "n": share.n, **rates}


def _score(score: Measured | None) -> Row | None:
    if score is None:
        return None
    return {"mean": number(score.value, 4), "n": score.n, "low": number(score.low, 4), "high": number(score.high, 4)}


def _response(figures: Figures) -> Row | None:
    middle = figures.first_response_s
    if middle is None:
        return None
    bounds = {"low_s": number(middle.low), "high_s": number(middle.high)}
    return {"median_s": number(middle.value), "p90_s": number(figures.first_response_p90_s), "n": middle.n, **bounds}
