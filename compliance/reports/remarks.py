"""A finding in plain sentences, as other programs show them: no columns, no colours, nothing that could steer a screen."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.model.finding import Finding
from compliance.reports.columns import printable, shorten
from compliance.reports.moments import minutes, why
from compliance.reports.quotes import time_s, words
from compliance.reports.report import View
from compliance.reports.wanted import wanted

WANTED = 120  # cells for the words that were looked for

Lexicons = Mapping[str, tuple[str, ...]]


def remarks(finding: Finding, lexicons: Lexicons, view: View) -> list[str]:
    """One line each: why it falls short, what was said or is missing, what came near, what led to it, what to say instead."""
    breach, judgement, talk = finding.breach, finding.judgement, finding.conversation
    lines = [why(finding, view)]
    if breach.hit:
        lines.append(view.word("coach.said", text=words(breach.hit, talk, view)))
    elif judgement.searched and judgement.searched.wanted:
        told = view.word("or").join(wanted(name, lexicons, view) for name in judgement.searched.wanted)
        lines.append(view.word("coach.missing", words=shorten(told, WANTED)))
    if judgement.nearest_miss:
        miss = judgement.nearest_miss
        lines.append(view.word("coach.nearest", text=view.mask(miss.text), why=view.tell(miss.why)))
    if judgement.trigger:
        lines.append(view.word("coach.trigger", text=words(judgement.trigger, talk, view)))
    if finding.instead:
        lines.append(view.word("coach.instead", text=finding.instead))
    return [printable(line) for line in lines if line]


def where(finding: Finding, view: View) -> str:
    """Conversation, turn (from 1) and time, as far as they are known."""
    breach = finding.breach
    seconds = second_of(finding)
    parts = [printable(view.name(finding.conversation.id))]
    parts += [] if breach.turn is None else [view.word("turn", n=breach.turn + 1)]
    parts += [] if seconds is None else [minutes(seconds)]
    return " ".join(parts)


def in_one_line(finding: Finding, lexicons: Lexicons, view: View) -> str:
    return view.word("semicolon").join([where(finding, view), *remarks(finding, lexicons, view)])


def second_of(finding: Finding) -> float | None:
    """When it happened, counted from the start of the conversation: its own time, else that of the words, else of the turn."""
    breach = finding.breach
    return breach.time_s if breach.time_s is not None else time_s(breach.hit, breach.turn, finding.conversation)
