"""The report for management: the latest month and quarter beside the one before, by team, regulation and rule, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from compliance.model.period import Figures, Measured, Period
from compliance.model.scorecard import Audit
from compliance.reports.columns import Column
from compliance.reports.markdown import literal, table
from compliance.reports.overview import from_to
from compliance.reports.report import View

ID = "period"
MEDIA = "text"

FEW = 20  # a figure from fewer cases is marked
RULES = 10  # the most rules that are shown
NONE, MARK = "–", "※"
UNITS = ("month", "quarter")


@dataclass(frozen=True, slots=True)
class _Indicator:
    """`sign`: 1 where more is better, -1 where less is. `unit`: how its value is written: points, share or time."""

    key: str
    unit: str
    sign: int


INDICATORS = (
    _Indicator("score", "points", 1),
    _Indicator("fatal", "share", -1),
    _Indicator("satisfaction", "share", 1),
    _Indicator("first_response_s", "time", -1),
    _Indicator("within_limit", "share", 1),
    _Indicator("on_time", "share", 1),
    _Indicator("complaints", "share", -1),
)
BROKEN = _Indicator("broken", "share", -1)


def render(audit: Audit, view: View) -> Iterator[str]:
    for part in _parts(audit, view):
        yield from (f"{line}\n" for line in part)


def _parts(audit: Audit, view: View) -> Iterator[list[str]]:
    """Each part but the first begins with an empty line."""
    book, undated = audit.rulebook, audit.periods.undated
    rules = {"source": literal(view.name(book.source)), "version": literal(book.version or NONE), "rules": len(book.rules)}
    left_out = _word(view, "undated", n=undated) if undated else ""
    yield [f"# {_word(view, 'title')}", "", _word(view, "read", n=len(audit.conversations), undated=left_out, **rules)]
    if not audit.periods.rows:
        yield ["", _word(view, "nothing")]
        return
    names = {rule.id: rule.name for rule in book.rules}
    shown: list[Figures] = []
    for unit in UNITS:
        *earlier, latest = audit.periods.of(unit)
        before = next((period for period in earlier if period.label == latest.before), None)
        yield ["", f"## {_label(latest, latest.label, view)}", "", _span(latest, before, view)]
        if latest.figures in shown and before is None:
            yield ["", _word(view, "same")]
        else:
            yield from _period(latest, before, names, view)
        shown.append(latest.figures)
    yield from _trend(audit.periods.of("month"), view)
    yield ["", _word(view, "note", mark=MARK, few=FEW)]


def _span(now: Period, before: Period | None, view: View) -> str:
    """Which days and how many conversations there are, and what they are compared with."""
    told = _word(view, "span", days=from_to(now.first, now.last, view), n=now.figures.conversations)
    label = _label(now, now.before, view)
    compared = _word(view, "span_before", before=label, n=before.figures.conversations) if before else None
    return told + (compared or _word(view, "span_alone", before=label))


def _period(now: Period, before: Period | None, names: Mapping[str, str], view: View) -> Iterator[list[str]]:
    past = before.figures if before else None
    yield ["", *_indicators(now.figures, past, view)]
    if any(team is not None for team in now.teams):
        yield ["", f"### {_word(view, 'teams')}", "", *_teams(now, before, view)]
    if now.figures.regulations:
        rates = _rates("regulation", now.figures.regulations, past.regulations if past else None, view)
        yield ["", f"### {_word(view, 'regulations')}", "", *rates]
    broken = [(rule, rate) for rule, rate in now.figures.rules.items() if rate.count][:RULES]
    if broken:
        rates = _rates("rule", dict(broken), past.rules if past else None, view, names)
        yield ["", f"### {_word(view, 'rules_broken')}", "", *rates]


def _indicators(now: Figures, past: Figures | None, view: View) -> list[str]:
    """A line for each indicator, also where there is no data; the last two columns only where there is something to compare with."""
    rows = []
    for indicator in INDICATORS:
        mine = _of(now, indicator)
        told = [view.word(f"period.of.{indicator.key}"), _shown(indicator, mine, view), _interval(indicator, mine, view)]
        rows.append([*told, str(mine.n) if mine else NONE, *_compared(indicator, mine, _of(past, indicator) if past else None, view)])
        if indicator.key == "first_response_s" and mine:
            rows.append([view.word("period.of.p90"), _time(now.first_response_p90_s, view), NONE, str(mine.n)])
            rows[-1] += [_time(past.first_response_p90_s if past else None, view), NONE]
    rows.append([view.word("period.of.checkable"), _share(now.checkable), NONE, NONE, _share(past.checkable if past else None), NONE])
    return _comparing(["indicator", "now", "interval", "cases"], rows, past is not None, view)


def _teams(now: Period, before: Period | None, view: View) -> list[str]:
    """A line for each team: what it did, and how its score changed."""
    shown = [indicator for indicator in INDICATORS if any(_of(figures, indicator) for figures in now.teams.values())]
    columns = _heads("team", shown, view)
    if before:
        columns += [Column(_word(view, "score_before"), right=True), Column(_word(view, "change"))]
    rows = []
    for team, figures in now.teams.items():
        name = _word(view, "no_team") if team is None else literal(view.name(team))
        row = [name, str(figures.conversations), *(_shown(indicator, _of(figures, indicator), view) for indicator in shown)]
        past = before.teams.get(team) if before else None
        rows.append([*row, *(_compared(INDICATORS[0], figures.score, past.score if past else None, view) if before else [])])
    return table(columns, rows)


def _rates(
    key: str, now: Mapping[str, Measured], past: Mapping[str, Measured] | None, view: View, names: Mapping[str, str] | None = None
) -> list[str]:
    """Failure rates, with those of the period before where there is one."""
    rows = []
    for name, rate in now.items():
        told = [literal((names or {}).get(name, name)), f"{rate.count}/{rate.n}", _shown(BROKEN, rate, view), _interval(BROKEN, rate, view)]
        rows.append([*told, *_compared(BROKEN, rate, (past or {}).get(name), view)])
    return _comparing([key, "failed", "rate", "interval"], rows, past is not None, view)


def _comparing(keys: Sequence[str], rows: Sequence[Sequence[str]], compared: bool, view: View) -> list[str]:
    """A table whose last two columns stand for the period before and the change; they are left out where there is none."""
    columns = [Column(_word(view, key), right=number > 0) for number, key in enumerate((*keys, "before"))]
    columns = [*columns, Column(_word(view, "change"))] if compared else columns[:-1]
    return table(columns, [row[: len(columns)] for row in rows])


def _compared(indicator: _Indicator, now: Measured | None, past: Measured | None, view: View) -> list[str]:
    return [_shown(indicator, past, view), _change(indicator, now, past, view)]


def _trend(months: Sequence[Period], view: View) -> Iterator[list[str]]:
    """All months side by side, once there is more than one."""
    if len(months) < 2:
        return
    rows = []
    for month in months:
        told = (_shown(indicator, _of(month.figures, indicator), view) for indicator in INDICATORS)
        rows.append([month.label, str(month.figures.conversations), *told])
    yield ["", f"## {_word(view, 'trend')}", "", *table(_heads("month", INDICATORS, view), rows)]


def _heads(first: str, indicators: Sequence[_Indicator], view: View) -> list[Column]:
    """What the line is about, how many conversations, and a short name for each indicator."""
    shorts = (Column(view.word(f"period.short.{indicator.key}"), right=True) for indicator in indicators)
    return [Column(_word(view, first)), Column(_word(view, "conversations"), right=True), *shorts]


def _of(figures: Figures, indicator: _Indicator) -> Measured | None:
    found: Measured | None = getattr(figures, indicator.key)
    return found


def _shown(indicator: _Indicator, measured: Measured | None, view: View) -> str:
    """The value, marked where few cases are behind it."""
    if measured is None:
        return NONE
    return _written(indicator, measured.value, view) + (MARK if measured.n < FEW else "")


def _interval(indicator: _Indicator, measured: Measured | None, view: View) -> str:
    if measured is None or measured.low is None or measured.high is None:
        return NONE
    return f"{_written(indicator, measured.low, view)}–{_written(indicator, measured.high, view)}"


def _change(indicator: _Indicator, now: Measured | None, before: Measured | None, view: View) -> str:
    """The difference, and whether it is more than chance: better, worse, or not to be told from chance."""
    if now is None or before is None:
        return NONE
    difference = now.value - before.value
    sign = "−" if difference < 0 else "+"
    size = f"{abs(difference):.1f}" if indicator.unit == "points" else _time(abs(difference), view)
    if indicator.unit == "share":
        size = _word(view, "percentage_points", n=f"{abs(difference) * 100:.1f}")
    differs = now.differs(before)
    verdict = "too_few" if differs is None else "alike" if not differs else "better" if difference * indicator.sign > 0 else "worse"
    return _word(view, verdict, change=f"{sign}{size}")


def _written(indicator: _Indicator, value: float, view: View) -> str:
    if indicator.unit == "share":
        return _share(value)
    return _time(value, view) if indicator.unit == "time" else f"{value:.1f}"


def _share(value: float | None) -> str:
    return NONE if value is None else f"{value:.1%}"


def _time(seconds: float | None, view: View) -> str:
    if seconds is None:
        return NONE
    unit, size = ("seconds", 1) if seconds < 60 else ("minutes", 60) if seconds < 3600 else ("hours", 3600)
    return _word(view, unit, n=f"{seconds / size:.1f}".removesuffix(".0"))


def _label(period: Period, label: str, view: View) -> str:
    year, part = label.split("-")
    return _word(view, period.unit + "_label", year=int(year), part=part.lstrip("Q0"))


def _word(view: View, key: str, **values: object) -> str:
    return view.word(f"period.{key}", **values)
