"""The figures of the page: overview, agents, rules, heat map, trend, waits and what could not be judged, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from compliance.model.rule import Rule
from compliance.model.scorecard import Audit, Scorecard, Tally
from compliance.model.verdict import Outcome
from compliance.reports.columns import shorten, width
from compliance.reports.html.charts import Whisker, shade, whisker
from compliance.reports.moments import person
from compliance.reports.overview import checks, findings_by_level, outcomes_by_rule, quarantined, unknown_reasons
from compliance.reports.ranking import commonest_rules, most_broken
from compliance.reports.report import View
from compliance.reports.rows import named
from compliance.wording import say_problem

NONE, NO_BREAK = "–", "\u00a0"
HEAT_AGENTS, HEAT_RULES = 30, 20  # rows and columns that a heat map has room for
LABEL = 20  # cells for the name of an agent or a rule beside the heat map
PIXELS = 6.6  # of half a Chinese character, at most
REASONS, FILES, CONCERNED = 12, 50, 3


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure that matters, with what it is taken from."""

    label: str
    value: str
    detail: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An agent or a rule with its failure rate. `key` finds its findings: the agent's rank, the rule's id."""

    key: str
    name: str
    rate: str
    broken: str
    interval: str
    whisker: Whisker | None
    of: Scorecard | Rule
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the heat map; `shade` is None where there was no opportunity."""

    key: str
    text: str
    tip: str
    shade: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    count: int
    share: float  # of the most frequent one
    rules: str


def facts(audit: Audit, view: View) -> list[str]:
    """By which rules and until when it was judged."""
    book = audit.rulebook
    told = [view.word("rulebook", source=view.name(book.source), version=book.version or NONE, n=len(book.rules))]
    if audit.as_of:
        told.append(view.word("clock", when=f"{datetime.fromisoformat(audit.as_of):%Y-%m-%d %H:%M}"))
    return [*told, f"compliance {audit.version}"]


def tiles(audit: Audit, view: View) -> list[Tile]:
    found, made, wanted = findings_by_level(audit), *checks(outcomes_by_rule(audit))
    total, flawed = len(audit.conversations), len({id(finding.conversation) for finding in audit.findings})
    levels = view.word("html.separator").join(f"{view.word(f'level.{level}')}{NO_BREAK}{count:,}" for level, count in found.items())
    agents = sum(card.agent is not None for card in audit.scorecards)
    fatal = next(iter(found.values()))
    flawed_share = share(flawed, total) if made else NONE  # where nothing could be judged, none is known to be without
    made_tile = Tile(
        view.word("html.checkable"), share(made, wanted), view.word("html.checkable_of", made=f"{made:,}", wanted=f"{wanted:,}")
    )
    return [
        Tile(view.word("html.conversations"), f"{total:,}", view.word("html.by_agents", n=agents)),
        *_score(audit, view),
        Tile(view.word("html.flawed"), flawed_share, view.word("html.flawed_of", n=f"{flawed:,}", all=f"{total:,}")),
        Tile(view.word("html.findings"), f"{sum(found.values()):,}", levels),
        Tile(view.word("html.fatal"), f"{fatal:,}", view.word("html.fatal_note"), "alarm" if fatal else "calm"),
        made_tile,
    ]


def _score(audit: Audit, view: View) -> list[Tile]:
    """The mean of the conversations that have a date and a score; the months hold it."""
    scores = [(score.value, score.n) for month in audit.periods.of("month") if (score := month.figures.score)]
    n = sum(count for _, count in scores)
    if not n:
        return []
    mean = sum(value * count for value, count in scores) / n
    return [Tile(view.word("html.score"), f"{mean:.1f}", view.word("html.score_of", n=f"{n:,}"))]


def agent_lines(audit: Audit, cards: Sequence[Scorecard], view: View) -> list[Line]:
    """In the order of the cards, which is also how the page's data number the agents."""
    often = commonest_rules(audit.findings)
    return [
        _line(str(place), person(card.name, card.agent, view), card.overall, card, often[card.agent][0].name if card.agent in often else "")
        for place, card in enumerate(cards)
    ]


