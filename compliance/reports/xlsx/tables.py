"""The sheets that sum up: overview, agents, rules, and how the figures were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from compliance.model.appeal import Decision
from compliance.model.rule import Rule
from compliance.model.scorecard import Audit, Scorecard, Tally
from compliance.reports.excused import set_aside
from compliance.reports.overview import checks, days, findings_by_level, outcomes_by_rule, quarantined, unknown_reasons
from compliance.reports.ranking import by_need, most_broken
from compliance.reports.report import View
from compliance.reports.reviewed import decisions, final_cards
from compliance.reports.rows import masked, named, regulations
from compliance.reports.xlsx.cells import LINE_HEIGHT, Column, Pen, on_paper
from compliance.wording import say_problem

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Line = tuple[str, Sequence[object]]
"""A row of the overview: the look of its cells, and what they hold."""

FAILING = (
    Column("opportunities", 9), Column("failures", 9), Column("unknown", 9), Column("rate", 9, "share"), Column("low", 9, "share"),
    Column("high", 9, "share"),
)  # fmt: skip
AGENTS = (
    Column("agent", 14), Column("name", 12), Column("team", 14), Column("conversations", 9), Column("score", 9, "score"),
    Column("final_score", 9, "score"), Column("fatal", 8), Column("final_fatal", 8), Column("findings", 9), Column("final_findings", 9),
    *FAILING, Column("checkable", 9, "share"),
)  # fmt: skip
FINAL = ("final_score", "final_fatal", "final_findings", "decided", "upheld", "precision", "precision_low", "precision_high")
RULES = (
    Column("rule", 22), Column("rule_name", 26), Column("level", 8), Column("points", 8), Column("status", 9), Column("clauses", 14),
    Column("regulations", 40), Column("demand", 60), Column("findings", 9), *FAILING, Column("decided", 9), Column("upheld", 9),
    Column("precision", 9, "share"), Column("precision_low", 9, "share"), Column("precision_high", 9, "share"),
)  # fmt: skip
OVERVIEW = (16, 44, 14, 14, 16)  # widths
HIGH = {"title": 2, "section": 1.4}  # lines
WORST = 10  # rules in the overview
METHOD = ("review", "link", "score", "final", "rate", "precision", "unknown", "mask")


def columns_of(columns: Sequence[Column], audit: Audit) -> tuple[Column, ...]:
    """Without those that only reviews can fill."""
    return tuple(column for column in columns if audit.final or column.key not in FINAL)


def write_overview(sheet: Worksheet, audit: Audit, pen: Pen) -> None:
    for place, width in enumerate(OVERVIEW):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    on_paper(sheet)
    for row, (look, cells) in enumerate(_overview(audit, pen.view)):
        sheet.set_row(row, LINE_HEIGHT * HIGH.get(look, 1))
        for place, cell in enumerate(cells):
            pen.put(sheet, row, place, cell, look if isinstance(cell, str) or look != "text" or place < 2 else "number")


def _overview(audit: Audit, view: View) -> Iterator[Line]:
    when = days(audit, view)
    made, wanted = checks(outcomes_by_rule(audit))
    yield "title", [view.word("title")]
    if when:
        yield "plain", [when]
    agents = sum(card.agent is not None for card in audit.scorecards)
    yield "plain", [view.word("size", conversations=len(audit.conversations), agents=agents)]
    share = view.word("checkable", share=f"{made / wanted:.1%}", made=made, wanted=wanted) if wanted else view.word("nothing_judged")
    yield "plain", [share]
    yield "plain", []
    yield from _levels(audit, view)
    yield from _worst(audit, view)
    reasons = unknown_reasons(audit, view)
    if reasons:
        yield from _part("unknown", ["times", "reason"], view)
        yield from (("text", [sum(rules.values()), reason]) for reason, rules in reasons)
    refused = list(quarantined(audit).values())
    if refused:
        yield from _part("quarantined", [], view)
        yield from (("text", [view.mask(say_problem(problem, view.lang))]) for problem in refused)


def _part(title: str, headings: Sequence[str], view: View) -> Iterator[Line]:
    yield "plain", []
    yield "section", [view.word(title)]
    if headings:
        yield "head", [view.word(heading) for heading in headings]


def _levels(audit: Audit, view: View) -> Iterator[Line]:
    """Findings by level: as the machine found them and, where reviews came along, what is left of them."""
    final = Counter(finding.level for finding in audit.standing)
    yield from _part("findings", ["level", "xlsx.machine", *(["xlsx.final"] if audit.final else [])], view)
    for level, count in findings_by_level(audit).items():
        yield f"level.{level}", [view.word(f"level.{level}"), count, *([final[level]] if audit.final else [])]
    yield from (("text", [view.word(f"aside.{key}"), count]) for key, count in set_aside(audit).items())
    if audit.final:
        yield from _part("review", ["xlsx.decision", "findings"], view)
        yield from (("text", [view.word(f"decision.{decision}"), count]) for decision, count in decisions(audit).items())
        yield "text", [view.word("lost"), len(audit.final.lost)]


def _worst(audit: Audit, view: View) -> Iterator[Line]:
    broken = most_broken(audit.rulebook.rules, audit.by_rule)[:WORST]
    if broken:
        yield from _part("rules", ["level", "rule", "broken", "rate", "interval"], view)
    for rule, tally in broken:
        rate = f"{tally.failures / tally.opportunities:.1%}"
        figures = [f"{tally.failures}/{tally.opportunities}", rate, f"{tally.low * 100:.1f}–{tally.high:.1%}"]
        yield "text", [view.word(f"level.{rule.level}"), rule.name, *figures]


def write_agents(sheet: Worksheet, audit: Audit, pen: Pen) -> None:
    columns, final = columns_of(AGENTS, audit), final_cards(audit)
    pen.table(sheet, columns, len(audit.scorecards), fixed=2)
    for row, card in enumerate(by_need(audit.scorecards), start=1):
        pen.line(sheet, row, columns, _agent(card, final.get(card.agent), pen.view))


def _agent(card: Scorecard, final: Scorecard | None, view: View) -> dict[str, object]:
    return {
        "agent": named(card.agent, view) or view.word("no_agent"),
        "name": masked(card.name, view),
        "team": named(card.team, view),
        "conversations": card.conversations,
        "score": card.score,
        "fatal": card.fatal,
        "findings": card.findings,
        **_failing(card.overall),
        "checkable": card.checkable,
        **({"final_score": final.score, "final_fatal": final.fatal, "final_findings": final.findings} if final else {}),
    }


def _failing(tally: Tally | None) -> dict[str, object]:
    if tally is None or not tally.opportunities:
        return {"opportunities": 0, "failures": 0, "unknown": tally.unknown if tally else 0, "rate": None, "low": None, "high": None}
    counts = {"opportunities": tally.opportunities, "failures": tally.failures, "unknown": tally.unknown}
    return {**counts, "rate": tally.failures / tally.opportunities, "low": tally.low, "high": tally.high}


def write_rules(sheet: Worksheet, audit: Audit, pen: Pen) -> None:
    columns = columns_of(RULES, audit)
    found = Counter(finding.rule.id for finding in audit.findings)
    pen.table(sheet, columns, len(audit.rulebook.rules), fixed=2)
    for row, rule in enumerate(audit.rulebook.rules, start=1):
        own = [replace(column, look=f"level.{rule.level}") if column.key == "level" else column for column in columns]
        pen.line(sheet, row, own, _rule(rule, found[rule.id], audit, pen.view))


def _rule(rule: Rule, findings: int, audit: Audit, view: View) -> dict[str, object]:
    clauses = audit.rulebook.clauses
    right = audit.final.precision.get(rule.id) if audit.final else None
    return {
        "rule": rule.id,
        "rule_name": rule.name,
        "level": view.word(f"level.{rule.level}"),
        "points": rule.points,
        "status": rule.status,
        "clauses": " ".join(rule.clauses),
        "regulations": view.word("comma").join(regulations(rule.clauses, clauses)),
        "demand": "\n".join(f"{name} {clauses[name].demand}" for name in rule.clauses if name in clauses),
        "findings": findings,
        **_failing(audit.by_rule.get(rule.id)),
        "decided": right.decided if right else 0,
        "upheld": right.upheld if right else 0,
        "precision": right.upheld / right.decided if right else None,
        "precision_low": right.low if right else None,
        "precision_high": right.high if right else None,
    }


def write_method(sheet: Worksheet, audit: Audit, pen: Pen) -> None:
    view, book = pen.view, audit.rulebook
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    on_paper(sheet)
    words = view.word("comma").join(view.word(f"decision.{decision}") for decision in Decision)
    rows: list[tuple[str, object]] = [
        (view.word(f"xlsx.method.{key}"), view.word(f"xlsx.method.{key}_told", words=words)) for key in METHOD
    ]
    rows.append(
        (
            view.word("xlsx.method.rules"),
            view.word("rulebook", source=view.name(book.source), version=book.version or "–", n=len(book.rules)),
        )
    )
    rows += [(view.word("xlsx.method.clock"), view.word("clock", when=audit.as_of))] if audit.as_of else []
    rows.append((view.word("xlsx.method.program"), f"compliance {audit.version}"))
    for row, cells in enumerate(rows):
        pen.fit(sheet, row, [(cells[1], 110)])
        pen.put(sheet, row, 0, cells[0], "head")
        pen.put(sheet, row, 1, cells[1])
