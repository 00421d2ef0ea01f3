"""The gate: what was judged against what is demanded, as a decision with the figures and reasons of every condition.

Only stable rules count. Rates are taken from the random part of the sample; a fatal finding counts wherever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil

from compliance.model.finding import Finding
from compliance.model.gate import Answer, Condition, Decision, ErrorRate, Family, Gate, Inspection, Pick
from compliance.model.message import Message, message
from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.scoring.gate_plan import acceptance
from compliance.scoring.gate_sample import Sample, limit, nobody, percent, percent_down, percent_up, sample_of
from compliance.scoring.intervals import bounds, smallest_sample, wilson

_WORST_FIRST = tuple(Answer)


def decide(
    done: Audit,
    gate: Gate,
    picks: Sequence[Pick],
    counted: Iterable[Finding],
    lot: int | None = None,
    inspection: Inspection = Inspection.NORMAL,
) -> Decision:
    """The decision on what was drawn and judged. `counted`: the findings that count; `lot`: how many the sample stands for."""
    sample = sample_of(done, picks, counted, lot)
    conditions = tuple(_conditions(sample, gate, inspection))
    answer = min((condition.answer for condition in conditions), key=_WORST_FIRST.index, default=Answer.CANNOT_TELL)
    return Decision(answer, conditions, len(sample.rules), len(done.rulebook.rules) - len(sample.rules))


def _conditions(sample: Sample, gate: Gate, inspection: Inspection) -> Iterator[Condition]:
    if gate.zero_fatal:
        yield _zero_fatal(sample)
    if gate.acceptance:
        yield acceptance(sample, gate.acceptance, inspection)
    if gate.error_rate:
        yield _error_rate(sample, gate.error_rate)
    for family in gate.accuracy:
        yield _accuracy(sample, family)
    if gate.max_unknown is not None:
        yield _unknown(sample, gate.max_unknown)


def _zero_fatal(sample: Sample) -> Condition:
    rules = sample.at(Level.FATAL)
    judged = sum(bool(unit.judged & rules) for unit in sample.units)
    broken = [unit.broken & rules for unit in sample.units if unit.broken & rules]
    figures: dict[str, object] = {"judged": judged, "failures": len(broken), "rules": sorted(frozenset().union(*broken))}
    if broken:
        return Condition("zero_fatal", Answer.FAIL, (message("gate.fatal", failures=len(broken), n=judged),), figures)
    if not judged:
        return Condition("zero_fatal", Answer.CANNOT_TELL, (nobody(rules),), figures)
    return Condition("zero_fatal", Answer.PASS, (message("gate.no_fatal", n=judged),), figures)


def _error_rate(sample: Sample, asked: ErrorRate) -> Condition:
    rules = sample.at(asked.counts)
    found = sample.count(rules)
    failures, n, sure, most = sum(found), len(found), float(asked.confidence), float(asked.most)
    low, high = bounds(failures, n, sure, asked.method, sample.lot)
    figures: dict[str, object] = {
        "judged": n, "failures": failures, "low": round(low, 6), "high": round(high, 6), "max": most,
        "confidence": sure, "method": asked.method, "lot": sample.lot, "counts": str(asked.counts),
    }  # fmt: skip
    if not n:
        return Condition("error_rate", Answer.CANNOT_TELL, (nobody(rules),), figures)
    told = [
        message("gate.seen", failures=failures, n=n, level=message(f"level.{asked.counts}"), rate=percent(failures / n)),
        message("gate.bound", confidence=limit(asked.confidence), high=percent_up(high), limit=limit(asked.most)),
    ]
    answer = Answer.PASS if high <= most else Answer.FAIL
    if answer is Answer.FAIL and bounds(0, n, sure, asked.method, sample.lot)[1] > most >= low:
        answer = Answer.CANNOT_TELL  # so small a sample could not have passed
        needed = smallest_sample(most, sure, asked.method, sample.lot)
        told.append(message("gate.needs", needed=needed) if needed else message("gate.never_enough"))
    return Condition("error_rate", answer, tuple(told), figures)


def _accuracy(sample: Sample, family: Family) -> Condition:
    """Below the number at which one failure alone would miss the target, only luck could decide."""
    rules = {rule.id for rule in sample.rules} & {*family.rules}
    found = sample.count(rules)
    failures, n = sum(found), len(found)
    low, high = wilson(n - failures, n)
    name = f"accuracy.{family.name}"
    figures: dict[str, object] = {
        "judged": n, "failures": failures, "accuracy": round(1 - failures / n, 6) if n else None,
        "low": round(low, 6), "high": round(high, 6), "target": float(family.target),
    }  # fmt: skip
    if not n:
        return Condition(name, Answer.CANNOT_TELL, (nobody(rules),), figures)
    allowed = 1 - family.target
    needed = 1 if sample.whole or not allowed else ceil(1 / allowed)
    told: list[Message] = [
        message("gate.accuracy", kept=n - failures, n=n, rate=percent_down(1 - Fraction(failures, n)), target=limit(family.target)),
        message("gate.interval", low=percent(low), high=percent(high)),
    ]
    answer = Answer.PASS if failures <= allowed * n else Answer.FAIL
    if n < needed and failures <= allowed * needed:
        answer = Answer.CANNOT_TELL
        told.append(message("gate.needs_target", needed=needed))
    return Condition(name, answer, tuple(told), figures)


def _unknown(sample: Sample, most: Fraction) -> Condition:
    unknown = sum(unit.unknown for unit in sample.random)
    checks = unknown + sum(len(unit.judged) for unit in sample.random)
    figures: dict[str, object] = {"checks": checks, "unknown": unknown, "max": float(most)}
    if not checks:
        return Condition("max_unknown", Answer.CANNOT_TELL, (nobody(sample.rules),), figures)
    told = message("gate.unknown", unknown=unknown, checks=checks, rate=percent_up(unknown / checks), limit=limit(most))
    return Condition("max_unknown", Answer.PASS if unknown <= most * checks else Answer.FAIL, (told,), figures)
