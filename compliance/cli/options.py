"""Options that several commands share, checked once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Level, Rulebook
from compliance.wording import LANGUAGES, say

Decorated = Callable[..., Any]
FAIL_ON = ("info", "warn", "error", "fatal", "never")

paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
rules = click.option("-r", "--rules", "rules_file", metavar="FILE", help="cli.rules")
as_of = click.option("--as-of", metavar="TIME", help="cli.as_of")
only = click.option("--only", multiple=True, metavar="RULE", help="cli.only")
unmask = click.option("--unmask", is_flag=True, help="cli.unmask")
outputs = click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="cli.output")
strict = click.option("--strict", is_flag=True, help="cli.strict")
lang = click.option("--lang", type=click.Choice(LANGUAGES), default=None, expose_value=False, help="cli.lang")
manifest = click.option("--manifest", metavar="FILE", help="cli.manifest")


def fail_on(default: str) -> Callable[[Decorated], Decorated]:
    return click.option("--fail-on", type=click.Choice(FAIL_ON), default=default, show_default=True, help="cli.fail_on")


def chosen_language() -> str:
    """As asked for anywhere on the line."""
    context = click.get_current_context()
    found = context.find_root().params.get("lang", "zh")
    return str(context.meta.get("compliance.lang", found))


def load_rules(rules_file: str | None, only_rules: tuple[str, ...] = ()) -> Rulebook:
    """The rulebook asked for; its warnings go to stderr only from `rules validate`."""
    from compliance.audit import only as only_those
    from compliance.examples import load_rulebook
    from compliance.rulebook.desk import Desk
    from compliance.rulebook.load import find_rules

    rulebook = load_rulebook(find_rules(rules_file)).rulebook
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
    return threshold != "never" and any(level >= Level[threshold.upper()] for level in levels)


__all__ = ["message", "say"]
