"""A gate run: the sample drawn or taken as it is, judged, decided, explained; then what is to be remembered is written."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.drawing import Found, drawn, read_all
from compliance.cli.gate_baseline import baseline_text
from compliance.cli.gate_excuses import Excuses, counts, read_excuses, standing
from compliance.cli.gate_json import gate_row
from compliance.cli.gate_state import State, lot_id, read_state
from compliance.cli.gate_waivers import refuse_unused, usual_waivers, with_recorded_ids
from compliance.cli.output import STDOUT, check_place, refuse_overwriting, targets, write, write_whole
from compliance.cli.reading import told_events
from compliance.cli.streams import to_stdout
from compliance.cli.tell_gate import Run, explained
from compliance.cli.view import view
from compliance.model.gate import Answer, Gate, Inspection, Pick, Sampling
from compliance.model.message import message
from compliance.model.rule import Rule, Rulebook
from compliance.model.transcript import Conversation
from compliance.reports.overview import judged_conversations
from compliance.reports.report import View
from compliance.scoring.acceptance import plan_for
from compliance.scoring.gate import decide
from compliance.scoring.gate_plan import NAME as ACCEPTANCE
from compliance.scoring.sampling import risks, size_of

CODES = {Answer.PASS: 0, Answer.FAIL: 1, Answer.CANNOT_TELL: 2}


@dataclass(frozen=True, slots=True)
class GateAsked:
    """What was asked for by the options of this command alone."""

    gate_file: str | None
    lot: int | None
    seed: str | None
    json_file: str | None
    resume: bool
    baseline: str | None
    update_baseline: bool
    waivers: str | None


def run_gate(paths: Sequence[str], wanted: GateAsked, asked: options.Asked) -> int:
    """Raises Problems where the job cannot be done."""
    eyes = view(options.chosen_language(), unmask=asked.unmask)
    masked = view(eyes.lang, unmask=False)  # as reports mostly are, from which waivers are copied: a decision must not depend on --unmask
    outputs = targets(asked.outputs)
    rulebook, gate, rules = _rules_and_gate(wanted, asked)
    written = (wanted.json_file, gate.acceptance and gate.acceptance.state, gate.baseline if wanted.update_baseline else None)
    own = [("", file) for file in written if file]
    _check_places([*outputs, *own])
    plan = Plan(rulebook, options.clock(asked.as_of), asked.jobs, events=told_events(asked.events, eyes.lang))
    excuses = read_excuses(gate, rules, plan, masked, update=wanted.update_baseline)
    found = read_all(paths, asked.roles, asked.manifest, eyes.lang, unmask=asked.unmask)
    only_read = (asked.manifest, asked.events, wanted.gate_file, gate.waivers, None if wanted.update_baseline else gate.baseline)
    refuse_overwriting([*outputs, *own], [*found.sources, *rulebook.files, *(file for file in only_read if file)])
    state = _state(gate, resume=wanted.resume)
    excuses = replace(excuses, waivers=with_recorded_ids(excuses.waivers, found.conversations, masked))
    run = _decided(found, gate, state, plan, excuses)
    refuse_unused(excuses.waivers, run.done, {talk.id for talk in found.conversations}, masked)
    code = _code(run, asked)
    write(run.done, eyes, [(format_id, file) for format_id, file in outputs if file != STDOUT])
    if wanted.json_file:
        outputs = [*outputs, ("", wanted.json_file)]
    contents = _remembered(run, state) | ({wanted.json_file: _as_json(run, code, eyes)} if wanted.json_file else {})
    write_whole([(file, [content]) for file, content in contents.items() if file != STDOUT])
    if STDOUT in contents:
        to_stdout([contents[STDOUT]])
    write(run.done, eyes, [(format_id, file) for format_id, file in outputs if file == STDOUT and format_id])
    if STDOUT not in (file for _, file in outputs):
        to_stdout(f"{line}\n".encode("utf-8", "replace") for line in explained(run, code, eyes))
    return code


def _check_places(wanted: Sequence[tuple[str, str]]) -> None:
    """Raises Problems where one cannot be written, or where one would take the place of another."""
    taken: set[str] = set()
    for _, file in wanted:
        check_place(file)
        place = file if file == STDOUT else os.path.realpath(file)
        if place in taken and file != STDOUT:
            raise options.refused(file, message("cli.output_twice", file=file))
        taken.add(place)


def _decided(found: Found, gate: Gate, state: State | None, plan: Plan, excuses: Excuses) -> Run:
    """The sample drawn, judged and held against the conditions."""
    population = len(found.conversations)
    name = lot_id(talk.id for talk in found.conversations)
    inspection = _inspection(gate, state, name)
    lot = _lot(gate, population)
    sampling, size = _sampling(gate, lot, population, inspection)
    everything = cache(lambda: audit([*found.conversations, *found.others], plan))
    if excuses.update and judged_conversations(everything()):  # where nothing was judged, nothing is known to be gone
        excuses = excuses.updated(everything().findings)
    picks = drawn(found.conversations, sampling, size, lambda: risks(filter(counts, excuses.marked(everything().findings))))
    whole = len(picks) == population
    done = everything() if whole else audit([*_with_their_cases(found.conversations, picks), *found.others], plan)
    done = replace(done, findings=excuses.marked(done.findings))
    counted = tuple(filter(counts, done.findings))
    decision = decide(done, gate, picks, counted, lot, inspection)
    counts_as = gate.cannot_tell if decision.answer is Answer.CANNOT_TELL else decision.answer
    stands = standing(excuses, done.findings, everything=whole)
    return Run(gate, decision, counts_as, done, counted, picks, sampling, population, lot, name, inspection, excuses, stands)


def _rules_and_gate(wanted: GateAsked, asked: options.Asked) -> tuple[Rulebook, Gate, tuple[Rule, ...]]:
    """The rules asked for; the gate file asked for, else the gate of the rule file; all rules. Raises Problems where there is no gate."""
    from compliance.rulebook.gate_file import read_gate

    loaded = options.loaded_rules(asked.rules_file)
    rulebook = options.narrowed(loaded.rulebook, asked.only)
    gate = read_gate(Path(wanted.gate_file), [rule.id for rule in loaded.written.rules]) if wanted.gate_file else loaded.gate
    if gate is None:
        raise options.refused(loaded.rulebook.source, message("gate.none"), message("gate.none_hint"))
    if wanted.lot is not None:
        gate = replace(gate, lot=wanted.lot, lot_is_all=False)
    if wanted.seed is not None:
        if gate.sampling is None:
            raise options.refused("--seed", message("gate.nothing_drawn"), message("gate.nothing_drawn_hint"))
        gate = replace(gate, sampling=replace(gate.sampling, seed=wanted.seed))
    waivers = wanted.waivers or gate.waivers or usual_waivers(wanted.gate_file or loaded.rulebook.source)
    return rulebook, replace(gate, baseline=wanted.baseline or gate.baseline, waivers=waivers), loaded.rulebook.rules


def _state(gate: Gate, *, resume: bool) -> State | None:
    """The lots before, where the inspection depends on them. Raises Problems where it was told to resume what has not stopped."""
    asked = gate.acceptance
    if asked is None or asked.inspection is not Inspection.SWITCHING or asked.state is None:
        if resume:
            raise options.refused("--resume", message("gate.not_switching"), message("gate.state_hint"))
        return None
    state = read_state(asked.state, asked)
    if not resume:
        return state
    if state.next is not Inspection.STOPPED:
        raise options.refused("--resume", message("gate.not_stopped"))
    return state.with_entry({"resumed": True})


def _inspection(gate: Gate, state: State | None, lot_name: str) -> Inspection:
    if state:
        return state.inspection(lot_name)
    return gate.acceptance.inspection if gate.acceptance else Inspection.NORMAL


def _lot(gate: Gate, population: int) -> int | None:
    """How many conversations the sample stands for: what was said, else everything that it was drawn from."""
    if gate.lot is None:
        return population if gate.lot_is_all or gate.sampling else None
    if gate.lot < population:
        raise options.refused("lot", message("gate.small_lot", lot=gate.lot, read=population), message("gate.lot_hint"))
    return gate.lot


def _sampling(gate: Gate, lot: int | None, population: int, inspection: Inspection) -> tuple[Sampling, int]:
    """How to draw, and how many at random; without a plan everything, in the order of the draw."""
    if gate.sampling is None:
        return Sampling(), population
    asked = 0
    if gate.acceptance and lot and inspection is not Inspection.STOPPED:
        asked = plan_for(lot, gate.acceptance.level, gate.acceptance.aql, inspection).n
    return gate.sampling, size_of(gate.sampling, population, asked)


def _with_their_cases(conversations: Sequence[Conversation], picks: Sequence[Pick]) -> list[Conversation]:
    """What was drawn, and the other contacts of the same cases: without them a kept promise would look broken."""
    ids = {pick.id for pick in picks}
    cases = {talk.case for talk in conversations if talk.id in ids and talk.case}
    return [talk for talk in conversations if talk.id in ids or talk.case in cases]


def _remembered(run: Run, state: State | None) -> dict[str, bytes]:
    """The baseline that was brought up to date, and the state with this lot."""
    excuses = run.excuses
    baseline = {excuses.baseline_file: baseline_text(excuses.baseline)} if excuses.baseline_file and excuses.was is not None else {}
    return baseline | _state_with_lot(run, state)


def _state_with_lot(run: Run, state: State | None) -> dict[str, bytes]:
    """With this lot, where it was accepted or not for the first time."""
    asked = run.gate.acceptance
    if state is None or asked is None or asked.state is None:
        return {}
    answer = next(condition.answer for condition in run.decision.conditions if condition.name == ACCEPTANCE)
    figures = next(condition.figures for condition in run.decision.conditions if condition.name == ACCEPTANCE)
    if "n" in figures and answer is not Answer.CANNOT_TELL and not state.knows(run.name):
        kept = {key: figures[key] for key in ("inspection", "n", "ac", "failures")}
        state = state.with_entry({"lot": run.name, "size": run.lot, "seed": run.sampling.seed, **kept, "accepted": answer is Answer.PASS})
    return {asked.state: state.text()}


def _code(run: Run, asked: options.Asked) -> int:
    """That of the decision, but 2 where nothing was judged at all, whatever an open decision is set to count as."""
    if not judged_conversations(run.done):
        return 2
    code = CODES[run.counts_as] or (2 if asked.strict and run.done.problems else 0)
    return code or int(options.reached([finding.level for finding in run.counted], asked.fail_on))


def _as_json(run: Run, code: int, eyes: View) -> bytes:
    return f"{json.dumps(gate_row(run, code, eyes), ensure_ascii=False, indent=1)}\n".encode("utf-8", "backslashreplace")
