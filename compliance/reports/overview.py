"""The audit in figures: what was read and judged, what came out, what could not be judged and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from compliance.model.problem import Problem
from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome
from compliance.reports.report import View
from compliance.reports.rows import reason_of

# Problems behind which no conversation stands: a path that leads nowhere, a row of the manifest too many, an event.
NO_CONVERSATION = frozenset(
    {"reader.not_found", "reader.no_match", "reader.no_transcripts", "reader.manifest.unused", "reader.manifest.ambiguous"}
)
EVENTS = "reader.events."

_NUMBER = re.compile(r"\d+")


def outcomes_by_rule(audit: Audit) -> Mapping[str, Mapping[Outcome, int]]:
    """Rule id -> how often each of the six outcomes occurred, in the rulebook's order."""
    counts: Counter[tuple[str, Outcome]] = Counter((verdict.rule, verdict.outcome) for verdicts in audit.verdicts for verdict in verdicts)
    ids = dict.fromkeys([rule.id for rule in audit.rulebook.rules] + [rule for rule, _ in counts])
    return {rule: {outcome: counts[rule, outcome] for outcome in Outcome} for rule in ids}


def findings_by_level(audit: Audit) -> Mapping[Level, int]:
    """Worst level first."""
    counts = Counter(finding.level for finding in audit.findings)
    return {level: counts[level] for level in sorted(Level, reverse=True)}


def checks(outcomes: Mapping[str, Mapping[Outcome, int]]) -> tuple[int, int]:
    """How many checks were judged, of how many that were called for; what is still pending stands outside both."""
    judged, unknown = (
        sum(counts[outcome] for counts in outcomes.values() for outcome in chosen)
        for chosen in ((Outcome.PASS, Outcome.FAIL), (Outcome.UNKNOWN,))
    )
    return judged, judged + unknown


def judged_conversations(audit: Audit) -> int:
    """Conversations of which at least one rule could say something."""
    return sum(any(verdict.outcome is not Outcome.UNKNOWN for verdict in verdicts) for verdicts in audit.verdicts)


def quarantined(audit: Audit) -> Mapping[tuple[str, int | None], Problem]:
    """What could not be read, by file and line, each with the first thing that was wrong with it."""
    found: dict[tuple[str, int | None], Problem] = {}
    for problem in audit.problems:
        if problem.what.key not in NO_CONVERSATION and not problem.what.key.startswith(EVENTS):
            found.setdefault((problem.place.source, problem.place.line), problem)
    return found


def period(audit: Audit) -> tuple[str, str] | None:
    """First and last day (ISO 8601) of the conversations, as their own clocks show it; None where no start is known."""
    dates = [conversation.epoch.date() for conversation in audit.conversations if conversation.epoch]
    return (min(dates).isoformat(), max(dates).isoformat()) if dates else None


def days(audit: Audit, view: View) -> str:
    """The same for people; nothing where no start is known."""
    found = period(audit)
    return from_to(*found, view) if found else ""


def from_to(first: str, last: str, view: View) -> str:
    return first if first == last else view.word("period", first=first, last=last)


def unknown_reasons(audit: Audit, view: View) -> list[tuple[str, Counter[str]]]:
    """Why verdicts are unknown, the most frequent reason first, each with the rules that met it.

    Reasons that differ by a number only, such as the turn, are one, told in the words of the most frequent of them.
    """
    found: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for verdict in (verdict for verdicts in audit.verdicts for verdict in verdicts if verdict.outcome is Outcome.UNKNOWN):
        reason = reason_of(verdict)
        text = view.tell(reason) if reason else view.word("no_reason")
        texts, rules = found.setdefault(_NUMBER.sub("#", text), (Counter(), Counter()))
        texts[text] += 1
        rules[verdict.rule] += 1
    told = [(min(texts, key=lambda text: (-texts[text], text)), len(texts) > 1, rules) for texts, rules in found.values()]
    merged = [(view.word("and_alike", text=text) if several else text, rules) for text, several, rules in told]
    return sorted(merged, key=lambda entry: (-entry[1].total(), entry[0]))
