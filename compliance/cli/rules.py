"""compliance rules …: everything about the rule file, for rule authors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from compliance.cli import options
from compliance.cli.options import message, say
from compliance.cli.tell import tell_problems
from compliance.model.problem import Problem

if TYPE_CHECKING:
    from compliance.model.rule import Rulebook


@click.group("rules", help="cli.rules_help")
def rules_group() -> None:
    pass


@rules_group.command("validate", help="cli.validate_help")
@click.argument("file", required=False, metavar="[FILE]")
@options.rules
@click.option("--on", "paths", multiple=True, metavar="PATH", help="cli.validate_on")
@options.roles
@options.strict
@options.lang
def validate(file: str | None, rules_file: str | None, paths: tuple[str, ...], roles: str | None, strict: bool) -> int:
    from compliance.examples import load_rulebook
    from compliance.readers.speakers import names_of
    from compliance.rulebook.source import find_rules

    lang = options.chosen_language()
    names_of(roles)  # a wrong one is refused also where nothing is read
    loaded = load_rulebook(find_rules(file or rules_file))
    warnings = [*loaded.warnings, *(_tried(loaded.rulebook, paths, roles, lang) if paths else [])]
    tell_problems(warnings, lang)
    examples = sum(len(rule.examples) for rule in loaded.written.rules)
    counts = {"rules": len(loaded.rulebook.rules), "examples": examples, "warnings": len(warnings)}
    click.echo(say(message("cli.validated", file=loaded.rulebook.source, **counts), lang))
    return 2 if strict and warnings else 0


def _tried(rulebook: Rulebook, paths: tuple[str, ...], roles: str | None, lang: str) -> list[Problem]:
    """The warnings that come up on these conversations."""
    from compliance.cli.reading import read_conversations
    from compliance.fieldtest import field_test

    return list(field_test(rulebook, read_conversations(paths, roles, None, lang, unmask=False)))


@rules_group.command("test", help="cli.test_help")
@click.argument("file", required=False, metavar="[FILE]")
@options.rules
@options.only
@options.lang
def test(file: str | None, rules_file: str | None, only: tuple[str, ...]) -> int:
    from compliance.cli.rule_tests import run_tests

    return run_tests(file or rules_file, only, options.chosen_language())


@rules_group.command("list", help="cli.list_help")
@options.rules
@options.lang
def list_rules(rules_file: str | None) -> None:
    from compliance.reports.columns import fit

    lang = options.chosen_language()
    rulebook = options.load_rules(rules_file)
    width = max((len(rule.id) for rule in rulebook.rules), default=0)
    for rule in rulebook.rules:
        level = say(message(f"level.{rule.level}"), lang)
        click.echo(f"{rule.id:<{width}}  {fit(level, 5)}  {rule.kind:<8}  {rule.status:<6}  {rule.name}  {' '.join(rule.clauses)}".rstrip())


@rules_group.command("explain", help="cli.explain_help")
@click.argument("rule_id", metavar="ID")
@click.argument("file", required=False, metavar="[FILE]")
@options.rules
@options.as_of
@options.roles
@options.unmask
@options.lang
def explain(rule_id: str, file: str | None, rules_file: str | None, as_of: str | None, roles: str | None, unmask: bool) -> int:
    from compliance.cli.reading import read
    from compliance.cli.rule_tests import named
    from compliance.cli.view import view
    from compliance.explain.meaning import meaning
    from compliance.explain.why import why
    from compliance.model.transcript import Conversation
    from compliance.text.hearing import Ear

    lang = options.chosen_language()
    rulebook = options.load_rules(rules_file)
    (rule,) = named(rulebook, (rule_id,), "explain")
    if file is None:
        for line in meaning(rule, rulebook, lang):
            click.echo(line)
        return 0
    mask, ear, clock = view(lang, unmask=unmask).mask, Ear(rulebook), options.clock(as_of)
    items = list(read([file], roles))
    tell_problems([item for item in items if isinstance(item, Problem)], lang)
    conversations = [item for item in items if isinstance(item, Conversation)]
    for conversation in conversations:
        for line in why(rule, ear, conversation, clock, lang):
            click.echo(mask(line))
    return 0 if conversations else 2


@rules_group.command("tokens", help="cli.tokens_help")
@click.argument("text", metavar="TEXT")
@options.rules
@options.lang
def tokens(text: str, rules_file: str | None) -> None:
    from compliance.explain.tokens import hearing_of
    from compliance.text.hearing import Ear

    rulebook = options.load_rules(rules_file)
    for line in hearing_of(text, rulebook, Ear(rulebook), options.chosen_language()):
        click.echo(line)


@rules_group.command("coverage", help="cli.coverage_help")
@options.rules
@options.lang
def coverage(rules_file: str | None) -> None:
    from compliance.cli.coverage_table import table

    for line in table(options.load_rules(rules_file), options.chosen_language()):
        click.echo(line)


@rules_group.command("diff", help="cli.diff_help")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@options.paths
@click.option("-o", "--output", "file", metavar="FILE", help="cli.diff_output")
@options.comparing
def diff(old: str, new: str, paths: tuple[str, ...], file: str | None, **asked: Any) -> int:
    from compliance.cli.rule_diff import run_diff

    return run_diff(old, new, paths, file, options.Comparing(**asked))


@rules_group.command("schema", help="cli.schema_help")
@options.lang
def schema() -> None:
    from compliance.rulebook.schema import schema as rule_schema

    click.echo(json.dumps(rule_schema(), ensure_ascii=False, indent=2))
