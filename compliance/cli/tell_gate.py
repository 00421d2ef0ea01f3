"""The decision of a gate on one screen: how the sample came about, every condition with its figures, and where to look first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.cli.gate_excuses import Excuses, Standing
from compliance.model.finding import Finding
from compliance.model.gate import Answer, Condition, Decision, Gate, Inspection, Pick, Sampling
from compliance.model.message import Message, message
from compliance.model.scorecard import Audit
from compliance.reports.columns import GAP, fit, printable, shorten, width
from compliance.reports.report import View
from compliance.reports.style import BOLD, BY_LEVEL, DIM, RED, YELLOW, paint
from compliance.reports.wrapping import wrap
from compliance.scoring.gate_sample import can_fail
from compliance.wording import say

MARKS = {Answer.PASS: ("✓", "32"), Answer.FAIL: ("✗", RED), Answer.CANNOT_TELL: ("?", YELLOW)}
FEW = 5


@dataclass(frozen=True, slots=True)
class Run:
    """All there is to tell of one run. `counts_as` is what an open decision counts as; `counted` are the findings that count.

    `standing` tells how many do not count, by what `excuses` they are left out.
    """

    gate: Gate
    decision: Decision
    counts_as: Answer
    done: Audit
    counted: tuple[Finding, ...]
    picks: tuple[Pick, ...]
    sampling: Sampling
    population: int
    lot: int | None
    name: str
    inspection: Inspection
    excuses: Excuses
    standing: Standing


def explained(run: Run, code: int, view: View) -> Iterator[str]:
    """Lines without line ends."""
    decision = run.decision
    mark, colour = MARKS[decision.answer]
    said = message("gate.exit", decision=message(f"gate.decision_{decision.answer}"), what=_why(run, code), code=code)
    yield paint(f"{mark} {_say(said, view)}", f"{BOLD};{colour}", view.colour)
    for line in _head(run, view):
        yield from (GAP + part for part in wrap(line, view.width - len(GAP)))
    yield ""
    names = [_say(_name(condition), view) for condition in decision.conditions]
    room = max(map(width, names), default=0)
    for name, condition in zip(names, decision.conditions, strict=True):
        yield from _condition(name, condition, room, view)
    yield from _first(run, view)


def _head(run: Run, view: View) -> Iterator[str]:
    """What was looked at, and under which rules."""
    decision = run.decision
    yield sample_line(run.sampling, run.picks, run.population, view, as_is=run.gate.sampling is None)
    yield _say(message("gate.stands_for", lot=run.lot) if run.lot else message("gate.stands_for_itself"), view)
    yield _say(message("gate.rules", gating=decision.gating, reporting=decision.reporting, version=run.done.rulebook.version), view)
    if run.done.problems:
        yield _say(message("gate.unreadable", count=len(run.done.problems)), view)
    yield from _excused(run.excuses, run.standing, view)


def _excused(excuses: Excuses, stands: Standing, view: View) -> Iterator[str]:
    """What counts and what does not, where there are waivers or a baseline."""
    parts = []
    if excuses.waivers_file:
        parts.append(message("gate.waived", count=stands.waived, file=printable(excuses.waivers_file)))
    if excuses.baseline_file:
        parts.append(message("gate.known", count=stands.known, file=printable(excuses.baseline_file)))
    if parts:
        count = message("gate.new" if excuses.baseline_file else "gate.counted", count=stands.new)
        if stands.firm:
            count = message("gate.new_firm", count=stands.new, firm=stands.firm)
        yield view.word("semicolon").join(_say(part, view) for part in (*parts, count))
    if excuses.was is not None:
        recorded, added, dropped = excuses.change()
        yield _say(message("gate.recorded", count=recorded, added=added, dropped=dropped), view)
    elif stands.stale:
        yield _say(message("gate.stale", count=stands.stale), view)


def sample_line(plan: Sampling, picks: Sequence[Pick], population: int, view: View, *, as_is: bool) -> str:
    """How the sample came about; whoever has this line and the files can draw it again."""
    if as_is:
        return _say(message("gate.as_is", n=len(picks)), view)
    parts = [message("gate.drawn", n=len(picks), population=population, random=sum(pick.random for pick in picks))]
    if plan.at_least:
        by = "×".join(_say(message(f"gate.by_{key}"), view) for key in plan.by)
        more = sum("stratum" in pick.why and not pick.random for pick in picks)
        parts.append(message("gate.strata", by=by, at_least=plan.at_least, more=more))
    if plan.risk:
        parts.append(message("gate.riskiest", n=sum("risk" in pick.why for pick in picks)))
    parts.append(message("gate.seeded", seed=printable(plan.seed)))
    return view.word("semicolon").join(_say(part, view) for part in parts)


def _condition(name: str, condition: Condition, room: int, view: View) -> Iterator[str]:
    """What there is to say, beside the name; a new line where the next part no longer fits, for nothing may be cut off."""
    mark, colour = MARKS[condition.answer]
    cells = view.width - room - len(GAP) * 2
    lines: list[str] = []
    for told in condition.told:
        said = view.tell(told)
        longer = f"{lines[-1]}{view.word('semicolon')}{said}" if lines else said
        lines[-1:] = [longer] if not lines or width(longer) <= cells else [lines[-1], said]
    for number, part in enumerate(part for line in lines for part in wrap(line, cells)):
        head = f"{mark} {fit(name, room)}" if number == 0 else " " * (room + 2)
        yield paint(head, colour, view.colour) + GAP + part


def _first(run: Run, view: View) -> Iterator[str]:
    """The worst findings that count against the gate."""
    drawn = {pick.id for pick in run.picks}
    found = [finding for finding in run.counted if can_fail(finding.rule) and finding.conversation.id in drawn]
    if not found or run.decision.answer is Answer.PASS:
        return
    worst = sorted(found, key=lambda finding: -finding.level)
    yield ""
    yield paint(_say(message("gate.first", count=len(found)), view), BOLD, view.colour)
    for finding in worst[:FEW]:
        level = paint(_say(message(f"level.{finding.level}"), view), BY_LEVEL[finding.level], view.colour)
        turn = f"{GAP}{view.word('turn', n=finding.breach.turn + 1)}" if finding.breach.turn is not None else ""
        yield f"{GAP}{level}{GAP}{shorten(printable(view.name(finding.conversation.id)), 40)}{turn}{GAP}{finding.rule.name}"
    if len(found) > FEW:
        yield GAP + paint(_say(message("gate.more", count=len(found) - FEW), view), DIM, view.colour)


def _name(condition: Condition) -> Message:
    kind, _, family = condition.name.partition(".")
    return message(f"gate.name_{kind}", family=message(f"gate.family_{family}")) if family else message(f"gate.name_{kind}")


def _why(run: Run, code: int) -> Message:
    """Why it leaves with that code, where the decision alone does not explain it."""
    if run.decision.answer is Answer.CANNOT_TELL:
        return message(f"gate.open_{run.counts_as}")
    if run.decision.answer is Answer.PASS and code:
        return message("gate.other_reason")
    return message(f"gate.so_{run.decision.answer}")


def _say(told: Message, view: View) -> str:
    return say(told, view.lang)
