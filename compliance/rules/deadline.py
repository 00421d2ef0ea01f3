"""Deadline: the instant at which a clock window ends, and how surely an answer lies before it.

One stated clock: from the end of the trigger's turn to the start of the answering words, the bound inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.model.message import Message, message
from compliance.model.rule import Rule
from compliance.model.timeline import Timeline
from compliance.model.verdict import Hit
from compliance.model.window import Window
from compliance.model.workdays import business_time_later, workdays_later


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at_s` on the timeline's clock; None without a clock window. `blind`: why it cannot be known."""

    at_s: float | None = None
    precision_s: float = 0.0
    now_s: float | None = None
    blind: Message | None = None

    def place(self, start_s: float | None, end_s: float | None, not_before_s: float | None = None) -> str:
        """in, out or unsure, for words that were said between these two seconds, and not before the third.

        Unsure only where the limit falls strictly inside: a limit on an edge is kept.
        """
        earliest_s = max((time for time in (start_s, not_before_s) if time is not None), default=None)
        if self.at_s is None or earliest_s is None:
            return "unsure"
        if self.beyond(earliest_s):
            return "out"
        if start_s is None:
            return "unsure"
        latest_s = max(earliest_s, start_s if end_s is None else end_s)
        on_the_edge = not self.precision_s and _since(self.at_s, earliest_s) == 0
        return "in" if on_the_edge or _since(self.at_s, latest_s) + self.precision_s <= 0 else "unsure"

    def beyond(self, time_s: float) -> bool:
        """Surely after the limit: two times of a clock that shows whole minutes lie less than a minute nearer or farther than it shows."""
        return self.at_s is not None and 0 < _since(self.at_s, time_s) >= self.precision_s

    @property
    def passed(self) -> bool:
        return self.now_s is not None and self.beyond(self.now_s)


def _since(at_s: float, time_s: float) -> float:
    """Rounded, since 0.7 + 0.1 is less than 0.8 to a machine."""
    return round(time_s - at_s, 6)


NONE = Deadline()


def no_time_of(hit: Hit) -> Message:
    if hit.turn is None:
        return message("judge.no_time_of_event", event=hit.text)
    return message("judge.no_time_of_turn", turn=hit.turn + 1)


def deadline_of(rule: Rule, timeline: Timeline, trigger: Hit | None) -> Deadline:
    within = rule.within
    if within is None or not within.by_clock:
        return NONE
    if timeline.now_s is None:
        return Deadline(blind=message("judge.no_times"))
    if trigger is None or trigger.moment < 0:
        return _ending(rule, within, timeline, 0.0)
    since_s = timeline.moments[trigger.moment].end_s
    if since_s is None:
        return Deadline(blind=no_time_of(trigger))
    return _ending(rule, within, timeline, since_s)


def _ending(rule: Rule, within: Window, timeline: Timeline, since_s: float) -> Deadline:
    if within.unit == "seconds" and rule.each_day is None:
        return Deadline(since_s + within.amount, timeline.precision_s, timeline.now_s)
    return _in_working_time(rule, within, timeline, since_s)


def _in_working_time(rule: Rule, within: Window, timeline: Timeline, since_s: float) -> Deadline:
    """Working days and business hours need the wall clock, and a calendar that knows the year."""
    epoch = timeline.conversation.epoch
    if epoch is None:
        return Deadline(blind=message("judge.no_wall_clock"))
    try:
        at = _working_time_later(rule, within, epoch + timedelta(seconds=since_s))
    except OverflowError:  # before the first or after the last day that a calendar can hold
        at = None
    if at is None:
        return Deadline(blind=message("judge.no_calendar", year=epoch.year))
    return Deadline((at - epoch).total_seconds(), timeline.precision_s, timeline.now_s)


def _working_time_later(rule: Rule, within: Window, since: datetime) -> datetime | None:
    if within.unit == "workdays":
        return workdays_later(since, int(within.amount), rule.calendar, rule.each_day)
    assert rule.each_day
    return business_time_later(since, within.amount, rule.calendar, rule.each_day)
