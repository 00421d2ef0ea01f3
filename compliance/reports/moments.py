"""One finding told in a few lines: where, what came before, the words, why they fall short, what to say instead."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.model.finding import Finding
from compliance.model.rule import Clause
from compliance.model.transcript import Role
from compliance.model.verdict import Hit
from compliance.reports.columns import GAP, around, fit, printable, shorten, width
from compliance.reports.doubts import doubt
from compliance.reports.quotes import quote, time_s, turn_at
from compliance.reports.report import View
from compliance.reports.rows import masked, named
from compliance.reports.style import BOLD, BY_LEVEL, DIM, paint

LEVEL = 6  # cells for the level, under which nothing else stands
LABEL = 8  # cells for who speaks, and for the words before each line
INDENT = GAP + " " * LEVEL


def moment(finding: Finding, name: str, clauses: Mapping[str, Clause], view: View) -> list[str]:
    """Three to six lines. `name` is the agent as shown to people."""
    breach, judgement = finding.breach, finding.judgement
    lines = [_heading(finding, name, clauses, view)]
    if judgement.trigger:
        lines.append(_quotation(judgement.trigger, finding, view, DIM))
    if breach.hit:
        lines.append(_quotation(breach.hit, finding, view, BY_LEVEL[finding.level]))
    else:
        lines += _absence(finding, view)
    lines.append(labelled("why", why(finding, view), view))
    if finding.instead:
        lines.append(labelled("instead", finding.instead, view))
    return lines


def minutes(seconds: float) -> str:
    """12:05, 1:02:03."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    clock = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{clock}" if hours else clock


def _heading(finding: Finding, name: str, clauses: Mapping[str, Clause], view: View) -> str:
    """Level, rule and clause on the left; conversation, turn, time and agent on the right."""
    talk, breach = finding.conversation, finding.breach
    seconds = breach.time_s if breach.time_s is not None else time_s(breach.hit, breach.turn, talk)
    where = [printable(view.name(talk.id))]
    where += [] if breach.turn is None else [view.word("turn", n=breach.turn + 1)]
    where += [] if seconds is None else [minutes(seconds)]
    place = shorten(GAP.join([" ".join(where), name]), view.width // 2)
    level = view.word(f"level.{finding.level}")
    room = view.width - len(INDENT) - width(place) - len(GAP)
    rule = shorten(printable(finding.rule.name), room)
    source = shorten(_source(finding, clauses, view), room - width(rule) - len(GAP))
    left = paint(fit(level, LEVEL), BY_LEVEL[finding.level], view.colour) + paint(rule, BOLD, view.colour)
    space = " " * (room - width(rule) - width(source) + len(GAP))
    return f"{GAP}{left}{GAP}{paint(source, DIM, view.colour)}{space[len(GAP) :]}{paint(place, DIM, view.colour)}"


def _source(finding: Finding, clauses: Mapping[str, Clause], view: View) -> str:
    """Clause ids and the titles of the regulations they stand in."""
    titles = dict.fromkeys(clauses[name].regulation for name in finding.rule.clauses if name in clauses)
    return printable(" ".join([*finding.rule.clauses, view.word("comma").join(titles)]).strip())


def _quotation(hit: Hit, finding: Finding, view: View, code: str) -> str:
    """The turn in which it was said, the words themselves in brackets."""
    spoken = turn_at(finding.conversation, hit.turn)
    who = view.word(f"role.{spoken.role if spoken else Role.SYSTEM}")
    parts = [printable(part) for part in quote(hit, finding.conversation, view)]
    # a whole turn needs no brackets; around a part of it they take two cells each
    brackets = ("【", "】") if parts[0].strip() or parts[2].strip() else ("", "")
    before, words, after = around(parts[0], parts[1], parts[2], view.width - len(INDENT) - LABEL - width("【】"))
    said = paint(f"{brackets[0]}{words}{brackets[1]}", code, view.colour)
    return f"{INDENT}{paint(fit(who, LABEL), DIM, view.colour)}{before}{said}{after}".rstrip()


def _absence(finding: Finding, view: View) -> list[str]:
    """What was looked for and where, and the nearest thing to it."""
    searched, miss = finding.judgement.searched, finding.judgement.nearest_miss
    lines = []
    if searched:
        ends = [turn + 1 for turn in (searched.from_turn, searched.to_turn) if turn is not None]
        span = view.word("turns", first=ends[0], last=ends[-1]) if ends and ends[0] != ends[-1] else ""
        span = span or (view.word("turn", n=ends[0]) if ends else "")
        tail = view.word("within", span=span) if span else ""
        wanted = shorten(printable(view.word("or").join(searched.wanted)), view.width - len(INDENT) - LABEL - width(tail))
        lines.append(labelled("missing", wanted + tail, view))
    if miss:
        where = "" if miss.turn is None else view.word("turn", n=miss.turn + 1) + " "
        lines.append(labelled("nearest", where + view.word("miss", text=view.mask(miss.text), why=view.tell(miss.why)), view))
    return lines


def why(finding: Finding, view: View) -> str:
    """What the rule's author has to say, the reason in the case at hand, and whether the words only sound like it."""
    doubts = (doubt(hit, view) for hit in (finding.breach.hit, finding.judgement.trigger))
    told = (finding.rule.message, view.tell(finding.breach.reason), *doubts)
    return view.word("semicolon").join(dict.fromkeys(text for text in told if text))


def labelled(key: str, text: str, view: View) -> str:
    label = paint(fit(view.word(key), LABEL), DIM, view.colour)
    return f"{INDENT}{label}{shorten(printable(text), view.width - len(INDENT) - LABEL)}".rstrip()


def person(name: str | None, agent: str | None, view: View) -> str:
    """An agent as shown to people: name and id, or what there is of them."""
    parts = [printable(part) for part in (masked(name, view), named(agent, view)) if part]
    return " ".join(dict.fromkeys(parts)) or view.word("no_agent")
