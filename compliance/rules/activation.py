"""Activation: what opened a duty, and which later words or events can still meet it.

Windows, scopes, deadlines and "cannot tell" live here, so that a kind of rule need not know of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from compliance.model.message import Message, message
from compliance.model.rule import Anything, Cue, Happened, Rule, Said
from compliance.model.transcript import Role
from compliance.model.verdict import Hit, Searched
from compliance.rules.deadline import Deadline, deadline_of
from compliance.rules.occurrences import Scene, occurrences, side, wanted
from compliance.rules.scope import place_in_scope, scope_over


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

    def after(self, cue: Cue) -> list[Hit]:
        """Occurrences from the trigger on, whatever window and scope say."""
        return [hit for hit in occurrences(self.scene, cue) if self._follows(hit, cue)]

    def answers(self, cue: Cue) -> list[tuple[Hit, Fit]]:
        return [(hit, self.fit(hit)) for hit in self.after(cue)]

    def fit(self, hit: Hit) -> Fit:
        """Both window and scope must hold; what is certainly outside one is outside."""
        fits = {self.in_window(hit), self.in_scope(hit)}
        return next(fit for fit in (Fit.OUT, Fit.LATER, Fit.UNSURE, Fit.IN) if fit in fits)

    def in_window(self, hit: Hit) -> Fit:
        if self.trigger and hit.moment == self.trigger.moment:
            return Fit.IN
        if hit.moment < 0:
            return Fit.IN
        match self.rule.within:
            case None:
                return Fit.IN
            case within if within.unit in ("turns", "replies"):
                return Fit.IN if self._last_moment is None or hit.moment <= self._last_moment else Fit.OUT
            case _:
                return Fit(self.deadline.place(hit.start_s, hit.end_s))

    def in_scope(self, hit: Hit) -> Fit:
        if self.rule.where is None or hit.moment < 0:
            return Fit.IN
        return Fit(place_in_scope(self.rule.where, hit, self.scene.timeline, self.side))

    @cached_property
    def deadline(self) -> Deadline:
        return deadline_of(self.rule, self.scene.timeline, self.trigger)

    @property
    def blind(self) -> Message | None:
        """Why the window cannot be told at all: no times, no calendar."""
        return self.deadline.blind

    @property
    def over(self) -> bool:
        """No further answer can come in time."""
        if self.rule.where and scope_over(self.rule.where, self.scene.timeline, self.side):
            return True
        match self.rule.within:
            case None:
                return self.closed
            case within if within.unit in ("turns", "replies"):
                return self.closed or self._last_moment is not None
            case _:
                return self.deadline.passed

    @property
    def void(self) -> bool:
        """A reply is owed, but that side never spoke again: the activation does not count."""
        within = self.rule.within
        return bool(within and within.unit == "replies" and self.closed and not self._turns_after)

    @cached_property
    def ended(self) -> int | None:
        """The last moment that belongs to the window, once it is over."""
        if not self.over:
            return None
        if self._last_moment is not None:
            return self._last_moment
        if self.deadline.at_s is not None:
            later = [m.index for m in self.scene.timeline.moments if m.start_s is not None and m.start_s > self.deadline.at_s]
            return later[0] - 1 if later else len(self.scene.timeline.moments)
        return len(self.scene.timeline.moments)

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
        turn = self.scene.timeline.moments[turns[0] if self.trigger or opening else turns[-1]].turn
        return turn.index if turn else None

    def searched(self, cue: Cue) -> Searched:
        turns = [m for i in self._turns_after if (m := self.scene.timeline.moments[i]) and self._searched_moment(i)]
        indexes = [m.turn.index for m in turns if m.turn]
        own = [self.trigger.turn] if self.trigger and self.trigger.turn is not None and self._same_side(cue) else []
        seen = own + indexes
        return Searched(wanted(cue), min(seen, default=None), max(seen, default=None), self.deadline.at_s)

    def _searched_moment(self, index: int) -> bool:
        moment = self.scene.timeline.moments[index]
        hit = Hit(index, None, 0, 0, "", "", "", start_s=moment.start_s, end_s=moment.start_s)
        return self.fit(hit) is not Fit.OUT

    def _same_side(self, cue: Cue) -> bool:
        if self.trigger is None or self.trigger.turn is None or not isinstance(cue, Said):
            return False
        turn = self.scene.timeline.moments[self.trigger.moment].turn
        return bool(turn and turn.role is cue.role)

    def _follows(self, hit: Hit, cue: Cue) -> bool:
        trigger = self.trigger
        if trigger is None or hit.moment < 0 or hit.moment > trigger.moment:
            return True
        if hit.moment < trigger.moment or isinstance(cue, Anything | Happened):
            return False
        return self.own_turn == "anywhere" or hit.start >= trigger.end or (self.own_turn == "from" and hit.start >= trigger.start)

    @cached_property
    def _turns_after(self) -> tuple[int, ...]:
        """Moments of the answering side's turns after the trigger (all of them without one)."""
        since = self.trigger.moment if self.trigger else -1
        return tuple(i for i in self.scene.timeline.by_role[self.side] if i > since)

    @cached_property
    def _last_moment(self) -> int | None:
        """The moment at which a window of turns or replies is full; None while it is not, or where it is no such window."""
        within = self.rule.within
        if within is None:
            return None
        count = int(within.amount)
        if within.unit == "turns":
            return self._turns_after[count - 1] if len(self._turns_after) >= count else None
        if within.unit == "replies":
            runs = self._runs()
            return runs[count - 1] if len(runs) >= count else None
        return None

    def _runs(self) -> list[int]:
        """The last moment of each finished run of the answering side's turns; bots and systems break no run."""
        other = Role.CUSTOMER if self.side is Role.AGENT else Role.AGENT
        ends: list[int] = []
        last: int | None = None
        for moment in self.scene.timeline.moments[self.trigger.moment + 1 if self.trigger else 0 :]:
            if moment.turn and moment.turn.role is self.side:
                last = moment.index
            elif moment.turn and moment.turn.role is other and last is not None:
                ends.append(last)
                last = None
        return ends


def missing_side(activation: Activation) -> Message:
    return message("judge.side_silent", side=message(f"role.{activation.side}"))
