"""Cases: the contacts of one matter judged together, by the rules over cases. Pure: (matter, contact) → (matter, rows).

A case has no end of its own: another contact may always come. What more contacts cannot change is final and told at once;
what rests on nothing more coming is told when the input ends or the case has long been quiet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from compliance.judge import Bench, judge_case
from compliance.live.steps import FINAL, Row
from compliance.model.case import Case
from compliance.model.due import Due
from compliance.model.message import message
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Judgement, Outcome, Verdict
from compliance.text.hearing import Ear

Key = tuple[str, str]  # contact and rule


@dataclass(frozen=True, slots=True)
class CaseWatch:
    """Made once for a rulebook: its rules over cases, and what hears for them."""

    rulebook: Rulebook
    ear: Ear
    warn_s: float


def case_watch(rulebook: Rulebook, warn_s: float) -> CaseWatch:
    over_case = Bench(rulebook).over_case
    return CaseWatch(over_case, Ear(over_case), warn_s)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a case. `told`: the last outcome told of each contact and rule. `warned`: deadlines of which a warning was given.

    `wake_s`: the second of the wall clock (epoch time) at which time alone may change something; None where it cannot.
    """

    id: str
    contacts: tuple[Conversation, ...] = ()
    told: Mapping[Key, Outcome] = field(default_factory=dict)
    warned: frozenset[tuple[str, str, float]] = frozenset()
    last_at: datetime | None = None
    wake_s: float | None = None

    @property
    def ended(self) -> bool:
        return all(contact.closed for contact in self.contacts)

    def contact(self, name: str) -> Conversation | None:
        return next((contact for contact in self.contacts if contact.id == name), None)


def with_contact(matter: Matter, contact: Conversation, at: datetime | None) -> Matter:
    """The matter with this contact as it is known now."""
    known = matter.contact(contact.id)
    contacts = tuple(contact if old is known else old for old in matter.contacts) if known else (*matter.contacts, contact)
    return replace(matter, contacts=contacts, last_at=max((time for time in (matter.last_at, at) if time), default=None))


def judged(watched: CaseWatch, matter: Matter, clock: datetime | None, *, over: bool = False) -> tuple[Matter, list[Row]]:
    """Rows for what is final, and for what stands otherwise than told; `over`: nothing more will come."""
    as_is = judge_case(Case(matter.id, matter.contacts), watched.rulebook, watched.ear, clock)
    going_on = tuple(replace(contact, closed=False) for contact in matter.contacts)
    still = as_is if over and matter.ended else judge_case(Case(matter.id, going_on), watched.rulebook, watched.ear, clock)
    told = dict(matter.told)
    rows: list[Row] = []
    waits: list[tuple[Conversation, str, Judgement]] = []
    for contact, now_rows, later_rows in zip(matter.contacts, as_is, still, strict=True):
        for now, later in zip(now_rows, later_rows, strict=True):
            said = later if later.outcome in FINAL else _as_it_stands(now) if contact.closed else None
            if told.get((contact.id, now.rule)) in FINAL:
                continue
            waits += ((contact, now.rule, j) for j in now.judgements if j.outcome is Outcome.PENDING and j.deadline_s is not None)
            if said and said.outcome is not told.get((contact.id, now.rule)):
                told[contact.id, now.rule] = said.outcome
                rows.append((contact, said))
    return _warned(watched, replace(matter, told=told), waits, clock, rows)


def _as_it_stands(now: Verdict) -> Verdict:
    if now.outcome not in FINAL:
        return now
    return replace(now, outcome=Outcome.PENDING, judgements=(), reason=message("judge.case_goes_on"))


def _warned(
    watched: CaseWatch, matter: Matter, waits: Sequence[tuple[Conversation, str, Judgement]], clock: datetime | None, rows: list[Row]
) -> tuple[Matter, list[Row]]:
    """One warning for each deadline, once it is near enough; and when to look again."""
    rules = {rule.id: rule for rule in watched.rulebook.rules}
    now = max((time for time in (clock, matter.last_at) if time), default=None)
    warned = set(matter.warned)
    wakes: list[float] = []
    for contact, rule, at_s, owed in _deadlines(waits):
        left_s = round(at_s - now.timestamp(), 6) if now else None
        key = (contact.id, rule, at_s)
        if owed and key not in warned:
            if left_s is not None and 0 <= left_s <= watched.warn_s and contact.epoch:
                warned.add(key)
                rows.append(Due(contact, rules[rule], round(at_s - contact.epoch.timestamp(), 6), left_s))
            else:
                wakes.append(at_s - watched.warn_s)
        wakes.append(at_s + max(contact.precision_s, 1e-6))
    wakes = [wake for wake in wakes if now is None or wake > now.timestamp()]
    return replace(matter, warned=frozenset(warned), wake_s=min(wakes, default=None)), rows


def _deadlines(waits: Sequence[tuple[Conversation, str, Judgement]]) -> Iterator[tuple[Conversation, str, float, bool]]:
    """On the wall clock; each with whether somebody has to do something until then."""
    for contact, rule, judgement in waits:
        if contact.epoch and judgement.deadline_s is not None:
            owed = judgement.reason is not None and judgement.reason.key == "judge.due"
            yield contact, rule, contact.epoch.timestamp() + judgement.deadline_s, owed


def quiet(matter: Matter, at: datetime, quiet_s: float) -> bool:
    """All its contacts have ended, and nothing was heard of any for so long."""
    return matter.ended and matter.last_at is not None and at - matter.last_at >= timedelta(seconds=quiet_s)
