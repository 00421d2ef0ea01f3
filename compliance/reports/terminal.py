"""The report that a supervisor reads: who needs attention, what went wrong, in whose words, and what could not be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from compliance.model.appeal import Decision
from compliance.model.rule import Level
from compliance.model.scorecard import Audit, Scorecard
from compliance.reports.columns import GAP, SEPARATOR, Column, flow, lay_out, printable, shorten, shorten_left, width
from compliance.reports.moments import labelled, moment, person
from compliance.reports.overview import checks, days, findings_by_level, outcomes_by_rule, quarantined, unknown_reasons
from compliance.reports.ranking import by_need, commonest_rules, most_broken, worst_first
from compliance.reports.report import View
from compliance.reports.reviewed import decisions, final_cards, review_told
from compliance.reports.style import BOLD, BY_LEVEL, DIM, RED, paint
from compliance.wording import say_problem

ID = "terminal"
MEDIA = "text"

AGENTS, RULES, MOMENTS, REASONS, FILES = 10, 8, 8, 5, 5  # the most that each part shows
FEWEST = 3  # moments, however full the page is
SMALL, PAGE, LONG_PAGE = 20, 45, 90  # conversations of a small audit; lines of a page for a small one and for a large one
NARROWEST = 72


def render(audit: Audit, view: View) -> Iterator[str]:
    view = replace(view, width=max(NARROWEST, view.width))
    before = [_headline(audit, view), _agents(audit, view), _rules(audit, view)]
    after = [_unknown(audit, view), _quarantine(audit, view), _footer(audit, view)]
    taken = sum(len(part) + 1 for part in (*before, *after) if part)
    room = (PAGE if len(audit.conversations) <= SMALL else LONG_PAGE) - taken
    parts = [part for part in (*before, _moments(audit, view, room), *after) if part]
    for number, part in enumerate(parts):
        if number:
            yield "\n"
        for line in part:
            yield f"{line}\n"


def _headline(audit: Audit, view: View) -> list[str]:
    title, when, levels = view.word("title"), days(audit, view), findings_by_level(audit)
    space = " " * (view.width - width(title) - width(when))
    found = [paint(f"{view.word(f'level.{level}')} {count}", BY_LEVEL[level], view.colour and count > 0) for level, count in levels.items()]
    return [
        f"{paint(title, BOLD, view.colour)}{space}{paint(when, DIM, view.colour)}".rstrip(),
        *flow(_sizes(audit, view), view.width),
        view.word("total", n=sum(levels.values())) + SEPARATOR.join(found),
        *_reviews(audit, view),
    ]


def _reviews(audit: Audit, view: View) -> list[str]:
    """What reviews made of the findings; nothing where none came along."""
    if audit.final is None:
        return []
    counts = [f"{view.word(f'decision.{decision}')} {count}" for decision, count in decisions(audit).items() if decision != Decision.NONE]
    parts = [SEPARATOR.join(counts), view.word("left_standing", n=len(audit.standing))]
    return [view.word("reviewed", told=view.word("semicolon").join(parts))]


def _sizes(audit: Audit, view: View) -> list[str]:
    """How much was read, and how much of it could be judged."""
    made, wanted = checks(outcomes_by_rule(audit))
    agents = sum(card.agent is not None for card in audit.scorecards)
    share = view.word("checkable", share=f"{made / wanted:.1%}", made=made, wanted=wanted) if wanted else view.word("nothing_judged")
    parts = [view.word("size", conversations=len(audit.conversations), agents=agents), share]
    parts += [view.word("refused", n=n) for n in [len(quarantined(audit))] if n]
    return parts + [view.word("passed_over", n=n) for n in [len(audit.passed_over)] if n]


def _agents(audit: Audit, view: View) -> list[str]:
    """Who needs attention first."""
    ranked, broken = by_need(audit.scorecards), commonest_rules(audit.findings)
    if not ranked:
        return []
    teams, final = any(card.team for card in ranked), final_cards(audit)
    after = ("final_score", "final_findings") if final else ()
    columns = [
        Column(view.word("agent"), limit=28),
        *([Column(view.word("team"), limit=20)] if teams else []),
        *(Column(view.word(key), right=True) for key in ("score", "level.fatal", "findings", *after, "conversations")),
        Column(view.word("commonest"), limit=36),
    ]

    def row(card: Scorecard) -> list[str]:
        own = final.get(card.agent)
        later = [_score(own), str(own.findings)] if own else []
        rule = broken.get(card.agent)
        team = [printable(view.name(card.team or ""))] if teams else []
        often = f"{printable(rule[0].name)} ×{rule[1]}" if rule else ""
        return [person(card.name, card.agent, view), *team, *_figures(card), *later, str(card.conversations), often]

    shown = ranked[:AGENTS]
    table = lay_out(columns, [row(card) for card in shown], view.width - len(GAP))
    styles = {(number, 2 + teams): BY_LEVEL[Level.FATAL] for number, card in enumerate(shown) if card.fatal}
    return _section("attention" if audit.findings else "agents", _lines(table, view, styles), view, len(ranked) - AGENTS)


def _score(card: Scorecard) -> str:
    return "–" if card.score is None else f"{card.score:.1f}"


def _figures(card: Scorecard) -> list[str]:
    return [_score(card), str(card.fatal), str(card.findings)]


def _rules(audit: Audit, view: View) -> list[str]:
    """The most broken rules, each with its rate and how far that rate can be trusted."""
    broken = most_broken(audit.rulebook.rules, audit.by_rule)
    if not broken:
        return []
    columns = [
        Column(view.word("level")),
        Column(view.word("rule"), limit=36),
        *(Column(view.word(key), right=True) for key in ("broken", "rate", "interval")),
        Column(view.word("clauses"), limit=24),
    ]
    rows = [
        [
            view.word(f"level.{rule.level}"),
            printable(rule.name),
            f"{tally.failures}/{tally.opportunities}",
            f"{tally.failures / tally.opportunities:.1%}",
            f"{tally.low * 100:.1f}–{tally.high:.1%}",
            printable(" ".join(rule.clauses)),
        ]
        for rule, tally in broken[:RULES]
    ]
    table = lay_out(columns, rows, view.width - len(GAP))
    styles = {(number, 0): BY_LEVEL[rule.level] for number, (rule, _) in enumerate(broken[:RULES])}
    return _section("rules", _lines(table, view, styles), view, len(broken) - RULES)


def _moments(audit: Audit, view: View, room: int) -> list[str]:
    """As many of the worst moments as the page has room for; the gravest first."""
    names = {card.agent: card.name for card in audit.scorecards}
    lines, shown = [_title("moments", view)], 0
    standing = audit.standing
    for finding in worst_first(standing)[:MOMENTS]:
        told = moment(finding, person(names.get(finding.agent), finding.agent, view), audit.rulebook.clauses, view)
        told += [labelled(key, text, view) for key, text in review_told(finding, audit.final, view)]
        if shown >= FEWEST and len(lines) + len(told) + 1 > room:
            break
        lines += told
        shown += 1
    if not shown:
        return [view.word("no_findings")] if checks(outcomes_by_rule(audit))[0] else []
    left = len(standing) - shown
    more = shorten(f"{GAP}{view.word('more_findings', n=left)}", view.width)
    return [*lines, paint(more, DIM, view.colour)] if left else lines


def _unknown(audit: Audit, view: View) -> list[str]:
    """What could not be judged, by reason."""
    reasons, names = unknown_reasons(audit, view), {rule.id: rule.name for rule in audit.rulebook.rules}
    if not reasons:
        return []
    columns = [Column(view.word("times"), right=True), Column(view.word("reason"), limit=60), Column(view.word("concerned"), limit=40)]
    rows = []
    for reason, rules in reasons[:REASONS]:
        told = view.word("comma").join(names.get(rule, rule) for rule, _ in rules.most_common(2))
        told = view.word("and_others", first=told, n=len(rules)) if len(rules) > 2 else told
        rows.append([str(rules.total()), printable(reason), printable(told)])
    table = lay_out(columns, rows, view.width - len(GAP))
    return _section("unknown", _lines(table, view, {}), view, len(reasons) - REASONS)


def _quarantine(audit: Audit, view: View) -> list[str]:
    refused = list(quarantined(audit).values())
    if not refused:
        return []
    lines = [shorten(printable(view.mask(say_problem(problem, view.lang))), view.width - len(GAP)) for problem in refused[:FILES]]
    return [_title("quarantined", view, paint(f"{GAP}{len(refused)}", RED, view.colour)), *_body(lines, view, len(refused) - FILES)]


def _footer(audit: Audit, view: View) -> list[str]:
    """By which rules, at what time, in what time, with which version of the program."""
    book = audit.rulebook
    source = shorten_left(printable(book.source), view.width // 2)
    parts = [view.word("rulebook", source=source, version=book.version or "–", n=len(book.rules))]
    parts += [view.word("clock", when=printable(_minute(audit.as_of)))] if audit.as_of else []
    parts += [view.word("duration", seconds=f"{audit.seconds:.1f}"), f"compliance {audit.version}"]
    return [paint(line, DIM, view.colour) for line in flow(parts, view.width)]


def _minute(moment: str) -> str:
    """An ISO 8601 time as people read it; anything else as it is."""
    try:
        return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"
    except ValueError:
        return moment


def _section(key: str, lines: Sequence[str], view: View, left: int) -> list[str]:
    return [_title(key, view), *_body(lines, view, left)]


def _lines(table: Sequence[Sequence[str]], view: View, styles: Mapping[tuple[int, int], str]) -> list[str]:
    """A table's headings and rows as lines; `styles` gives the style of some cells, by row and column."""
    heading, *rows = table
    painted = [
        GAP.join(paint(cell, styles.get((number, i), ""), view.colour and (number, i) in styles) for i, cell in enumerate(row)).rstrip()
        for number, row in enumerate(rows)
    ]
    return [paint(GAP.join(heading).rstrip(), DIM, view.colour), *painted]


def _body(lines: Sequence[str], view: View, left: int) -> list[str]:
    """Indented lines, and how many more there are."""
    more = [paint(view.word("more", n=left), DIM, view.colour)] if left > 0 else []
    return [f"{GAP}{line}" for line in (*lines, *more)]


def _title(key: str, view: View, note: str = "") -> str:
    return paint(view.word(key), BOLD, view.colour) + note
