"""Periods: conversations by month and by quarter, in figures for all of them, for each team and for each agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from statistics import fmean, median

from compliance.model.finding import Finding
from compliance.model.period import Figures, Measured, Period, Periods
from compliance.model.rule import Level, Rule, Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Outcome, Verdict
from compliance.scoring import indicators
from compliance.scoring.intervals import wilson
from compliance.scoring.quantiles import around_median, nearest_rank
from compliance.scoring.scorecards import by_conversation, key_of, score
from compliance.scoring.tallies import charges

TOP_RULES = 5
SHARES = ("satisfaction", "within_limit", "on_time", "complaints")
JUDGED = (Outcome.PASS, Outcome.FAIL)

TEAM, AGENT = "team", "agent"

Month = tuple[int, int]
"""Year and month, or year and quarter."""

Place = tuple[str, str | None]
"""TEAM or AGENT, and which."""


@dataclass(slots=True)
class _Sheet:
    """What gathers for one month of all, a team or an agent. `shares`: how many, of how many; `rules`: failures, opportunities."""

    conversations: int = 0
    fatal: int = 0
    judged: int = 0
    unknown: int = 0
    days: set[str] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)
    responses_s: list[float] = field(default_factory=list)
    shares: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rules: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def take(self, other: _Sheet) -> None:
        self.conversations += other.conversations
        self.fatal += other.fatal
        self.judged += other.judged
        self.unknown += other.unknown
        self.days |= other.days
        self.scores += other.scores
        self.responses_s += other.responses_s
        self.shares.update(other.shares)
        self.rules.update(other.rules)


@dataclass(frozen=True, slots=True)
class _Lore:
    """What must be known of the rules and of the whole input before one conversation can be counted."""

    book: Rulebook
    rules: Mapping[str, Rule]
    response: frozenset[str]
    dated: frozenset[str]
    hearing: frozenset[str]
    complaints_known: bool
    teams: Mapping[str, str]


def periods(
    conversations: Sequence[Conversation],
    verdicts: Sequence[Sequence[Verdict]],
    findings: Iterable[Finding],
    book: Rulebook,
    response_rules: frozenset[str],
) -> Periods:
    """`response_rules` limit the time to an answer. A conversation belongs to the month of its start, by the clock of its own zone."""
    hearing = indicators.complaint_rules(book.rules)
    known = bool(hearing) or any(map(indicators.classified, conversations))
    by_id = {rule.id: rule for rule in book.rules}
    lore = _Lore(book, by_id, response_rules, indicators.dated_rules(book.rules), hearing, known, _teams(conversations))
    found = by_conversation(findings)
    undated: Counter[str | None] = Counter()
    sheets: dict[Month, dict[Place, _Sheet]] = {}
    for talk, row in zip(conversations, verdicts, strict=True):
        if talk.epoch is None:
            undated.update(talk.agents)
            continue
        month = sheets.setdefault((talk.epoch.year, talk.epoch.month), {})
        for place, sheet in _counted(talk, row, found.get(key_of(talk), {}), lore):
            month.setdefault(place, _Sheet()).take(sheet)
    without = sum(talk.epoch is None for talk in conversations)
    return Periods(tuple(_rows(sheets, lore)), without, dict(undated))


def _teams(conversations: Iterable[Conversation]) -> Mapping[str, str]:
    """The team that most conversations name for an agent, for those that name none; among equals the first by alphabet."""
    counts: dict[str, Counter[str]] = {}
    for talk in conversations:
        if talk.agent and talk.agent.team:
            counts.setdefault(talk.agent.id, Counter())[talk.agent.team] += 1
    return {agent: min(found, key=lambda team: (-found[team], team)) for agent, found in counts.items()}


def _counted(
    talk: Conversation, row: Sequence[Verdict], found: Mapping[str | None, Sequence[Finding]], lore: _Lore
) -> Iterator[tuple[Place, _Sheet]]:
    """What the conversation adds to its team's sheet, and to that of each agent who took part."""
    passed = [lore.rules[verdict.rule] for verdict in row if verdict.outcome is Outcome.PASS]
    owner = talk.agent_of(None)
    team = (talk.agent.team if talk.agent else None) or lore.teams.get(owner or "")
    whole = _sheet(talk, row, passed, [finding for own in found.values() for finding in own])
    if len(talk.agents) == 1:
        _charge(talk, row, {owner: whole})
        _observe(talk, row, whole, {owner: whole}, lore)
        yield from (((TEAM, team), whole), ((AGENT, owner), whole))
        return
    sheets = {agent: _sheet(talk, row, passed, found.get(agent, ())) for agent in talk.agents}
    _charge(talk, row, sheets)
    for sheet in sheets.values():
        whole.rules.update(sheet.rules)
    _observe(talk, row, whole, sheets, lore)
    yield (TEAM, team), whole
    yield from (((AGENT, agent), sheet) for agent, sheet in sheets.items())


def _sheet(talk: Conversation, row: Sequence[Verdict], passed: Sequence[Rule], found: Sequence[Finding]) -> _Sheet:
    """Scored as a scorecard scores it: rules kept by anybody, rules broken by those whose sheet it is."""
    failed = {finding.rule.id: finding.rule for finding in found}.values()
    points = score(passed, failed)
    return _Sheet(
        conversations=1,
        fatal=int(any(rule.level is Level.FATAL for rule in failed)),
        judged=sum(verdict.outcome in JUDGED for verdict in row),
        unknown=sum(verdict.outcome is Outcome.UNKNOWN for verdict in row),
        days={talk.epoch.date().isoformat()} if talk.epoch else set(),
        scores=[] if points is None else [points],
    )


