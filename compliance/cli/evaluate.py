"""compliance evaluate: for a QA lead who calibrates rules against what people say of the same conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli import options
from compliance.cli.options import message, refused, say
from compliance.cli.tell import tell, tell_problems

if TYPE_CHECKING:
    from compliance.evaluate import Evaluation, Reviewed, Told
    from compliance.model.rule import Rulebook
    from compliance.model.scorecard import Audit
    from compliance.readers.labels import Sheet
    from compliance.reports.report import View

NAMES = 5  # examples of names that were not found


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    rules_file: str | None
    against: str | None
    misses: str | None
    json_file: str | None
    how: options.Comparing


@dataclass(frozen=True, slots=True)
class Side:
    """What was said under one rule file, and how it compares with the labels. Verdict rows have neither rulebook nor audit."""

    told: Told
    audit: Audit | None
    result: Evaluation | Reviewed

    @property
    def rulebook(self) -> Rulebook | None:
        return self.audit.rulebook if self.audit else None


@click.command("evaluate", help="cli.evaluate_help")
@click.argument("labels", metavar="LABELS")
@options.paths
@options.rules
@click.option("--against", metavar="FILE", help="cli.against")
@click.option("--misses", metavar="RULE", help="cli.misses")
@click.option("--json", "json_file", metavar="FILE", help="cli.evaluate_json")
@options.comparing
def evaluate_command(
    labels: str, paths: tuple[str, ...], rules_file: str | None, against: str | None, misses: str | None, json_file: str | None, **how: Any
) -> int:
    from compliance.cli.output import check_place
    from compliance.cli.streams import to_stdout
    from compliance.cli.view import view
    from compliance.readers.labels import read_labels

    wanted = Asked(rules_file, against, misses, json_file, options.Comparing(**how))
    eyes = view(options.chosen_language(), unmask=wanted.how.unmask)
    if wanted.json_file:
        check_place(wanted.json_file)
    sides = _sides(read_labels(labels), labels, paths, wanted, eyes)
    if wanted.json_file:
        _write_json(sides, labels, [*paths, *wanted.how.also_read], wanted.json_file, eyes)
    if wanted.json_file != "-":
        to_stdout(f"{line}\n".encode("utf-8", "replace") for line in _lines(sides, wanted, eyes))
    return 0


def _sides(sheet: Sheet, labels: str, paths: Sequence[str], asked: Asked, eyes: View) -> list[Side]:
    """One, or two with --against. Raises Problems where nothing can be compared."""
    from compliance.cli.comparing import audits
    from compliance.evaluate import told_by_audit, told_by_rows
    from compliance.readers.verdict_rows import holds_rows, read_rows

    rows = [path for path in paths if holds_rows(path)]
    others = [path for path in paths if path not in rows and not _is_empty(path)]
    if rows and (others or asked.against or asked.how.events):
        key = "cli.rows_and_transcripts" if others else "cli.against_rows" if asked.against else "cli.events_rows"
        where = others[0] if others else "--against" if asked.against else "--events"
        raise refused(where, message(key), message(f"{key}_hint"))
    if rows:
        return _compared(sheet, labels, [(told_by_rows(read_rows(rows)), None)], asked, eyes)
    done = audits((asked.rules_file, asked.against)[: 1 + bool(asked.against)], paths, asked.how, eyes.lang)
    judged: list[tuple[Told, Audit | None]] = [(told_by_audit(one, eyes, _rules_asked_for(sheet, one)), one) for one in done]
    return _compared(sheet, labels, judged, asked, eyes)


def _rules_asked_for(sheet: Sheet, done: Audit) -> list[str]:
    from compliance.readers.labels import rule_of

    known = {rule.id for rule in done.rulebook.rules}
    fields = {field for entry in sheet.entries for field in entry.fields}
    return [rule for field in fields if (rule := rule_of(field, known))]


def _compared(sheet: Sheet, labels: str, judged: Sequence[tuple[Told, Audit | None]], asked: Asked, eyes: View) -> list[Side]:
    from compliance.cli.label_turns import doubtful_turns
    from compliance.evaluate import evaluate, review
    from compliance.readers.labels import understood

    known = list(dict.fromkeys(rule for told, _ in judged for rule in told.rules))
    if asked.misses and asked.misses not in known:
        raise refused("--misses", message("rulebook.no_rule", id=asked.misses), _near(asked.misses, known))
    if sheet.reviews:
        if any(told.findings is None for told, _ in judged):
            raise refused(labels, message("cli.no_finding_rows"), message("cli.no_finding_rows_hint"))
        return [_found_something(Side(told, done, review(sheet.reviews, told)), labels) for told, done in judged]
    if not any(told.verdicts for told, _ in judged) and not any(done for _, done in judged):
        raise refused(labels, message("cli.no_verdict_rows"), message("cli.no_verdict_rows_hint"))
    every = understood(sheet.entries, known)
    if every.skipped:
        tell(say(message("cli.labels_skipped", names="、".join(every.skipped)), eyes.lang))
    audits = [done for _, done in judged if done]
    if audits:
        rules = {rule.id: rule for done in reversed(audits) for rule in done.rulebook.rules}
        problems = doubtful_turns(sheet.entries, rules.values(), audits[0].conversations, eyes)
        tell_problems(problems, eyes.lang, unmask=asked.how.unmask)
    sides = []
    for told, done in judged:
        labelled = understood(sheet.entries, told.rules).labelled
        sides.append(_found_something(Side(told, done, evaluate(labelled, told)), labels))
    return sides


def _found_something(side: Side, labels: str) -> Side:
    """Raises Problems where labels and verdicts have nothing in common."""
    from compliance.evaluate import Evaluation

    result = side.result
    if isinstance(result, Evaluation):
        if not result.scores:
            raise refused(labels, message("cli.no_labels_of_rules"), message("cli.no_labels_of_rules_hint"))
        if len(result.missing) == result.labelled:
            names = "、".join(result.missing[:NAMES])
            raise refused(labels, message("cli.no_common_conversation", names=names), message("cli.no_common_conversation_hint"))
    elif not result.overall.whole:
        raise refused(labels, message("cli.no_common_finding"), message("cli.no_common_finding_hint"))
    return side


def _near(rule: str, known: Sequence[str]) -> Any:
    from compliance.rulebook.desk import Desk

    return Desk().did_you_mean(rule, known)


def _is_empty(path: str) -> bool:
    return Path(path).is_file() and not Path(path).stat().st_size


def _lines(sides: Sequence[Side], asked: Asked, eyes: View) -> Iterator[str]:
    from compliance.cli import tell_difference, tell_evaluation
    from compliance.difference import difference
    from compliance.evaluate import Evaluation

    for side in sides:
        if side.rulebook:
            yield say(message("evaluate.under", source=side.rulebook.source, version=side.rulebook.version), eyes.lang)
        result = side.result
        if isinstance(result, Evaluation):
            yield from tell_evaluation.scores(result, eyes)
            found = [(score.rule, score.disagreements) for score in result.scores]
        else:
            yield from tell_evaluation.reviewed(result, eyes)
            found = [(score.rule, score.wrong) for score in result.scores]
        yield ""
        chosen = [(rule, cases) for rule, cases in found if asked.misses in (None, rule)]
        yield from tell_evaluation.disagreements(chosen, eyes, None if asked.misses else tell_evaluation.FEW)
        yield ""
        yield from tell_evaluation.means(result, eyes) if isinstance(result, Evaluation) else tell_evaluation.review_sums(result, eyes)
        yield from [""] if len(sides) > 1 else []
    audits = [side.audit for side in sides if side.audit]
    if len(audits) > 1:
        yield from tell_difference.lines(difference(*audits), eyes)


def _write_json(sides: Sequence[Side], labels: str, also_read: Sequence[str], file: str, eyes: View) -> None:
    from compliance.cli.comparing import sources
    from compliance.cli.evaluation_json import SCHEMA, evaluation_row
    from compliance.cli.output import refuse_overwriting, write_whole
    from compliance.cli.streams import to_stdout
    from compliance.cli.tell_difference import rows
    from compliance.difference import difference
    from compliance.reports.lines import to_json

    told: dict[str, object] = {"schema": SCHEMA, "labels": eyes.name(labels)}
    told |= evaluation_row(sides[0].result, sides[0].rulebook, eyes)
    audits = [side.audit for side in sides if side.audit]
    if len(audits) > 1:
        told["against"] = evaluation_row(sides[1].result, sides[1].rulebook, eyes)
        told["difference"] = list(rows(difference(*audits), eyes))
    text = to_json(told, indent=2).encode("utf-8", "replace")
    if file == "-":
        to_stdout([text])
        return
    refuse_overwriting([("json", file)], [labels, *also_read, *sources(audits)])
    write_whole([(file, [text])])
