"""Comparing: the same conversations judged by several rule files, as rules diff and evaluate do it."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.audit import Plan, audit
from compliance.cli import options
from compliance.cli.reading import read_conversations, told_events
from compliance.model.scorecard import Audit


def audits(rules_files: Sequence[str | None], paths: Sequence[str], asked: options.Comparing, lang: str) -> list[Audit]:
    """One for each rule file. Raises Problems where the job cannot be done."""
    rulebooks, clock = [options.load_rules(file) for file in rules_files], options.clock(asked.as_of)
    events = told_events(asked.events, lang)
    conversations = read_conversations(paths, asked.roles, asked.manifest, lang, unmask=asked.unmask)
    return [audit(conversations, Plan(rulebook, clock, asked.jobs, events=events)) for rulebook in rulebooks]


def sources(done: Sequence[Audit]) -> set[str]:
    """The files of the conversations and of the rules."""
    talks = {talk.source for one in done for talk in one.conversations}
    return talks | {file for one in done for file in one.rulebook.files}
