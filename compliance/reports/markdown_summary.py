"""A page of Markdown for a job summary or a comment on a merge request: the figures, who, which rules, the worst moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.model.finding import Finding
from compliance.model.scorecard import Audit, Scorecard
from compliance.reports.columns import Column, shorten
from compliance.reports.excused import set_aside
from compliance.reports.markdown import literal, table
from compliance.reports.moments import person, why
from compliance.reports.overview import checks, days, findings_by_level, outcomes_by_rule, quarantined, unknown_reasons
from compliance.reports.quotes import words
from compliance.reports.ranking import by_need, commonest_rules, most_broken, worst_first
from compliance.reports.remarks import where
from compliance.reports.report import View
from compliance.wording import say_problem

ID = "markdown_summary"
MEDIA = "text"

AGENTS, RULES, MOMENTS, REASONS, FILES = 10, 10, 10, 5, 5  # the most that each part shows
CELLS, LONG = 40, 100  # of a name, of a sentence: a comment may hold 65,536 characters, and this page stays far below

# @, # and the like in front of a word make links to people and tickets, even where Markdown is escaped
_MENTIONS = str.maketrans("@#!$%~", "＠＃！＄％～")


def render(audit: Audit, view: View) -> Iterator[str]:
    parts = (
        _figures(audit, view),
        _agents(audit, view),
        _rules(audit, view),
        _moments(audit, view),
        _unknown(audit, view),
        _unread(audit, view),
    )
    yield f"## {view.word('title')}\n"
    for part in parts:
        if part:
            yield "\n" + "\n".join(part) + "\n"
    book = audit.rulebook
    source = view.word("rulebook", source=_short(book.source, LONG), version=_short(book.version or "–"), n=len(book.rules))
    yield f"\n<sub>{source} · compliance {audit.version}</sub>\n"


def _figures(audit: Audit, view: View) -> list[str]:
    made, wanted = checks(outcomes_by_rule(audit))
    levels = findings_by_level(audit)
    agents = sum(card.agent is not None for card in audit.scorecards)
    found = " · ".join(f"{view.word(f'level.{level}')} {count}" for level, count in levels.items())
    share = view.word("checkable", share=f"{made / wanted:.1%}", made=made, wanted=wanted) if wanted else view.word("nothing_judged")
    size = [view.word("size", conversations=len(audit.conversations), agents=agents), share]
    size += [when for when in [days(audit, view)] if when]
    aside = " · ".join(f"{view.word(f'aside.{key}')} {count}" for key, count in set_aside(audit).items())
    told = ["", view.word("of_these", told=aside)] if aside else []
    return [f"**{view.word('total', n=sum(levels.values()))}{found}**", *told, "", " · ".join(size)]


def _agents(audit: Audit, view: View) -> list[str]:
    ranked, broken = by_need(audit.scorecards), commonest_rules(audit.findings)
    numbers = ("score", "level.fatal", "findings", "conversations")
    columns = [
        Column(view.word("agent")), Column(view.word("team")), *(Column(view.word(key), right=True) for key in numbers),
        Column(view.word("commonest")),
    ]  # fmt: skip

    def row(card: Scorecard) -> list[str]:
        rule = broken.get(card.agent)
        score = "–" if card.score is None else f"{card.score:.1f}"
        often = f"{_short(rule[0].name)} ×{rule[1]}" if rule else ""
        counts = (card.fatal, card.findings, card.conversations)
        return [_short(person(card.name, card.agent, view)), _short(view.name(card.team or "")), score, *map(str, counts), often]

    return _section(
        "attention" if audit.findings else "agents", columns, [row(card) for card in ranked[:AGENTS]], len(ranked) - AGENTS, view
    )


def _rules(audit: Audit, view: View) -> list[str]:
    broken = most_broken(audit.rulebook.rules, audit.by_rule)
    figures = [Column(view.word(key), right=True) for key in ("broken", "rate", "interval")]
    columns = [Column(view.word("level")), Column(view.word("rule")), *figures, Column(view.word("clauses"))]
    rows = [
        [
            view.word(f"level.{rule.level}"),
            _short(rule.name),
            f"{tally.failures}/{tally.opportunities}",
            f"{tally.failures / tally.opportunities:.1%}",
            f"{tally.low * 100:.1f}–{tally.high:.1%}",
            _short(" ".join(rule.clauses)),
        ]
        for rule, tally in broken[:RULES]
    ]
    return _section("rules", columns, rows, len(broken) - RULES, view)


def _moments(audit: Audit, view: View) -> list[str]:
    columns = [Column(view.word(key)) for key in ("level", "rule", "listening.transcript", "listening.text", "reason", "instead")]

    def row(finding: Finding) -> list[str]:
        said = words(finding.breach.hit, finding.conversation, view) if finding.breach.hit else ""
        told = (said, why(finding, view), finding.instead or "")
        place = _short(where(finding, view), CELLS)
        return [view.word(f"level.{finding.level}"), _short(finding.rule.name), place, *(_short(text, LONG) for text in told)]

    rows = [row(finding) for finding in worst_first(audit.standing)[:MOMENTS]]
    return _section("moments", columns, rows, len(audit.standing) - MOMENTS, view)


def _unknown(audit: Audit, view: View) -> list[str]:
    reasons = unknown_reasons(audit, view)
    columns = [Column(view.word("times"), right=True), Column(view.word("reason"))]
    rows = [[str(rules.total()), _short(reason, LONG)] for reason, rules in reasons[:REASONS]]
    return _section("unknown", columns, rows, len(reasons) - REASONS, view)


def _unread(audit: Audit, view: View) -> list[str]:
    refused = list(quarantined(audit).values())
    if not refused:
        return []
    told = [f"- {_short(view.mask(say_problem(problem, view.lang)), LONG)}" for problem in refused[:FILES]]
    more = [f"- {view.word('more', n=len(refused) - FILES)}"] if len(refused) > FILES else []
    return [f"### {view.word('quarantined')} {len(refused)}", "", *told, *more]


def _section(key: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], left: int, view: View) -> list[str]:
    if not rows:
        return []
    more = ["", view.word("more", n=left)] if left > 0 else []
    return [f"### {view.word(key)}", "", *table(columns, rows), *more]


def _short(text: str, cells: int = CELLS) -> str:
    return literal(shorten(text, cells).translate(_MENTIONS))
