"""Practice told turn by turn: what fell short, what was made good, what is owed now; in the voice of the line-by-line report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from compliance.explain.demand import demand
from compliance.explain.words import within
from compliance.live.practice import Duty, Lesson
from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.rule import Level
from compliance.model.transcript import Conversation, Turn
from compliance.reports.coach import RIGHT, WRONG
from compliance.reports.columns import GAP, printable, width
from compliance.reports.html.talks import when
from compliance.reports.quotes import words
from compliance.reports.remarks import remarks
from compliance.reports.report import View
from compliance.reports.style import BOLD, BY_LEVEL, DIM, paint
from compliance.reports.wrapping import wrap
from compliance.wording import say

NEXT = "→ "
MOST_OWED = 5

Lexicons = Mapping[str, tuple[str, ...]]


def spoken(turn: Turn, view: View) -> Iterator[str]:
    """A turn that is played."""
    who = view.word("coach.entry", head=say(message(f"role.{turn.role}"), view.lang), text="")
    yield from _hanging(paint(who, DIM, view.colour), view.mask(turn.text), " " * width(who), view)


def learned(lesson: Lesson, talk: Conversation, lexicons: Lexicons, view: View) -> Iterator[str]:
    """Breaches under the turn they lie in, then duties that are met, then those that are owed; nothing where nothing is new."""
    for turn, findings in groupby(lesson.findings, key=lambda finding: finding.breach.turn):
        place = view.word("coach.elsewhere") if turn is None else view.word("turn", n=turn + 1)
        yield paint(place, DIM, view.colour)
        for finding in sorted(findings, key=lambda finding: -finding.level):
            yield from _breach(finding, lexicons, view)
    for duty in lesson.met:
        yield from _met(duty, talk, view)
    for duty in lesson.owed[:MOST_OWED]:
        yield from _owed(duty, talk, view)
    if len(lesson.owed) > MOST_OWED:
        yield GAP + paint(view.word("more", n=len(lesson.owed) - MOST_OWED), DIM, view.colour)


def _breach(finding: Finding, lexicons: Lexicons, view: View) -> Iterator[str]:
    yield from _heading(WRONG, finding.level, finding.rule.name, view)
    for remark in remarks(finding, lexicons, view):
        yield from _hanging(GAP * 2, remark, GAP * 2, view)


def _met(duty: Duty, talk: Conversation, view: View) -> Iterator[str]:
    """With the words that met it, where it was words."""
    said = next((hit for hit in duty.judgement.witnesses if hit.phrase), None)
    quoted = view.word("coach.place", place="", text=words(said, talk, view)).strip() if said else ""
    told = view.word("coach.entry", head=duty.rule.name, text=quoted) if quoted else duty.rule.name
    yield from _hanging(GAP + RIGHT, told, GAP * 2, view)


def _owed(duty: Duty, talk: Conversation, view: View) -> Iterator[str]:
    rule, deadline_s = duty.rule, duty.judgement.deadline_s
    until = "" if deadline_s is None else say(message("practice.until", time=when(talk, deadline_s)), view.lang)
    yield from _heading(NEXT, rule.level, rule.name, view, [say(within(rule.within), view.lang).strip(), until])
    how = say(message("practice.how", text=rule.instead), view.lang) if rule.instead else demand(rule, view.lang)
    yield from _hanging(GAP * 2, how, GAP * 2, view)


def _heading(mark: str, level: Level, name: str, view: View, more: Sequence[str] = ()) -> Iterator[str]:
    style = BY_LEVEL[level]
    said = [paint(view.word(f"level.{level}"), style, view.colour), paint(printable(name), BOLD, view.colour)]
    yield GAP + paint(mark, style, view.colour) + GAP.join([*said, *(paint(text, DIM, view.colour) for text in more if text)])


def _hanging(first: str, text: str, hang: str, view: View) -> Iterator[str]:
    """The text behind `first`, and on more lines behind `hang`, which is as wide."""
    for number, part in enumerate(wrap(printable(text), view.width - width(hang))):
        yield f"{hang if number else first}{part}".rstrip()
