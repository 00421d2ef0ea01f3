"""rules test: runs the examples of a rule file and tells, phrase by phrase, which ones no example exercises."""

from __future__ import annotations

from dataclasses import replace

import click

from compliance.cli.options import message, refused, say
from compliance.cli.tell import tell, tell_problems
from compliance.model.problem import Problem


def run_tests(file: str | None, only: tuple[str, ...], lang: str) -> int:
    """0 where all came out as written, 2 where one did not or there are none."""
    from compliance.audit import only as only_those
    from compliance.examples import run
    from compliance.explain import heard_phrases, unexercised
    from compliance.rulebook.load import load
    from compliance.rulebook.source import find_rules

    loaded = load(find_rules(file))
    try:
        rulebook = only_those(loaded.written, only)
    except KeyError as unknown:
        raise refused("--only", message("rulebook.no_rule", id=unknown.args[0])) from None
    faults: list[Problem] = []
    exercised: dict[str, set[str]] = {}
    count = 0
    for ran in run(replace(loaded.written, rules=rulebook.rules)):
        count += 1
        faults += ran.faults
        if ran.heard:
            exercised.setdefault(ran.rule.id, set()).update(heard_phrases(ran.rule, ran.heard))
    for rule in rulebook.rules:
        missing = [f"${lexicon}: {phrase}" if lexicon else phrase for r, lexicon, phrase in unexercised(rulebook, exercised) if r is rule]
        if missing:
            click.echo(say(message("cli.unexercised", id=rule.id, count=len(missing), phrases="、".join(missing)), lang))
    tell_problems(faults, lang)
    click.echo(say(message("cli.tested", count=count, failed=len(faults)), lang))
    if not count:
        tell(say(message("cli.no_examples"), lang))
    return 2 if faults or not count else 0