def _charge(talk: Conversation, row: Sequence[Verdict], sheets: Mapping[str | None, _Sheet]) -> None:
    for rule, agent, outcome in charges(talk, row):
        if outcome in JUDGED:
            sheets[agent].rules[rule, outcome is Outcome.FAIL] += 1


def _observe(talk: Conversation, row: Sequence[Verdict], whole: _Sheet, sheets: Mapping[str | None, _Sheet], lore: _Lore) -> None:
    """What is seen of the conversation as a whole: the first response is credited to who gave it, all else to who answers for it."""
    own = sheets[talk.agent_of(None)]
    answers = {"satisfaction": indicators.satisfied(talk), "within_limit": indicators.within_limit(row, lore.response)}
    if lore.complaints_known:
        answers["complaints"] = indicators.complained(talk, row, lore.hearing)
    seen = Counter({(name, answer): 1 for name, answer in answers.items() if answer is not None})
    kept, due = indicators.on_time(talk, row, lore.dated)
    seen.update({("on_time", True): kept, ("on_time", False): due - kept})
    response = indicators.first_response(talk)
    for sheet in {id(sheet): sheet for sheet in (whole, own)}.values():
        sheet.shares.update(seen)
    if response:
        for sheet in {id(sheet): sheet for sheet in (whole, sheets[talk.agent_of(response[1])])}.values():
            sheet.responses_s.append(response[0])


def _rows(sheets: Mapping[Month, Mapping[Place, _Sheet]], lore: _Lore) -> Iterator[Period]:
    quarters: dict[Month, dict[Place, _Sheet]] = {}
    for (year, month), places in sorted(sheets.items()):
        quarter = quarters.setdefault((year, (month + 2) // 3), {})
        for place, sheet in places.items():
            quarter.setdefault(place, _Sheet()).take(sheet)
        yield _period("month", f"{year:04}-{month:02}", places, lore)
    for (year, number), places in quarters.items():
        yield _period("quarter", f"{year:04}-Q{number}", places, lore)


def _period(unit: str, label: str, places: Mapping[Place, _Sheet], lore: _Lore) -> Period:
    whole = _Sheet()
    figures: dict[str, dict[str | None, Figures]] = {TEAM: {}, AGENT: {}}
    for (kind, name), sheet in sorted(places.items(), key=lambda entry: (entry[0][0], entry[0][1] is None, entry[0][1] or "")):
        figures[kind][name] = _figures(sheet, lore, TOP_RULES if kind == AGENT else None)
        if kind == TEAM:
            whole.take(sheet)
    return Period(unit, label, min(whole.days), max(whole.days), _figures(whole, lore), figures[TEAM], figures[AGENT])


def _figures(sheet: _Sheet, lore: _Lore, most: int | None = None) -> Figures:
    """With so many rules at most, for there may be many agents."""
    checks, times = sheet.judged + sheet.unknown, sorted(sheet.responses_s)
    shares = {name: _share(sheet.shares[name, True], sheet.shares[name, True] + sheet.shares[name, False]) for name in SHARES}
    return Figures(
        conversations=sheet.conversations,
        fatal=Measured(sheet.fatal / sheet.conversations, sheet.conversations, *wilson(sheet.fatal, sheet.conversations)),
        score=_mean(sheet.scores),
        checkable=sheet.judged / checks if checks else None,
        first_response_s=Measured(median(times), len(times), *(around_median(times) or (None, None))) if times else None,
        first_response_p90_s=nearest_rank(times, 90) if times else None,
        rules=_worst(sheet, lore.book, most),
        regulations=_by_regulation(sheet, lore.book),
        **shares,
    )


def _mean(scores: Sequence[float]) -> Measured | None:
    """Scores from 0 to 100. The interval is that of a rate, the widest that such a mean may have: never too sure of itself."""
    if not scores:
        return None
    low, high = wilson(min(fsum(scores) / 100, len(scores)), len(scores))
    return Measured(fmean(scores), len(scores), 100 * low, 100 * high)


def _spread(rate: Measured, cases: int) -> Measured:
    low, high = wilson(min(rate.value * cases, cases), cases)
    return Measured(rate.value, rate.n, low, high)


def _share(count: int, of: int) -> Measured | None:
    return Measured(count / of, of, *wilson(count, of)) if of else None


def _worst(sheet: _Sheet, book: Rulebook, most: int | None) -> Mapping[str, Measured]:
    """The rules that were at stake: the most failures first, among equals the gravest."""
    at_stake = [rule for rule in book.rules if (rule.id, True) in sheet.rules or (rule.id, False) in sheet.rules]
    worst = sorted(at_stake, key=lambda rule: (-sheet.rules[rule.id, True], -rule.level))[:most]
    return {rule.id: _failures(sheet, [rule.id]) for rule in worst}


def _by_regulation(sheet: _Sheet, book: Rulebook) -> Mapping[str, Measured]:
    """Every rule counts once for each regulation that it cites; what was never at stake is left out.

    The checks of one conversation go together, so the interval is that of so many conversations: the widest there may be.
    """
    rules: dict[str, list[str]] = {clause.regulation: [] for clause in book.clauses.values()}
    for rule in book.rules:
        for regulation in dict.fromkeys(book.clauses[name].regulation for name in rule.clauses if name in book.clauses):
            rules[regulation].append(rule.id)
    found = {regulation: _failures(sheet, ids) for regulation, ids in rules.items()}
    return {regulation: _spread(rate, min(rate.n, sheet.conversations)) for regulation, rate in found.items() if rate.n}


def _failures(sheet: _Sheet, rules: Sequence[str]) -> Measured:
    failed = sum(sheet.rules[rule, True] for rule in rules)
    due = failed + sum(sheet.rules[rule, False] for rule in rules)
    return Measured(failed / due if due else 0.0, due, *wilson(failed, due))
