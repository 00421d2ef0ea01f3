"""rules test: runs the examples of a rule file and tells, phrase by phrase, which ones no example exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

from compliance.cli.options import message, refused, say
from compliance.cli.tell import tell, tell_problems
from compliance.explain.coverage import Key, Untried, phrases_of, tried, untried
from compliance.model.problem import Problem
from compliance.model.rule import Rule, Rulebook

WIDTH = 100  # cells of a line
INDENT = "      "


def run_tests(file: str | None, only: tuple[str, ...], lang: str) -> int:
    """0 where all came out as written, 2 where one did not or there are none."""
    from compliance.examples import run
    from compliance.rulebook.load import load
    from compliance.rulebook.source import find_rules

    written = load(find_rules(file)).written
    rules = named(written, only, "--only")
    faults: list[Problem] = []
    by_rule: dict[str, set[Key]] = {}
    count = 0
    for ran in run(replace(written, rules=rules)):
        count += 1
        faults += ran.faults
        if ran.heard:
            by_rule.setdefault(ran.rule.id, set()).update(tried(ran.rule, ran.heard))
    for line in _report(rules, untried(rules, by_rule), lang):
        click.echo(line)
    tell_problems(faults, lang)
    click.echo(say(message("cli.tested", count=count, failed=len(faults)), lang))
    if not count:
        tell(say(message("cli.no_examples"), lang))
    return 2 if faults or not count else 0


def named(rulebook: Rulebook, ids: Sequence[str], where: str) -> tuple[Rule, ...]:
    """The rules of these ids, all where none is named. Raises Problems, told as of `where`, for an id that is not there."""
    from compliance.rulebook.desk import Desk

    known = {rule.id: rule for rule in rulebook.rules}
    for rule_id in ids:
        if rule_id not in known:
            raise refused(where, message("rulebook.no_rule", id=rule_id), Desk().did_you_mean(rule_id, known))
    return tuple(rule for rule in rulebook.rules if not ids or rule.id in ids)


def _report(rules: Sequence[Rule], missing: Sequence[Untried], lang: str) -> Iterator[str]:
    """Lexicons first, then what rules hold themselves; under each head its phrases, as many a line as fit."""
    for heading, entries in (
        ("cli.untried_lexicons", [entry for entry in missing if entry.is_lexicon]),
        ("cli.untried_rules", [entry for entry in missing if not entry.is_lexicon]),
    ):
        if entries:
            yield say(message(heading), lang)
        for entry in entries:
            owner = f"${entry.owner}" if entry.is_lexicon else entry.owner
            yield say(message("cli.untried", owner=owner, count=len(entry.phrases), total=entry.total), lang)
            yield from _wrapped(entry.phrases)
    total = len({(phrase.lexicon or rule.id, phrase.text) for rule in rules for phrase in phrases_of(rule)})
    yield say(message("cli.tried", tried=total - sum(len(entry.phrases) for entry in missing), total=total), lang)


def _wrapped(phrases: Sequence[str]) -> Iterator[str]:
    from compliance.reports.columns import width

    line = INDENT
    for phrase in phrases:
        if line != INDENT and width(line) + width(phrase) + 2 > WIDTH:
            yield line.rstrip()
            line = INDENT
        line += f"{phrase}  "
    if line != INDENT:
        yield line.rstrip()
