"""The drawings of the page that are made of bars and lines: the trend by day, week and month, and how long customers waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.model.scorecard import Audit
from compliance.reports.html.charts import Bar, Frame, bars, every, frame, lines, middles, ticks
from compliance.reports.html.data import channel_name, duration
from compliance.reports.html.trend import Span, trends
from compliance.reports.html.waits import STEPS_S, by_step, share, waits_by_channel
from compliance.reports.report import View

ROOM = 16  # labels that fit under a wide chart
FEW = 20  # a rate from fewer checks is drawn hollow


@dataclass(frozen=True, slots=True)
class Point:
    """The rate of one span; `few`: it rests on little."""

    x: float
    y: float
    few: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Above the rate of failures, below how many conversations, and how many of these with a grave finding."""

    unit: str
    name: str
    upper: Frame
    lower: Frame
    rates: list[str]
    points: list[Point]
    all: list[Bar]
    grave: list[Bar]
    tips: list[str]
    labels: list[tuple[float, str]]
    upper_ticks: list[tuple[float, str]]
    lower_ticks: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Waits:
    """A histogram of waits on one channel."""

    channel: str
    note: str
    field: Frame
    bars: list[Bar]
    tips: list[str]
    labels: list[tuple[float, str]]
    ticks: list[tuple[float, str]]


def trend_charts(audit: Audit, view: View) -> list[Trend]:
    return [_trend(unit, spans, view) for unit, spans in trends(audit).items()]


def _trend(unit: str, spans: Sequence[Span], view: View) -> Trend:
    rates = [span.rate for span in spans]
    upper = frame(48, 14, 804, 120, [rate for rate in rates if rate is not None])
    lower = frame(48, 166, 804, 70, [span.conversations for span in spans])
    places = middles(upper, len(spans))
    step = every(len(spans), ROOM)
    return Trend(
        unit,
        view.word(f"html.by_{unit}"),
        upper,
        lower,
        lines(upper, rates),
        [Point(x, upper.y(span.rate), span.judged < FEW) for x, span in zip(places, spans, strict=True) if span.rate is not None],
        bars(lower, [span.conversations for span in spans]),
        bars(lower, [span.grave for span in spans]),
        [_tip(unit, span, view) for span in spans],
        [(x, _day(span.start, unit)) for place, (x, span) in enumerate(zip(places, spans, strict=True)) if place % step == 0],
        [(upper.y(tick), f"{tick:.0%}" if upper.most >= 0.1 else f"{tick:.1%}") for tick in ticks(upper.most)],
        [(lower.y(tick), f"{tick:,.0f}") for tick in ticks(lower.most, whole=True)],
    )


def _tip(unit: str, span: Span, view: View) -> str:
    rate = "–" if span.rate is None else f"{span.rate:.1%}"
    day = f"{span.start:%Y-%m}" if unit == "month" else span.start.isoformat()
    when = view.word("html.week_of", day=day) if unit == "week" else day
    broken = f"{span.failed:,}/{span.judged:,}"
    return view.word("html.trend_tip", when=when, rate=rate, broken=broken, n=span.conversations, grave=span.grave)


def _day(start: date, unit: str) -> str:
    return f"{start:%Y-%m}" if unit == "month" else f"{start:%m-%d}"


def wait_charts(audit: Audit, view: View) -> list[Waits]:
    return [_waits(channel_name(channel, view), times, view) for channel, times in waits_by_channel(audit.conversations).items()]


def _waits(channel: str, times: list[float], view: View) -> Waits:
    """Empty steps at either end are left out."""
    counts = by_step(times)
    held = [place for place, count in enumerate(counts) if count]
    first, last = held[0], held[-1]
    names = [_step(place, view) for place in range(first, last + 1)]
    shown = counts[first : last + 1]
    field = frame(46, 12, 304, 120, shown)
    note = view.word("html.wait_note", n=f"{len(times):,}", median=duration(share(times, 50), view), most=duration(share(times, 90), view))
    tips = [
        view.word("html.wait_tip", step=name, n=f"{count:,}", share=f"{count / len(times):.1%}")
        for name, count in zip(names, shown, strict=True)
    ]
    scale = [(field.y(tick), f"{tick:,.0f}") for tick in ticks(field.most, whole=True)]
    return Waits(channel, note, field, bars(field, shown), tips, list(zip(middles(field, len(shown)), names, strict=True)), scale)


def _step(place: int, view: View) -> str:
    if place == len(STEPS_S):
        return view.word("html.longer", time=duration(STEPS_S[-1], view))
    return view.word("html.up_to", time=duration(STEPS_S[place], view))
