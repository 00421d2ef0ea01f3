"""The decision of a gate as a program reads it: schema gate/1, with all that is needed to draw and decide the same again."""

from __future__ import annotations

from compliance.cli.tell_gate import Run
from compliance.model.gate import Condition, Pick, Sampling
from compliance.reports.report import View
from compliance.reports.rows import Row


def gate_row(run: Run, code: int, view: View) -> Row:
    """Schema gate/1. `decision` is what was found, `exit` what the command leaves with."""
    rulebook, decision, stands = run.done.rulebook, run.decision, run.standing
    return {
        "schema": "gate/1",
        "decision": str(decision.answer),
        "exit": code,
        "rules": {"source": rulebook.source, "version": rulebook.version, "gating": decision.gating, "reporting": decision.reporting},
        "lot": run.lot,
        "lot_id": run.name,
        "read": run.population,
        "unreadable": len(run.done.problems),
        "inspection": str(run.inspection),
        "waivers": run.excuses.waivers_file,
        "baseline": run.excuses.baseline_file,
        "findings": {"waived": stands.waived, "known": stands.known, "new": stands.new, "stale": stands.stale},
        "conditions": [_condition(condition, view) for condition in decision.conditions],
        "sample": plan_row(run.sampling, run.picks, as_is=run.gate.sampling is None) | {"drawn": [_pick(pick, view) for pick in run.picks]},
    }


def plan_row(plan: Sampling, picks: tuple[Pick, ...], *, as_is: bool = False) -> Row:
    """How the sample was drawn, and how many came out of each part."""
    parts = {why: sum(why in pick.why for pick in picks) for why in ("random", "stratum", "risk")}
    return {"seed": plan.seed, "as_is": as_is, "by": list(plan.by), "at_least": plan.at_least, "size": len(picks), **parts}


def _condition(condition: Condition, view: View) -> Row:
    told = [view.tell(told) for told in condition.told]
    return {"condition": condition.name, "answer": str(condition.answer), "told": told, **condition.figures}


def _pick(pick: Pick, view: View) -> Row:
    return {"transcript": view.name(pick.id), "why": list(pick.why), "ticket": pick.ticket[:16]}
