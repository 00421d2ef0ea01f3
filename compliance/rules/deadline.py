"""Deadline: the instant at which a clock window ends, and how surely an answer lies before it.

One stated clock: from the end of the trigger's turn to the start of the answering words, the bound inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Rule
from compliance.model.timeline import Timeline
from compliance.model.verdict import Hit


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at_s` on the timeline's clock; None without a clock window. `blind`: why it cannot be known."""

    at_s: float | None = None
    precision_s: float = 0.0
    now_s: float | None = None
    blind: Message | None = None

    def place(self, start_s: float | None, end_s: float | None) -> str:
        """in, out or unsure, for words that were said between these two seconds.

        Unsure only where the limit falls strictly inside: a limit on an edge is kept.
        """
        if self.at_s is None or start_s is None:
            return "unsure"
        latest = (start_s if end_s is None else end_s) + self.precision_s
        earliest = start_s - self.precision_s
        if latest <= self.at_s or earliest == self.at_s:
            return "in"
        return "unsure" if earliest < self.at_s else "out"

    @property
    def passed(self) -> bool:
        return self.at_s is not None and self.now_s is not None and self.now_s > self.at_s + self.precision_s


def deadline_of(rule: Rule, timeline: Timeline, trigger: Hit | None) -> Deadline:
    within = rule.within
    if within is None or within.unit in ("turns", "replies"):
        return Deadline()
    if within.unit == "workdays" or rule.each_day:
        return Deadline(blind=message("judge.no_calendar"))
    if timeline.now_s is None:
        return Deadline(blind=message("judge.no_times"))
    since_s = 0.0 if trigger is None or trigger.moment < 0 else timeline.moments[trigger.moment].end_s
    if since_s is None:
        turn = trigger.turn if trigger and trigger.turn is not None else 0
        return Deadline(blind=message("judge.no_time_of_turn", turn=turn + 1))
    return Deadline(since_s + within.amount, timeline.precision_s, timeline.now_s)
