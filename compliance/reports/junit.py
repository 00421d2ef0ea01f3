"""JUnit XML for build servers: a test suite for each conversation, in it a test case for each rule that was at stake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Problem
from compliance.model.rule import Rule
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict
from compliance.reports.columns import printable
from compliance.reports.overview import quarantined
from compliance.reports.remarks import Lexicons, remarks, where
from compliance.reports.report import View
from compliance.reports.rows import reason_of

ID = "junit"
MEDIA = "text"

# Nothing was there to be tested: these make up two thirds of all, and a server has nothing to show of them
NO_CASE = (Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE)

# `printable` leaves nothing else that XML 1.0 forbids
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\ufffe": None, "\uffff": None})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the cases are told from; findings by conversation and rule."""

    rules: Mapping[str, Rule]
    findings: Mapping[tuple[str, str], Sequence[Finding]]
    lexicons: Lexicons


def render(audit: Audit, view: View) -> Iterator[str]:
    """What a review has overturned counts as it was decided."""
    refused = list(quarantined(audit).values())
    judged = [_at_stake(verdicts) for verdicts in (audit.final.verdicts if audit.final else audit.verdicts)]
    tests = sum(map(len, judged)) + len(refused)
    rules = {rule.id: rule for rule in audit.rulebook.rules}
    told: dict[tuple[str, str], list[Finding]] = {}
    for finding in audit.standing:
        told.setdefault((finding.conversation.id, finding.rule.id), []).append(finding)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="compliance" tests="{tests}" failures="{sum(map(_failed, judged))}" errors="{len(refused)}">\n'
    known = _Known(rules, told, audit.rulebook.lexicons)
    for talk, verdicts in zip(audit.conversations, judged, strict=True):
        yield _suite(talk, verdicts, known, view)
    if refused:
        yield _unread(refused, view)
    yield "</testsuites>\n"


def _at_stake(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in verdicts if verdict.outcome not in NO_CASE)


def _suite(talk: Conversation, verdicts: tuple[Verdict, ...], known: _Known, view: View) -> str:
    name = _escaped(view.name(talk.id))
    skipped = sum(verdict.outcome not in (Outcome.PASS, Outcome.FAIL) for verdict in verdicts)
    facts = {
        "source": view.name(talk.source),
        "line": str(talk.line or ""),
        "agent": view.name(talk.agent.id) if talk.agent else "",
        "team": view.name(talk.agent.team or "") if talk.agent else "",
    }
    properties = "".join(f'<property name="{key}" value="{_escaped(value)}"/>' for key, value in facts.items() if value)
    return "".join(
        [
            f'<testsuite name="{name}" tests="{len(verdicts)}" failures="{_failed(verdicts)}" errors="0" skipped="{skipped}">\n',
            f"<properties>{properties}</properties>\n",
            *(_case(verdict, name, known, view) for verdict in verdicts),
            "</testsuite>\n",
        ]
    )


def _case(verdict: Verdict, suite: str, known: _Known, view: View) -> str:
    rule = known.rules.get(verdict.rule)
    opening = f'<testcase classname="{suite}" name="{_escaped(f"{rule.id} {rule.name}" if rule else verdict.rule)}"'
    if verdict.outcome is Outcome.PASS:
        return f"{opening}/>\n"
    inside = _failure(verdict, rule, known, view) if verdict.outcome is Outcome.FAIL else _skipped(verdict, view)
    return f"{opening}>{inside}</testcase>\n"


def _failure(verdict: Verdict, rule: Rule | None, known: _Known, view: View) -> str:
    """Every finding of this rule in a paragraph of its own."""
    findings = known.findings.get((verdict.conversation, verdict.rule), ())
    blocks = [[where(finding, view), *remarks(finding, known.lexicons, view)] for finding in findings]
    reason = reason_of(verdict)
    first = blocks[0][1] if blocks else view.tell(reason) if reason else view.word("no_reason")
    body = "\n\n".join("\n".join(map(_escaped, block)) for block in blocks)
    level = f' type="{rule.level}"' if rule else ""
    return f'<failure message="{_escaped(first)}"{level}>{body}</failure>'


def _skipped(verdict: Verdict, view: View) -> str:
    told, reason = view.tell(message(f"outcome.{verdict.outcome}")), reason_of(verdict)
    text = view.word("coach.entry", head=told, text=view.tell(reason)) if reason else told
    return f'<skipped message="{_escaped(text)}"/>'


def _unread(refused: list[Problem], view: View) -> str:
    """What could not be read shows as errors, so that no server takes it for a pass."""
    name, count = _escaped(view.word("quarantined")), len(refused)
    cases = [
        f'<testcase classname="{name}" name="{_escaped(view.name(str(problem.place)))}">'
        f'<error message="{_escaped(view.tell(problem.what))}"/></testcase>\n'
        for problem in refused
    ]
    opening = f'<testsuite name="{name}" tests="{count}" failures="0" errors="{count}" skipped="0">\n'
    return "".join([opening, *cases, "</testsuite>\n"])


def _failed(verdicts: tuple[Verdict, ...]) -> int:
    return sum(verdict.outcome is Outcome.FAIL for verdict in verdicts)


def _escaped(text: str) -> str:
    """One line that XML 1.0 allows, between quotes as well as between tags."""
    return printable(text).translate(_XML)
