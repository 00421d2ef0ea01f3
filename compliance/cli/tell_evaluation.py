"""An evaluation as a person reads it: two tables, the cases in which person and tool differ, and the means last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.evaluate import Disagreement, Evaluation, Reviewed, RuleScore
from compliance.model.label import Mark, Quote
from compliance.model.message import Message, message
from compliance.model.verdict import Outcome
from compliance.reports.columns import GAP, Column, lay_out, printable, shorten
from compliance.reports.report import View
from compliance.reports.style import BOLD, DIM, paint
from compliance.scoring.agreement import Share
from compliance.wording import say

FEW = 3  # disagreements of each rule, unless all of one are asked for
NAMES = 5  # names in one line


def scores(evaluation: Evaluation, view: View) -> Iterator[str]:
    """The two tables, then what is undecided, then the means."""
    yield from _table("evaluate.detection", _detection(evaluation.scores, view), view)
    yield ""
    yield from _table("evaluate.agreement", _agreement(evaluation.scores, view), view)
    yield GAP + paint(_word("evaluate.cells", view), DIM, view.colour)


def means(evaluation: Evaluation, view: View) -> Iterator[str]:
    undecided, missing = evaluation.undecided, evaluation.missing
    yield _word("evaluate.undecided", view, share=f"{undecided.value:.1%}", part=undecided.part, whole=undecided.whole)
    if missing:
        names = _names([view.name(name) for name in missing], view)
        yield _word("evaluate.missing", view, count=len(missing), of=evaluation.labelled, names=names)
    yield _word("evaluate.macro_kappa", view, value=_figure(evaluation.macro_kappa))
    yield _word("evaluate.macro_f1", view, value=_figure(evaluation.macro_f1))


def reviewed(result: Reviewed, view: View) -> Iterator[str]:
    columns = [Column(_word("evaluate.rule", view), limit=36)]
    columns += [Column(_word(f"evaluate.{key}", view), right=True) for key in ("reviewed", "correct", "precision", "interval")]
    rows = [
        [score.rule, str(score.precision.whole), str(score.precision.part), *_with_interval(score.precision)] for score in result.scores
    ]
    yield from _table("evaluate.precision_only", (columns, rows), view)


def review_sums(result: Reviewed, view: View) -> Iterator[str]:
    for key, names in (("contested", result.contested), ("lost", result.lost)):
        if names:
            yield _word(f"evaluate.{key}", view, count=len(names), names=_names(names, view))
    if result.open:
        yield _word("evaluate.open", view, count=result.open)
    value, interval = _with_interval(result.overall)
    yield _word("evaluate.overall", view, value=value, interval=interval, part=result.overall.part, whole=result.overall.whole)


def disagreements(found: Sequence[tuple[str, Sequence[Disagreement]]], view: View, most: int | None = FEW) -> Iterator[str]:
    """For each rule the first few, or all; where there are none at all, one line says so."""
    listed = [(rule, cases) for rule, cases in found if cases]
    if not listed:
        yield _word("evaluate.no_misses", view)
        return
    yield paint(_word("evaluate.misses", view), BOLD, view.colour)
    for rule, cases in listed:
        yield GAP + paint(rule, BOLD, view.colour) + GAP + _word("evaluate.miss_count", view, count=len(cases))
        for case in cases[:most]:
            yield from (GAP * 2 + line for line in _disagreement(case, view))
        if most is not None and len(cases) > most:
            yield GAP * 2 + paint(_word("evaluate.more", view, count=len(cases) - most, rule=rule), DIM, view.colour)


def _disagreement(case: Disagreement, view: View) -> Iterator[str]:
    """Where, what each said; the words; why the tool said so."""
    room = view.width - len(GAP) * 3
    place = printable(view.name(case.conversation)) + (GAP + _turn(case.turn, view) if case.turn is not None else "")
    verdict = message(f"outcome.{case.outcome}")
    if case.said is Mark.PASS and case.outcome is Outcome.FAIL:
        verdict = message("evaluate.elsewhere")  # the conversation fails, but for another turn
    yield f"{place}{GAP}" + _word("evaluate.both", view, label=message(f"mark.{case.label}"), verdict=verdict)
    if case.quote:
        yield GAP + shorten(_word("evaluate.quoted", view, words=printable(case.quote)), room)
    if told := _why(case, view):
        yield GAP + shorten(_word("evaluate.why", view, why=told), room)


def _why(case: Disagreement, view: View) -> str:
    """Reason, phrase, trigger; of a verdict without a finding the words that it rests on. Of a learned cue its signs."""
    parts = [case.reason] if case.reason else []
    if case.phrase and case.signs:
        parts.append(view.word("sounds_like", cue=case.phrase.removeprefix("~"), signs=_signs(case.signs, view)))
    elif case.phrase:
        parts.append(_word("evaluate.by_phrase", view, phrase=case.phrase))
    if case.trigger and case.trigger.text:
        parts.append(_word("evaluate.by_trigger", view, words=_place(case.trigger, view)))
    words = [quote for quote in case.witnesses if quote.text and (quote.text != case.quote or quote.signs)]
    if words and not case.phrase:
        told = _word("comma", view).join(_place(quote, view) for quote in words[:2])
        parts.append(_word("evaluate.by_words", view, words=told))
    return printable(_word("semicolon", view).join(parts))


def _place(quote: Quote, view: View) -> str:
    signs = _word("evaluate.by_signs", view, signs=_signs(quote.signs, view)) if quote.signs else ""
    if quote.turn is None:
        return _word("evaluate.quoted", view, words=quote.text) + signs
    return view.word("coach.place", place=_turn(quote.turn, view), text=quote.text) + signs


def _signs(signs: Sequence[str], view: View) -> str:
    return "".join(_word("evaluate.quoted", view, words=sign.strip()) for sign in signs)


def _detection(scored: Sequence[RuleScore], view: View) -> tuple[list[Column], list[list[str]]]:
    keys = ("real", "found", "precision", "interval", "recall", "interval", "f1")
    turns = any(score.turns for score in scored)
    columns = [Column(_word("evaluate.rule", view), limit=36)]
    columns += [Column(_word(f"evaluate.{key}", view), right=True) for key in (*keys, *(["turn_f1"] if turns else []))]
    rows = []
    for score in scored:
        found = score.agreement.detection
        row = [
            score.rule,
            str(found.real),
            str(found.found),
            *_with_interval(found.precision),
            *_with_interval(found.recall),
            _figure(found.f1),
        ]
        rows.append([*row, *([_figure(score.turns.f1) if score.turns else ""] if turns else [])])
    return columns, rows


def _agreement(scored: Sequence[RuleScore], view: View) -> tuple[list[Column], list[list[str]]]:
    columns = [Column(_word("evaluate.rule", view), limit=36)]
    columns += [
        Column(_word(f"evaluate.{key}", view), right=True) for key in ("cases", "raw", "kappa", *(f"label_{mark}" for mark in Mark))
    ]
    rows = []
    for score in scored:
        told = score.agreement
        cells = ["/".join(str(told.counts[mark, said]) for said in Mark) for mark in Mark]
        rows.append([score.rule, str(told.n), _figure(told.raw), _figure(told.kappa), *cells])
    return columns, rows


def _table(title: str, table: tuple[list[Column], list[list[str]]], view: View) -> Iterator[str]:
    yield paint(_word(title, view), BOLD, view.colour)
    heading, *rows = lay_out(*table, view.width - len(GAP))
    yield GAP + paint(GAP.join(heading).rstrip(), DIM, view.colour)
    for row in rows:
        yield GAP + GAP.join(row).rstrip()


def _with_interval(found: Share) -> tuple[str, str]:
    return _figure(found.value), f"{found.low:.3f}–{found.high:.3f}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _turn(turn: int, view: View) -> str:
    return view.word("turn", n=turn + 1)


def _names(names: Sequence[str], view: View) -> str:
    return printable(_word("comma", view).join(names[:NAMES])) + ("…" if len(names) > NAMES else "")


def _word(key: str, view: View, **values: object) -> str:
    """The report's own `comma` and `semicolon`, else a key of the catalogue."""
    if "." not in key:
        return view.word(key)
    return say(Message(key, tuple(values.items())), view.lang)
