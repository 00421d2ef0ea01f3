"""Activation: what opened a duty, and which later words or events can still meet it.

Windows, scopes, deadlines and "cannot tell" live here, so that a kind of rule need not know of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue, Happened, Rule, Said
from compliance.model.transcript import Role
from compliance.model.verdict import Hit, Searched
from compliance.rules.deadline import NONE, Deadline, deadline_of
from compliance.rules.occurrences import Scene, Single, occurrences, other_side, side, wanted
from compliance.rules.scope import only_the_end_tells, place_in_scope, scope_over


class Fit(Enum):
    """How an occurrence lies to window and scope. LATER: only the end of the conversation will tell."""

    IN = "in"
    OUT = "out"
    UNSURE = "unsure"
    LATER = "later"


@dataclass(frozen=True)
class Activation:
    """One duty. `trigger` is None where the conversation itself opened it; `cue` is what answers it."""

    scene: Scene
    rule: Rule
    cue: Cue
    own_turn: str
    trigger: Hit | None

    @property
    def closed(self) -> bool:
        return self.scene.timeline.closed

    @property
    def side(self) -> Role:
        """The side whose turns are counted: the one that has to answer."""
        return side(self.cue) or Role.AGENT

    def after(self, cue: Cue) -> Sequence[Hit]:
        """Occurrences from the trigger on, whatever window and scope say."""
        return occurrences(self.scene, cue, self._following)

    def answers(self, cue: Cue, *fits: Fit) -> Sequence[Hit]:
        """Occurrences from the trigger on that lie so to window and scope; inside both, if nothing else is asked for."""
        return occurrences(
            self.scene, cue, lambda part, hits: [h for h in self._reachable(part, hits) if self.fit(h) in (fits or (Fit.IN,))]
        )

    def answer(self, cue: Single) -> Hit | None:
        """The first answer inside window and scope; a demand needs no other."""
        hits = self.scene.hits(cue)
        return next((hit for hit in self._reachable(cue, hits) if self.fit(hit) is Fit.IN), None) if hits else None

    def fit(self, hit: Hit) -> Fit:
        """Both window and scope must hold; what is certainly outside one is outside."""
        if self.trigger is None and self.rule.within is None and self.rule.where is None:
            return Fit.IN
        if hit.moment >= 0 and self.scene.timeline.moments[hit.moment].adrift and not self._told_by_time(hit):
            return Fit.UNSURE
        fits = (self.in_window(hit), self.in_scope(hit))
        return next(fit for fit in (Fit.OUT, Fit.LATER, Fit.UNSURE, Fit.IN) if fit in fits)

    def in_window(self, hit: Hit) -> Fit:
        if hit.moment < 0 or (self.trigger and hit.moment == self.trigger.moment):
            return Fit.IN
        if self._adrift:
            return Fit.UNSURE
        match self.rule.within:
            case None:
                return Fit.IN
            case within if not within.by_clock:
                return Fit.IN if self._last_moment is None or hit.moment <= self._last_moment else Fit.OUT
            case _:
                return Fit(self.deadline.place(hit.start_s, hit.end_s, self.scene.timeline.moments[hit.moment].not_before_s))

    def in_scope(self, hit: Hit) -> Fit:
        if hit.moment < 0 or self.rule.where is None:
            return Fit.IN
        return Fit(place_in_scope(self.rule.where, hit, self.scene.timeline, self.side))

    @property
    def deadline(self) -> Deadline:
        return self._deadline if self.rule.within else NONE

    @cached_property
    def _deadline(self) -> Deadline:
        return deadline_of(self.rule, self.scene.timeline, self.trigger)

    def _told_by_time(self, hit: Hit) -> bool:
        """Whether its time is enough to place an event of which nobody knows between which turns it lies."""
        rule = self.rule
        if self.trigger is None and rule.where is None and rule.within is None:
            return True
        counted = (rule.within and not rule.within.by_clock) or (rule.where and rule.where.seconds is None)
        trigger_timed = self._since < 0 or self.scene.timeline.moments[self._since].start_s is not None
        return hit.start_s is not None and trigger_timed and not counted

    @property
    def limit_s(self) -> float | None:
        """The second by which an answer must have begun, for its window or for the part of the conversation it belongs to."""
        if not self.rule.within and not self.rule.where:
            return None
        where_s = self.rule.where.seconds if self.rule.where and self.rule.where.end == "first" else None
        return min((limit for limit in (self.deadline.at_s, where_s) if limit is not None), default=None)

    def margin_s(self, time_s: float | None) -> float | None:
        """Seconds to spare at that time; negative when late."""
        return None if self.limit_s is None or time_s is None else round(self.limit_s - time_s, 6)

    @property
    def blind(self) -> Message | None:
        """Why the window cannot be told at all: no times, no calendar."""
        return self.why_adrift(self._since) if self._adrift else self.deadline.blind

    def why_adrift(self, index: int) -> Message:
        """The event has no time, or the turn in front of it has none."""
        event, before = self.scene.timeline.moments[index].event, self.scene.timeline.moments[index - 1].turn
        if event and before and event.at_s is not None:
            return message("judge.no_time_of_turn", turn=before.index + 1)
        return message("judge.no_time_of_event", event=event.type if event else "")

    @property
    def over(self) -> bool:
        """No further answer can come in time, and of those that came it is known how they lie."""
        if not self.closed and (self._unanswered or (self.rule.where and only_the_end_tells(self.rule.where))):
            return False
        if self.rule.where and scope_over(self.rule.where, self.scene.timeline, self.side):
            return True
        match self.rule.within:
            case None:
                return self.closed
            case within if not within.by_clock:
                return self.closed or self._last_moment is not None
            case _:
                return self.deadline.passed

    @property
    def void(self) -> bool:
        """A reply is owed, but that side never spoke again: the activation does not count."""
        return self.closed and self._unanswered and not self.blind

    @property
    def _unanswered(self) -> bool:
        within = self.rule.within
        return within is not None and within.unit == "replies" and not self._turns_after

    @cached_property
    def ended(self) -> int | None:
        """The last moment that belongs to the window, once it is over."""
        if not self.over:
            return None
        if not self.rule.within:
            return len(self.scene.timeline.moments)
        if self._last_moment is not None:
            return self._last_moment
        # starts never go back, so the first one behind the limit need not be looked for one by one
        return bisect_left(self.scene.timeline.reached_s, True, self._since + 1, key=self.deadline.beyond) - 1

    @property
    def owed_turn(self) -> int | None:
        """The turn in which an absent answer was owed.

        After a trigger the next of that side, else the last of it; without a trigger its first where the opening is
        spoken of, else its last.
        """
        turns = self._turns_after or self.scene.timeline.by_role[self.side][-1:]
        if not turns:
            return None
        opening = self.rule.within or (self.rule.where and self.rule.where.end == "first")
        return self._turn(turns[0] if self.trigger or opening else turns[-1])

    def searched(self, cue: Cue) -> Searched:
        """Which turns an absent answer was looked for in: those of the answering side inside window and scope."""
        turns = self._turns_after if self.ended is None else self._turns_after[: bisect_right(self._turns_after, self.ended)]
        first = next((i for i in turns if self._fits(i)), None)
        last = next((i for i in reversed(turns) if self._fits(i)), None)
        own = self.trigger.moment if self.trigger and self._own_turn_counts(cue) else first
        return Searched(
            wanted(cue),
            None if own is None else self._turn(own),
            self._turn(own if last is None else last) if own is not None else None,
            self.limit_s,
        )

    def _fits(self, index: int) -> bool:
        start_s = self.scene.timeline.moments[index].start_s
        return self.fit(Hit(index, None, 0, 0, "", "", "", start_s=start_s, end_s=start_s)) is not Fit.OUT

    def _turn(self, index: int) -> int | None:
        turn = self.scene.timeline.moments[index].turn
        return turn.index if turn else None

    def _own_turn_counts(self, cue: Cue) -> bool:
        turn = self.scene.timeline.moments[self.trigger.moment].turn if self.trigger and self.trigger.moment >= 0 else None
        return bool(turn and isinstance(cue, Said) and turn.role is cue.role)

    def _following(self, cue: Single, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those from the trigger on; in its own turn the kind of rule decides, what is no phrase never counts there."""
        trigger = self.trigger
        if trigger is None or not hits or hits[0].moment < 0:
            return hits
        if self._adrift:
            return [hit for hit in hits if hit.moment != trigger.moment]
        own, later = bisect_left(hits, trigger.moment, key=_moment), bisect_right(hits, trigger.moment, key=_moment)
        return [*(hit for hit in hits[own:later] if self._counts_in_own_turn(hit, trigger, cue)), *hits[later:]]

    def _counts_in_own_turn(self, hit: Hit, trigger: Hit, cue: Single) -> bool:
        if isinstance(cue, Anything | Happened):
            return False
        return self.own_turn == "anywhere" or hit.start >= (trigger.start if self.own_turn == "from" else trigger.end)

    def _reachable(self, cue: Single, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Spares a long conversation the look at everything behind the window."""
        if self.ended is None or self._adrift:
            following = self._following(cue, hits)
            # where the window cannot be told at all, the first one outside the trigger's own turn stands for all
            alike = self.blind and self.rule.where is None
            return following[: bisect_right(following, self._since, key=_moment) + 1] if alike else following
        within = self._following(cue, hits[: bisect_right(hits, self.ended, key=_moment)])
        if not isinstance(cue, Happened):
            return within
        # events without a time stand behind all others
        return [*within, *(hit for hit in self.scene.adrift(cue) if hit.moment > max(self.ended, self._since))]

    @property
    def _since(self) -> int:
        return self.trigger.moment if self.trigger else -1

    @property
    def _adrift(self) -> bool:
        """The trigger is an event without a time: what came after it, nobody knows."""
        return self._since >= 0 and self.scene.timeline.moments[self._since].adrift

    @cached_property
    def _turns_after(self) -> tuple[int, ...]:
        """Moments of the answering side's turns after the trigger (all of them without one)."""
        turns = self.scene.timeline.by_role[self.side]
        return turns[bisect_right(turns, self._since) :]

    @cached_property
    def _last_moment(self) -> int | None:
        """The moment at which a window of turns or replies is full; None while it is not, or where it is no such window."""
        within = self.rule.within
        if within is None or within.by_clock:
            return None
        ends = iter(self._turns_after) if within.unit == "turns" else self._runs()
        return next(islice(ends, int(within.amount) - 1, None), None)

    def _runs(self) -> Iterator[int]:
        """The last moment of each finished run of the answering side's turns: it lasts until the other side speaks.

        Bots, systems and events break no run.
        """
        other = other_side(self.side)
        running = False
        for moment in islice(self.scene.timeline.moments, self._since + 1, None):
            if moment.turn and moment.turn.role is self.side:
                running = True
            elif running and moment.turn and moment.turn.role is other:
                yield moment.index - 1
                running = False


def _moment(hit: Hit) -> int:
    return hit.moment


def missing_side(activation: Activation) -> Message:
    return message("judge.side_silent", side=message(f"role.{activation.side}"))


def nobody_spoke(cue: Cue, activation: Activation) -> bool:
    """No trigger, and not a word of the side whose words are banned: there is nothing to judge."""
    speaker = side(cue)
    return activation.trigger is None and speaker is not None and not activation.scene.timeline.by_role[speaker]
