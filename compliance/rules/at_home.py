"""At home: a judgement over a case, told on the clock and in the turns of the one contact in which the duty arose."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.model.case import View
from compliance.model.message import Message
from compliance.model.verdict import Breach, Hit, Judgement, Miss, Searched
from compliance.rules.misses import LATE, seconds


@dataclass(frozen=True, slots=True)
class Home:
    """The contact `number` of a view; it begins at `begin_s` of the view's clock and has so many `turns`."""

    view: View
    number: int
    begin_s: float
    turns: int

    def judgement(self, judged: Judgement) -> Judgement:
        if len(self.view.contacts) == 1 and not self.begin_s:
            return judged
        trigger = self._hit(judged.trigger) if judged.trigger else None
        return replace(
            judged,
            trigger=trigger,
            breaches=tuple(self._breach(breach, trigger) for breach in judged.breaches),
            witnesses=tuple(map(self._hit, judged.witnesses)),
            reason=self._told(judged.reason) if judged.reason else None,
            deadline_s=self._time(judged.deadline_s),
            searched=self._searched(judged.searched) if judged.searched else None,
            nearest_miss=self._miss(judged.nearest_miss) if judged.nearest_miss else None,
        )

    def _time(self, time_s: float | None) -> float | None:
        return None if time_s is None else round(time_s - self.begin_s, 6)

    def _turn(self, turn: int | None) -> int | None:
        """Its number in this contact; None for a turn of another one."""
        number, own = (None, None) if turn is None else self.view.turns[turn]
        return own if number == self.number else None

    def _hit(self, hit: Hit) -> Hit:
        return replace(hit, turn=self._turn(hit.turn), start_s=self._time(hit.start_s), end_s=self._time(hit.end_s))

    def _breach(self, breach: Breach, trigger: Hit | None) -> Breach:
        """An absence is owed where the trigger is, if the turn that owed it belongs to another contact."""
        turn, hit = self._turn(breach.turn), self._hit(breach.hit) if breach.hit else None
        if turn is None and hit is None:
            turn = trigger.turn if trigger else None
        return Breach(turn, hit, self._told(breach.reason), self._time(breach.time_s))

    def _searched(self, searched: Searched) -> Searched:
        """What was searched in other contacts is not told by turns."""
        first, last = self._turn(searched.from_turn), self._turn(searched.to_turn)
        if first is not None and last is None:
            last = self.turns - 1
        return Searched(searched.wanted, first, last if first is not None else None, self._time(searched.until_s))

    def _miss(self, miss: Miss) -> Miss:
        return Miss(self._turn(miss.turn), miss.text, self._told(miss.why), self._time(miss.time_s))

    def _told(self, told: Message) -> Message:
        return Message(told.key, tuple((name, self._value(told.key, name, value)) for name, value in told.values))

    def _value(self, key: str, name: str, value: object) -> object:
        """Turns count from 1 in messages; times are told where something came late."""
        if name == "turn" and isinstance(value, int) and 0 < value <= len(self.view.turns):
            return self.view.turns[value - 1][1] + 1
        return seconds(float(str(value)) - self.begin_s) if key == LATE and name in ("time", "limit") else value
