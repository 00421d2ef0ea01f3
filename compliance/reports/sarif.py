"""SARIF 2.1.0 (OASIS) for code scanning: the rules with their help, and one result for each finding; nothing that passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.model.finding import Finding
from compliance.model.problem import Problem
from compliance.model.rule import Clause, Level, Rule
from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.lines import plain_json
from compliance.reports.markdown import literal
from compliance.reports.overview import outcomes_by_rule, quarantined
from compliance.reports.places import uri
from compliance.reports.remarks import in_one_line, second_of
from compliance.reports.report import View
from compliance.reports.rows import Cards, Row, named, number, regulations, team_of

ID = "sarif"
MEDIA = "text"

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Level.FATAL: "error", Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "note"}
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def render(audit: Audit, view: View) -> Iterator[str]:
    rules, cards = audit.rulebook.rules, {card.agent: card for card in audit.scorecards}
    driver = {
        "name": "compliance",
        "version": audit.version,
        "rules": [_rule(rule, audit.rulebook.clauses, view) for rule in rules],
    }
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{\n"tool":{plain_json({"driver": driver})},\n'
    yield f'"language":"{LANGUAGES[view.lang]}",\n"invocations":{plain_json([_invocation(audit, view)])},\n"results":['
    index = {rule.id: number for number, rule in enumerate(rules)}
    compared = any(finding.known for finding in audit.findings)
    between = "\n"
    for finding in audit.findings:
        yield between + plain_json(_result(finding, audit, index, cards, compared, view))
        between = ",\n"
    yield f'\n],\n"properties":{plain_json(_counts(audit))}\n}}]}}\n'


def _rule(rule: Rule, clauses: Mapping[str, Clause], view: View) -> Row:
    """A reportingDescriptor. Its help says what is demanded, by which clause, and what to say instead."""
    demands = [
        f"{name} {clauses[name].regulation} {clauses[name].section}: {clauses[name].demand}" for name in rule.clauses if name in clauses
    ]
    told = [rule.message or rule.name]
    told += [view.word("coach.clauses", text=demand) for demand in demands or [" ".join(rule.clauses)] if demand]
    told += [view.word("coach.instead", text=rule.instead)] if rule.instead else []
    lines = [printable(line) for line in told]
    return {
        "id": rule.id,
        "shortDescription": {"text": printable(rule.name)},
        "fullDescription": {"text": lines[0]},
        "help": {"text": "\n".join(lines), "markdown": "\n\n".join(map(literal, lines))},
        "defaultConfiguration": {"level": LEVELS[rule.level]},
        "properties": {
            "level": str(rule.level),
            "points": number(rule.points),
            "version": rule.version,
            "status": rule.status,
            "clauses": list(rule.clauses),
            "regulations": regulations(rule.clauses, clauses),
        },
    }


def _result(finding: Finding, audit: Audit, index: Mapping[str, int], cards: Cards, compared: bool, view: View) -> Row:
    """`primaryLocationLineHash` is the one fingerprint that GitHub goes by; without it two findings of a line would be one.

    `compared`: whether there was a baseline, by which what is not waived is known or new.
    """
    rule = finding.rule
    place = {"ruleIndex": index[rule.id]} if rule.id in index else {}
    return {
        "ruleId": rule.id,
        **place,
        "kind": "fail",
        "level": LEVELS[rule.level],
        "message": {"text": in_one_line(finding, audit.rulebook.lexicons, view).replace("](", "] (")},  # else it would be a link
        "locations": [_location(finding, view)],
        "partialFingerprints": {"finding/1": finding.fingerprint, "primaryLocationLineHash": finding.fingerprint},
        **_suppressed(finding, audit, view),
        **({"baselineState": "unchanged" if finding.known else "new"} if compared and not finding.waived else {}),
        "properties": {
            "level": str(rule.level),
            "transcript": printable(view.name(finding.conversation.id)),
            "agent": _plain(named(finding.agent, view)),
            "team": _plain(named(team_of(finding, cards), view)),
            "turn": finding.breach.turn,
            "time": number(second_of(finding)),
        },
    }


def _suppressed(finding: Finding, audit: Audit, view: View) -> Row:
    """What is waived, or what a review has overturned, stays in the log, but closed."""
    if finding.waived:
        reason: str | None = finding.waived.reason
    elif audit.final is None or audit.final.stands(finding):
        return {}
    else:
        reason = audit.final.appeals[finding.fingerprint].reason
    told = {"justification": printable(view.mask(reason))} if reason else {}
    return {"suppressions": [{"kind": "external", "status": "accepted", **told}]}


def _plain(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _location(finding: Finding, view: View) -> Row:
    """The file and the line where the conversation begins; within it the turn, counted from 0 as in the neutral transcript."""
    talk, turn = finding.conversation, finding.breach.turn
    name = printable(view.name(talk.id))
    logical = {"name": name, "fullyQualifiedName": name if turn is None else f"{name}/turns/{turn}"}
    return {**_physical(talk.source, talk.line, view), "logicalLocations": [logical]}


def _physical(source: str, line: int | None, view: View) -> Row:
    file = uri(source, view)
    if file is None:
        return {}
    region = {"region": {"startLine": line}} if line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": file}, **region}}


def _invocation(audit: Audit, view: View) -> Row:
    """What could not be read are notifications, so that they are not taken for findings."""
    told = [_notification(problem, view) for problem in quarantined(audit).values()]
    return {"executionSuccessful": True, "toolExecutionNotifications": told}


def _notification(problem: Problem, view: View) -> Row:
    what = [view.tell(said) for said in (problem.what, problem.hint) if said]
    place = _physical(problem.place.source, problem.place.line, view)
    return {
        "descriptor": {"id": problem.what.key},
        "level": "error",
        "message": {"text": printable(view.word("semicolon").join(what))},
        **({"locations": [place]} if place else {}),
    }


def _counts(audit: Audit) -> Row:
    """How often each outcome came out; only failures are results, as readers of SARIF take every result for one."""
    return {
        "rules": {"source": _plain(audit.rulebook.source), "version": audit.rulebook.version},
        "conversations": len(audit.conversations),
        "verdicts": {rule: {str(outcome): count for outcome, count in counts.items()} for rule, counts in outcomes_by_rule(audit).items()},
    }
