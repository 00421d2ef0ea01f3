"""GitHub annotations: one workflow command a line, the worst first, since a step shows only the first ten of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compliance.model.finding import Finding
from compliance.model.problem import Problem
from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.overview import findings_by_level, quarantined
from compliance.reports.places import path
from compliance.reports.ranking import worst_first
from compliance.reports.remarks import Lexicons, in_one_line
from compliance.reports.report import View

ID = "github"
MEDIA = "text"

KINDS = {Level.FATAL: "error", Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "notice"}
SHOWN = 10  # annotations of each kind that GitHub shows for a step

_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(audit: Audit, view: View) -> Iterator[str]:
    """The total comes first where not all will be shown."""
    refused = list(quarantined(audit).values())
    standing = audit.standing
    kinds = Counter(KINDS[finding.level] for finding in standing) + Counter({"warning": len(refused)})
    if any(count > SHOWN for count in kinds.values()):
        yield _command("notice", {"title": view.word("title")}, _total(audit, view))
    for finding in worst_first(standing):
        yield _annotation(finding, audit.rulebook.lexicons, view)
    for problem in refused:
        yield _unread(problem, view)


def _annotation(finding: Finding, lexicons: Lexicons, view: View) -> str:
    talk = finding.conversation
    place = _place(talk.source, talk.line, view)
    title = f"{view.word(f'level.{finding.level}')} {finding.rule.name}"
    return _command(KINDS[finding.level], {**place, "title": title}, in_one_line(finding, lexicons, view))


def _unread(problem: Problem, view: View) -> str:
    place = _place(problem.place.source, problem.place.line, view)
    return _command("warning", {**place, "title": view.word("quarantined")}, view.tell(problem.what))


def _place(source: str, line: int | None, view: View) -> dict[str, str]:
    file = path(source, view)
    return {"file": file, **({"line": str(line)} if line else {})} if file else {}


def _total(audit: Audit, view: View) -> str:
    levels = findings_by_level(audit)
    told = view.word("comma").join(f"{view.word(f'level.{level}')} {count}" for level, count in levels.items() if count)
    return view.word("total", n=sum(levels.values())) + told + view.word("semicolon") + view.word("github.limit", n=SHOWN)


def _command(kind: str, values: dict[str, str], text: str) -> str:
    told = ",".join(f"{name}={printable(value).translate(_VALUE)}" for name, value in values.items())
    return f"::{kind} {told}::{printable(text).translate(_MESSAGE)}\n"
