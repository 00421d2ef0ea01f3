"""The findings of the page as JSON that cannot be taken for markup: read by its script, piece by piece, no list of all in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from compliance.model.finding import Finding
from compliance.model.rule import Clause, Level, Rule
from compliance.model.scorecard import Audit, Scorecard
from compliance.model.verdict import Miss, Searched
from compliance.reports.doubts import doubt
from compliance.reports.excused import excuse_told
from compliance.reports.html.talks import CLOSE, FULL, MANY, Excerpt, excerpt, mark, talk_row
from compliance.reports.lines import to_json
from compliance.reports.moments import minutes, person
from compliance.reports.ranking import worst_first
from compliance.reports.report import View
from compliance.reports.reviewed import review_told
from compliance.reports.rows import Row, clock, team_of
from compliance.reports.wanted import wanted

MOST_WANTED = 8  # of the words that were searched in vain

# what the script says, by the keys of the catalogue (report.html.…)
SAID = (
    "all count_all count_some page_of none_left turn owed left_out said trigger missing searched searched_turn until whole nearest quoted"
    " quoted_at deadline late spare why notes basis demand instead conversation rule_version legend_words legend_trigger legend_window"
    " role_agent role_customer role_bot role_system"
).split()

OPEN = {name: f"{{{name}}}" for name in "n m text title first last when".split()}  # values that the script fills in

_MARKUP = re.compile("[<>&\u2028\u2029]")

Indices = dict[str | None, int]


def safe(text: str) -> str:
    """JSON in which nothing can end a script element, open a comment or end a line of script; it reads the same."""
    return _MARKUP.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def data_json(audit: Audit, cards: Sequence[Scorecard], view: View) -> Iterator[str]:
    """One object in pieces. Conversations come before the findings that stand in them; lists of names last, when all are known."""
    agents: Indices = {card.agent: place for place, card in enumerate(cards)}
    teams: Indices = {}
    channels: Indices = {}
    searches: dict[tuple[str, ...], int] = {}
    known = {card.agent: card for card in cards}
    shown: dict[int, tuple[int, Excerpt]] = {}
    yield '{"talks":['
    for place, one in enumerate(_excerpts(audit.findings)):
        shown[id(one.talk)] = (place, one)
        channel = channels.setdefault(one.talk.channel, len(channels))
        yield ("," if place else "") + safe(to_json(talk_row(one, channel, view)))
    yield '],"findings":['
    for place, finding in enumerate(worst_first(audit.findings)):
        number, one = shown[id(finding.conversation)]
        row = finding_row(finding, one, view)
        if notes := _notes(finding, audit, view):
            row["notes"] = notes
        row |= {"talk": number, "agent": agents.setdefault(finding.agent, len(agents))}
        row["team"] = teams.setdefault(team_of(finding, known), len(teams))
        if searched := finding.judgement.searched:
            row["searched"] = _searched(searched, finding) | {"wanted": searches.setdefault(searched.wanted, len(searches))}
        yield ("," if place else "") + safe(to_json(row))
    yield "],"
    names: Row = {
        "agents": [person(known[agent].name if agent in known else None, agent, view) for agent in agents],
        "teams": [view.word("html.no_team") if team is None else view.name(team) for team in teams],
        "channels": [channel_name(channel, view) for channel in channels],
        "wanted": [_wanted(words, audit.rulebook.lexicons, view) for words in searches],
        "rules": {rule.id: _rule_row(rule, audit.rulebook.clauses) for rule in _rules(audit.findings)},
        "levels": {str(level): view.word(f"level.{level}") for level in sorted(Level, reverse=True)},
        "words": {key: view.word(f"html.{key}", **OPEN) for key in SAID},
    }
    yield safe(to_json(names))[1:]


def finding_row(finding: Finding, shown: Excerpt, view: View) -> Row:
    """One violation as the script shows it; what is not there is left out."""
    breach, judgement = finding.breach, finding.judgement
    row: Row = {"id": finding.fingerprint, "rule": finding.rule.id, "reason": view.tell(breach.reason)}
    optional: Row = {
        "turn": breach.turn,
        "hit": mark(breach.hit, shown, view) if breach.hit else None,
        "doubts": [told for told in dict.fromkeys(doubt(hit, view) for hit in (breach.hit, judgement.trigger)) if told] or None,
        "trigger": mark(judgement.trigger, shown, view) if judgement.trigger else None,
        "nearest": _miss(judgement.nearest_miss, view),
        "instead": finding.instead,
        "deadline": _moment(finding, judgement.deadline_s),
        "margin": None if judgement.margin_s is None else duration(abs(judgement.margin_s), view),
        "late": True if judgement.margin_s is not None and judgement.margin_s < 0 else None,
    }
    return row | {key: value for key, value in optional.items() if value is not None}


def duration(seconds: float, view: View) -> str:
    """Seconds, minutes, hours or days, whichever is natural."""
    steps = (("seconds", 1, 60), ("minutes", 60, 3600), ("hours", 3600, 86400))
    unit, size = next(((unit, size) for unit, size, below in steps if seconds < below), ("days", 86400))
    written = f"{seconds / size:.1f}".removesuffix(".0")
    return view.word("html.days", n=written) if unit == "days" else view.word(f"period.{unit}", n=written)


def channel_name(channel: str | None, view: View) -> str:
    known = ("call", "chat", "mail", "counter")
    if channel is None:
        return view.word("html.channel_none")
    return view.word(f"html.channel_{channel}") if channel in known else view.name(channel)


def _excerpts(findings: Iterable[Finding]) -> Iterator[Excerpt]:
    """The conversations with findings, in the order of these."""
    by_talk: dict[int, list[Finding]] = {}
    for finding in findings:
        by_talk.setdefault(id(finding.conversation), []).append(finding)
    scope = FULL if len(by_talk) <= MANY else CLOSE
    for own in by_talk.values():
        yield excerpt(own[0].conversation, own, scope)


def _notes(finding: Finding, audit: Audit, view: View) -> list[str]:
    """What people decided on it: by a review, by a waiver, or because it was there before."""
    told = [text for _, text in review_told(finding, audit.final, view)]
    return [*told, excuse] if (excuse := excuse_told(finding, view)) else told


def _searched(searched: Searched, finding: Finding) -> Row:
    found: Row = {"from": searched.from_turn, "to": searched.to_turn, "until": _moment(finding, searched.until_s)}
    return {key: value for key, value in found.items() if value is not None}


def _moment(finding: Finding, at_s: float | None) -> str | None:
    """Day and time where the start of the conversation is known, else minutes into it."""
    told = clock(finding.conversation, at_s)
    return told[:19].replace("T", " ") if isinstance(told, str) else None if told is None else minutes(told)


def _miss(miss: Miss | None, view: View) -> Row | None:
    if miss is None:
        return None
    told: Row = {"text": view.mask(miss.text), "why": view.tell(miss.why)}
    return told if miss.turn is None else {"turn": miss.turn} | told


def _wanted(words: tuple[str, ...], lexicons: Mapping[str, tuple[str, ...]], view: View) -> str:
    """The first of the words; a learned cue (`~name`), of which nobody can say the words, only where there is nothing else."""
    sayable = [name for name in words if not name.startswith("~")] or words
    told = view.word("or").join(wanted(name, lexicons, view) for name in sayable[:MOST_WANTED])
    return view.word("html.and_more", first=told, n=len(sayable)) if len(sayable) > MOST_WANTED else told


def _rules(findings: Iterable[Finding]) -> Iterable[Rule]:
    return {finding.rule.id: finding.rule for finding in findings}.values()


def _rule_row(rule: Rule, clauses: Mapping[str, Clause]) -> Row:
    found = [(name, clauses.get(name)) for name in rule.clauses]
    basis = [[name, f"{clause.regulation} {clause.section}".strip(), clause.demand] if clause else [name, "", ""] for name, clause in found]
    return {"name": rule.name, "level": str(rule.level), "message": rule.message, "version": rule.version, "basis": basis}
