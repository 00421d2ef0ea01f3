"""Meeting: whether a demand was met within an activation, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import AllOf, AnyOf, Cue, Happened, Recorded
from compliance.model.verdict import Hit
from compliance.rules.activation import Activation, Fit
from compliance.rules.occurrences import filled


@dataclass(frozen=True, slots=True)
class Meeting:
    """`met` is None where it cannot be told, and then `reason` says why. `missing` are the parts that nothing met."""

    met: bool | None
    witnesses: tuple[Hit, ...] = ()
    missing: tuple[Cue, ...] = ()
    reason: Message | None = None


def meet(cue: Cue, activation: Activation) -> Meeting:
    match cue:
        case AllOf(cues):
            return _all([meet(part, activation) for part in cues])
        case AnyOf(cues):
            return _any([meet(part, activation) for part in cues], cue)
        case Recorded(fields):
            return _recorded(cue, fields, activation)
        case _:
            return _said(cue, activation)


def _said(cue: Cue, activation: Activation) -> Meeting:
    answers = activation.answers(cue)
    for hit, fit in answers:
        if fit is Fit.IN:
            return Meeting(True, (hit,))
    if isinstance(cue, Happened) and not activation.scene.timeline.has_events:
        return Meeting(None, reason=message("judge.no_events"))
    unsure = [hit for hit, fit in answers if fit is Fit.UNSURE]
    if unsure:
        return Meeting(None, reason=activation.blind or _why_unsure(unsure[0]))
    return Meeting(False, missing=(cue,))


def _why_unsure(hit: Hit) -> Message:
    if hit.start_s is None:
        return message("judge.no_time_of_turn", turn=(hit.turn or 0) + 1)
    return message("judge.limit_inside_words", turn=(hit.turn or 0) + 1, words=hit.text)


def _recorded(cue: Recorded, fields: tuple[str, ...], activation: Activation) -> Meeting:
    record = activation.scene.timeline.conversation.record
    if record is None:
        return Meeting(None, reason=message("judge.no_record", fields=", ".join(fields)))
    for name in fields:
        if filled(record.get(name)):
            return Meeting(True, (Hit(-1, None, 0, 0, f"{name}: {record[name]}", name, f"record: {name}"),))
    return Meeting(False, missing=(cue,))


def _all(parts: list[Meeting]) -> Meeting:
    missing = tuple(cue for part in parts for cue in part.missing)
    witnesses = tuple(hit for part in parts for hit in part.witnesses)
    reason = next((part.reason for part in parts if part.reason), None)
    if missing:
        return Meeting(False, witnesses, missing, reason)
    return Meeting(None if reason else True, witnesses, reason=reason)


def _any(parts: list[Meeting], cue: Cue) -> Meeting:
    for part in parts:
        if part.met:
            return part
    unsure = next((part for part in parts if part.met is None), None)
    return unsure or Meeting(False, missing=(cue,))
