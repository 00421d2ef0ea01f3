"""The listening list as a table: which recordings to hear from when to when, the worst first, ten minutes in all."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from compliance.model.scorecard import Audit, Scorecard
from compliance.reports.clips import Clip, playlist, recording, silent
from compliance.reports.csv import BYTE_ORDER_MARK, cell, line_of
from compliance.reports.moments import minutes, why
from compliance.reports.quotes import words
from compliance.reports.report import View
from compliance.reports.rows import Cards, Row, masked, named, number, team_of

ID = "listening"
MEDIA = "text"

UNHEARD = 50  # the most rows of what can only be read

COLUMNS = (
    "rank", "file", "start", "end", "start_s", "end_s", "transcript", "turns", "agent", "name", "team", "level", "points", "rules",
    "text", "reason", "instead", "note",
)  # fmt: skip


def render(audit: Audit, view: View) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    yield line_of([view.word(f"listening.{column}") for column in COLUMNS])
    cards = {card.agent: card for card in audit.scorecards}
    listed = playlist(audit.standing)
    for rank, clip in enumerate((*listed.clips, *listed.unheard[:UNHEARD]), start=1):
        row = _row(clip, cards, view) | {"rank": rank}
        yield line_of([cell(row[column], view) for column in COLUMNS])


def _row(clip: Clip, cards: Cards, view: View) -> Row:
    """Turns count from 1. Times are those of the recording, which is taken to begin with the conversation."""
    worst = max(clip.findings, key=lambda finding: finding.level)
    talk, between = clip.conversation, view.word("comma")
    turns = sorted({finding.breach.turn + 1 for finding in clip.findings if finding.breach.turn is not None})
    card: Scorecard | None = cards.get(worst.agent)
    said = [words(finding.breach.hit, talk, view) for finding in clip.findings if finding.breach.hit]
    return {
        "file": view.name(recording(talk) or talk.source),
        "start": None if clip.start_s is None else minutes(floor(clip.start_s)),
        "end": None if clip.end_s is None else minutes(ceil(clip.end_s)),
        "start_s": number(clip.start_s, 1),
        "end_s": number(clip.end_s, 1),
        "transcript": view.name(talk.id),
        "turns": between.join(map(str, turns)),
        "agent": named(worst.agent, view),
        "name": masked(card.name, view) if card else None,
        "team": named(team_of(worst, cards), view),
        "level": view.word(f"level.{clip.level}"),
        "points": f"{clip.points:g}",
        "rules": between.join(dict.fromkeys(finding.rule.name for finding in clip.findings)),
        "text": view.word("or").join(dict.fromkeys(said)),
        "reason": why(worst, view),
        "instead": worst.instead,
        "note": _note(clip, view),
    }


def _note(clip: Clip, view: View) -> str:
    """What the one who wants to hear it has to know."""
    if silent(clip.conversation):
        return view.word("listening.written")
    if clip.start_s is None:
        return view.word("listening.no_times")
    return "" if recording(clip.conversation) else view.word("listening.no_recording")
