"""The gate's acceptance condition: the sampling plan for the lot, and what the sample says to it."""

from __future__ import annotations

from compliance.model.gate import Acceptance, Answer, Condition, Inspection
from compliance.model.message import Message, message
from compliance.scoring.acceptance import Plan, plan_for
from compliance.scoring.gate_sample import Sample, nobody, percent, percent_up

NAME = "acceptance"


def acceptance(sample: Sample, asked: Acceptance, inspection: Inspection) -> Condition:
    """What is missing from the sample is taken at its worst before a lot is accepted, and at its best before it is rejected."""
    if inspection is Inspection.STOPPED:
        return Condition(NAME, Answer.FAIL, (message("gate.stopped"),), {"inspection": str(inspection)})
    if sample.lot is None:
        return Condition(NAME, Answer.CANNOT_TELL, (message("gate.no_lot"),))
    plan = plan_for(sample.lot, asked.level, asked.aql, inspection)
    rules = sample.at(asked.counts)
    judged = sample.count(rules)
    looked_at = judged[: plan.n]
    failures, missing = sum(looked_at), plan.n - len(looked_at)
    if failures >= plan.reject:
        answer = Answer.FAIL
    elif failures + missing <= plan.accept:
        answer = Answer.PASS
    else:
        answer = Answer.CANNOT_TELL
    told = [_plan(plan, sample.lot, asked, inspection), _result(answer, failures, len(looked_at), asked)]
    if not rules:
        told.append(nobody(rules))
    elif missing:
        told.append(message("gate.too_few", n=plan.n, short=missing))
    elif len(judged) > plan.n:
        told.append(message("gate.looked_at", n=plan.n, all=len(judged)))
    told.append(_risk(plan, asked))
    return Condition(NAME, answer, tuple(told), _figures(plan, sample.lot, asked, inspection, (failures, len(looked_at))))


def _plan(plan: Plan, lot: int, asked: Acceptance, inspection: Inspection) -> Message:
    how = message(f"gate.inspection_{inspection}")
    figures = {"letter": plan.letter, "n": plan.n, "accept": plan.accept, "reject": plan.reject}
    return message("gate.plan", lot=lot, level=asked.level, aql=f"{asked.aql:g}", inspection=how, **figures)


def _result(answer: Answer, failures: int, n: int, asked: Acceptance) -> Message:
    return message(f"gate.lot_{answer}", failures=failures, n=n, level=message(f"level.{asked.counts}"))


def _risk(plan: Plan, asked: Acceptance) -> Message:
    """People read an AQL as a promise; these two figures say what it is."""
    if plan.whole:
        return message("gate.whole_lot")
    probability = percent(plan.accepts(asked.aql / 100))
    return message("gate.risk", aql=f"{asked.aql:g}", probability=probability, rate=percent_up(plan.still_passes))


def _figures(plan: Plan, lot: int, asked: Acceptance, inspection: Inspection, seen: tuple[int, int]) -> dict[str, object]:
    figures: dict[str, object] = {
        "lot": lot, "level": asked.level, "aql": asked.aql, "inspection": str(inspection), "letter": plan.letter,
        "n": plan.n, "ac": plan.accept, "re": plan.reject, "failures": seen[0], "judged": seen[1], "counts": str(asked.counts),
    }  # fmt: skip
    sure = {"accepted_at_aql": round(plan.accepts(asked.aql / 100), 6), "accepted_one_in_ten_at": round(plan.still_passes, 6)}
    return figures | ({"accepted_at_aql": None, "accepted_one_in_ten_at": None} if plan.whole else sure)