def rule_lines(audit: Audit, view: View) -> list[Line]:
    clauses = audit.rulebook.clauses

    def basis(rule: Rule) -> str:
        titles = dict.fromkeys(clauses[name].regulation for name in rule.clauses if name in clauses)
        return " ".join([*rule.clauses, view.word("comma").join(titles)]).strip()

    return [_line(rule.id, rule.name, tally, rule, basis(rule)) for rule, tally in most_broken(audit.rulebook.rules, audit.by_rule)]


def _line(key: str, name: str, tally: Tally, of: Scorecard | Rule, note: str) -> Line:
    interval = f"{tally.low * 100:.1f}–{tally.high:.1%}" if tally.opportunities else NONE
    broken = f"{tally.failures:,}/{tally.opportunities:,}"
    return Line(key, name, share(tally.failures, tally.opportunities), broken, interval, whisker(tally), of, note)


def heat(audit: Audit, agents: Sequence[Line], rules: Sequence[Line], view: View) -> list[tuple[Line, list[Cell]]]:
    """The agents in need and the rules broken most; each field tells how often a rule was broken where it was at stake."""
    rows = []
    for agent in agents[:HEAT_AGENTS]:
        card = agent.of
        if isinstance(card, Scorecard):
            rows.append((agent, [_cell(agent, rule, card.by_rule.get(rule.key), view) for rule in rules[:HEAT_RULES]]))
    return rows


def _cell(agent: Line, rule: Line, tally: Tally | None, view: View) -> Cell:
    key = f"{agent.key} {rule.key}"
    if tally is None or not tally.opportunities:
        return Cell(key, "", view.word("html.heat_none", agent=agent.name, rule=rule.name), None)
    rate = tally.failures / tally.opportunities
    tip = view.word(
        "html.heat_tip",
        agent=agent.name,
        rule=rule.name,
        broken=f"{tally.failures}/{tally.opportunities}",
        rate=f"{rate:.1%}",
        interval=f"{tally.low * 100:.1f}–{tally.high:.1%}",
    )
    return Cell(key, f"{rate:.0%}".removesuffix("%"), tip, shade(rate))


def short(name: str) -> str:
    return shorten(name, LABEL)


def heat_side(rows: Sequence[tuple[Line, list[Cell]]]) -> int:
    """How wide the names beside the heat map are, in pixels."""
    return 10 + ceil(PIXELS * max((width(short(agent.name)) for agent, _ in rows), default=0))


def reasons(audit: Audit, view: View) -> list[Reason]:
    """Why checks could not be made, the most frequent reason first."""
    names = {rule.id: rule.name for rule in audit.rulebook.rules}
    found = unknown_reasons(audit, view)
    most = max((rules.total() for _, rules in found), default=1)
    told = []
    for text, rules in found:
        first = view.word("comma").join(names.get(rule, rule) for rule, _ in rules.most_common(CONCERNED))
        concerned = view.word("and_others", first=first, n=len(rules)) if len(rules) > CONCERNED else first
        told.append(Reason(text, rules.total(), rules.total() / most, concerned))
    return told


def unjudged(audit: Audit) -> Mapping[str, int]:
    """How many checks could not be made, how many were wanted, and how many are not due yet."""
    outcomes = outcomes_by_rule(audit)
    made, wanted = checks(outcomes)
    return {"unknown": wanted - made, "wanted": wanted, "pending": sum(counts[Outcome.PENDING] for counts in outcomes.values())}


def refused(audit: Audit, view: View) -> list[str]:
    """Conversations that could not be read, each with its place and reason."""
    return [view.mask(say_problem(problem, view.lang)) for problem in quarantined(audit).values()]


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else NONE


def score(card: Scorecard) -> str:
    return NONE if card.score is None else f"{card.score:.1f}"


def team(card: Scorecard, view: View) -> str:
    return named(card.team, view) or NONE
