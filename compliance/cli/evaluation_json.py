"""An evaluation as a program reads it: schema evaluation/1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.evaluate import Disagreement, Evaluation, Reviewed, RuleScore
from compliance.model.label import Mark, Quote
from compliance.model.rule import Rulebook
from compliance.reports.report import View
from compliance.reports.rows import number
from compliance.scoring.agreement import Detection, Share

SCHEMA = "evaluation/1"
DIGITS = 6

Row = dict[str, object]


def evaluation_row(result: Evaluation | Reviewed, rulebook: Rulebook | None, view: View) -> Row:
    """Everything that was found out, quotes masked as the view has it. `rules` is null where verdict rows were evaluated."""
    rules = {"source": rulebook.source, "version": rulebook.version} if rulebook else None
    told = _evaluation(result, view) if isinstance(result, Evaluation) else _reviewed(result, view)
    return {"rules": rules, **told}


def _evaluation(result: Evaluation, view: View) -> Row:
    return {
        "kind": "labels",
        "conversations": {"labelled": result.labelled, "missing": [view.name(name) for name in result.missing]},
        "undecided": _share(result.undecided),
        "macro": {"f1": number(result.macro_f1, DIGITS), "kappa": number(result.macro_kappa, DIGITS)},
        "by_rule": {score.rule: _score(score) for score in result.scores},
        "disagreements": [_disagreement(case, view) for score in result.scores for case in score.disagreements],
    }


def _reviewed(result: Reviewed, view: View) -> Row:
    return {
        "kind": "reviews",
        "precision": _share(result.overall),
        "contested": list(result.contested),
        "lost": list(result.lost),
        "open": result.open,
        "by_rule": {score.rule: {"precision": _share(score.precision)} for score in result.scores},
        "disagreements": [_disagreement(case, view) for score in result.scores for case in score.wrong],
    }


def _score(score: RuleScore) -> Row:
    told = score.agreement
    return {
        "cases": told.n,
        "undecided": score.undecided,
        **_detection(told.detection),
        "agreement": number(told.raw, DIGITS),
        "kappa": number(told.kappa, DIGITS),
        "confusion": {mark: {said: told.counts[mark, said] for said in Mark} for mark in Mark},
        "turns": _detection(score.turns) if score.turns else None,
    }


def _detection(found: Detection) -> Row:
    return {
        "real": found.real,
        "found": found.found,
        "right": found.right,
        "precision": _share(found.precision),
        "recall": _share(found.recall),
        "f1": number(found.f1, DIGITS),
    }


def _share(found: Share) -> Row:
    figures: Mapping[str, float] = {"value": found.value, "low": found.low, "high": found.high}
    return {"part": found.part, "whole": found.whole, **{key: number(value, DIGITS) for key, value in figures.items()}}


def _disagreement(case: Disagreement, view: View) -> Row:
    return {
        "rule": case.rule,
        "transcript": view.name(case.conversation),
        "turn": case.turn,
        "text": case.quote,
        "label": case.label,
        "said": case.said,
        "verdict": case.outcome,
        "reason": case.reason,
        "phrase": case.phrase,
        "signs": list(case.signs),
        "trigger": _quote(case.trigger) if case.trigger else None,
        "witnesses": _quotes(case.witnesses),
    }


def _quotes(quotes: Sequence[Quote]) -> list[Row]:
    return [_quote(quote) for quote in quotes]


def _quote(quote: Quote) -> Row:
    return {"turn": quote.turn, "text": quote.text, "signs": list(quote.signs)}
