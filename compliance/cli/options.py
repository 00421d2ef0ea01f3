"""Options that several commands share, checked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.wording import LANGUAGES, say

if TYPE_CHECKING:
    from compliance.model.rule import Level, Rulebook
    from compliance.rulebook.load import Loaded

Decorated = Callable[..., Any]
FAIL_ON = ("info", "warn", "error", "fatal", "never")
MOST_JOBS = 64

paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
rules = click.option("-r", "--rules", "rules_file", metavar="FILE", help="cli.rules")
as_of = click.option("--as-of", metavar="TIME", help="cli.as_of")
only = click.option("--only", multiple=True, metavar="RULE", help="cli.only")
unmask = click.option("--unmask", is_flag=True, help="cli.unmask")
outputs = click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="cli.output")
strict = click.option("--strict", is_flag=True, help="cli.strict")
lang = click.option("--lang", type=click.Choice(LANGUAGES), default=None, expose_value=False, help="cli.lang")
manifest = click.option("--manifest", metavar="FILE", help="cli.manifest")
roles = click.option("--roles", metavar="NAME=ROLE,...", help="cli.roles")
reviews = click.option("--reviews", metavar="FILE", help="cli.reviews")
events = click.option("--events", metavar="FILE", help="cli.events")
jobs = click.option("-j", "--jobs", type=click.IntRange(1, MOST_JOBS), default=1, show_default=True, help="cli.jobs")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for by the options of `judging`."""

    rules_file: str | None
    outputs: tuple[str, ...]
    as_of: str | None
    only: tuple[str, ...]
    fail_on: str
    jobs: int
    strict: bool
    unmask: bool
    roles: str | None
    manifest: str | None
    events: str | None
    reviews: str | None = None


@dataclass(frozen=True, slots=True)
class Comparing:
    """What was asked for by the options of `comparing`."""

    as_of: str | None
    jobs: int
    roles: str | None
    manifest: str | None
    events: str | None
    unmask: bool

    @property
    def also_read(self) -> list[str]:
        """The files that are read beside conversations and rules."""
        return [file for file in (self.manifest, self.events) if file]


def comparing(command: Decorated) -> Decorated:
    """The options of every command that judges in order to compare."""
    for option in (lang, unmask, events, manifest, roles, jobs, as_of):
        command = option(command)
    return command


def judging(fail_on: str) -> Callable[[Decorated], Decorated]:
    """The options of every command that judges; `fail_on` is the level at which it fails unless told otherwise."""
    threshold = click.option("--fail-on", type=click.Choice(FAIL_ON), default=fail_on, show_default=True, help="cli.fail_on")

    def decorate(command: Decorated) -> Decorated:
        for option in (lang, events, manifest, roles, unmask, strict, jobs, threshold, only, as_of, outputs, rules):
            command = option(command)
        return command

    return decorate


def chosen_language() -> str:
    """As asked for anywhere on the line."""
    return str(click.get_current_context().find_root().obj or LANGUAGES[0])


def command_line() -> str:
    """The command as it was called, without its options: `compliance audit`."""
    return click.get_current_context().command_path


def load_rules(rules_file: str | None, only_rules: tuple[str, ...] = ()) -> Rulebook:
    """The rulebook asked for; its warnings go to stderr only from `rules validate`."""
    return narrowed(loaded_rules(rules_file).rulebook, only_rules)


def loaded_rules(rules_file: str | None) -> Loaded:
    """The rule file asked for, with what it holds beside its rules."""
    from compliance.examples import load_rulebook
    from compliance.rulebook.source import find_rules

    return load_rulebook(find_rules(rules_file))


def narrowed(rulebook: Rulebook, only_rules: tuple[str, ...]) -> Rulebook:
    """The rules named by --only; all where none is named."""
    from compliance.audit import only as only_those
    from compliance.rulebook.desk import Desk

    try:
        return only_those(rulebook, only_rules)
    except KeyError as unknown:
        rule_id = str(unknown.args[0])
        hint = Desk().did_you_mean(rule_id, [rule.id for rule in rulebook.rules])
        raise refused("--only", message("rulebook.no_rule", id=rule_id), hint) from None


def clock(text: str | None) -> datetime | None:
    from compliance.readers.clock import parse_wall

    if text is None:
        return None
    wall = parse_wall(text)
    if wall is None:
        raise refused("--as-of", message("cli.bad_time", raw=text), message("cli.bad_time_hint"))
    return wall.at


def refused(where: str, what: Message, hint: Message | None = None) -> Problems:
    return Problems([Problem(Place(where), what, hint)])


def reached(levels: list[Level], threshold: str) -> bool:
    """Whether a finding lies at or above the level that fails."""
    from compliance.model.rule import Level

    return threshold != "never" and any(level >= Level[threshold.upper()] for level in levels)


__all__ = ["message", "say"]
