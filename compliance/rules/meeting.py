"""Meeting: whether a demand was met within an activation, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import AllOf, AnyOf, Cue, Happened, Recorded
from compliance.model.transcript import CONTACT
from compliance.model.verdict import Hit
from compliance.rules.activation import Activation, Fit
from compliance.rules.deadline import no_time_of
from compliance.rules.occurrences import Single


@dataclass(frozen=True, slots=True)
class Meeting:
    """`met` is None where it cannot be told: then `reason` says why, and `witnesses` are what perhaps met it.

    `missing` are the parts that nothing met.
    """

    met: bool | None
    witnesses: tuple[Hit, ...] = ()
    missing: tuple[Cue, ...] = ()
    reason: Message | None = None

    @property
    def done(self) -> int | None:
        """The moment at which it was met, or perhaps met."""
        return max((hit.moment for hit in self.witnesses), default=None)


def meet(cue: Cue, activation: Activation) -> Meeting:
    match cue:
        case AllOf(cues):
            return _all([meet(part, activation) for part in cues])
        case AnyOf(cues):
            return _any([meet(part, activation) for part in cues], cue)
        case _:
            return _single(cue, activation)


def no_data(cue: Cue, activation: Activation) -> Message | None:
    """Why nobody can know whether the cue came true: no events or no service record came along.

    A contact that came later tells of contacts, even where no events were recorded.
    """
    timeline = activation.scene.timeline
    match cue:
        case AllOf(cues) | AnyOf(cues):
            return next((why for part in cues if (why := no_data(part, activation))), None)
        case Happened(types) if not timeline.has_events and not (CONTACT in types and activation.after(Happened((CONTACT,)))):
            return message("judge.no_events")
        case Recorded(fields) if timeline.conversation.record is None:
            return message("judge.no_record", fields=", ".join(fields))
        case _:
            return None


def why_unsure(hit: Hit, activation: Activation) -> Message:
    """Why nobody can tell whether this lies inside window and scope."""
    if activation.blind:
        return activation.blind
    if activation.scene.timeline.moments[hit.moment].adrift:
        return activation.why_adrift(hit.moment)
    if hit.start_s is None:
        return no_time_of(hit)
    precision_s = activation.scene.timeline.precision_s
    if precision_s:
        return message("judge.coarse_clock", precision=f"{precision_s:g}", turn=(hit.turn or 0) + 1)
    return message("judge.limit_inside_words", turn=(hit.turn or 0) + 1, words=hit.text)


def _single(cue: Single, activation: Activation) -> Meeting:
    if answer := activation.answer(cue):
        return Meeting(True, (answer,))
    if lacking := no_data(cue, activation):
        return Meeting(None, reason=lacking)
    if unsure := activation.answers(cue, Fit.UNSURE):
        return Meeting(None, (unsure[0],), reason=why_unsure(unsure[0], activation))
    return Meeting(False, missing=(cue,))


def _all(parts: Sequence[Meeting]) -> Meeting:
    missing = tuple(cue for part in parts for cue in part.missing)
    witnesses = tuple(hit for part in parts for hit in part.witnesses)
    reason = next((part.reason for part in parts if part.reason), None)
    if missing:
        return Meeting(False, tuple(hit for part in parts if part.met for hit in part.witnesses), missing, reason)
    return Meeting(None if reason else True, witnesses, reason=reason)


def _any(parts: Sequence[Meeting], cue: Cue) -> Meeting:
    """What was met first counts, so that more talk does not change it."""
    for met in (True, None):
        found = [part for part in parts if part.met is met]
        if found:
            return min(found, key=lambda part: float("inf") if part.done is None else part.done)
    return Meeting(False, missing=(cue,))
