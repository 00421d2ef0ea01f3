"""Typed: a plain transcript that is typed line by line; each line tells a turn or an event as a live one is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compliance.model.problem import Place
from compliance.model.transcript import Conversation, Role
from compliance.readers.live_events import News
from compliance.readers.metadata import metadata_line
from compliance.readers.openings import names_somebody_else, opening
from compliance.readers.refusals import refuse, shown
from compliance.readers.script import Line, of_lines
from compliance.readers.speakers import Speakers
from compliance.readers.stamps import Stamp, bracketed

_STAND_IN = "系统："  # no transcript is without turns; this one is taken out again


def about_of(lines: Sequence[Line], source: str, name: str) -> Conversation:
    """An open conversation of which nothing is known yet but these `# key: value` lines. Raises: Problems."""
    last = lines[-1][0] if lines else 1
    return replace(of_lines([*lines, (last, _STAND_IN)], source, name), turns=(), closed=False)


def is_metadata(line: str, *, begun: bool) -> bool:
    """Once something was said, only a `#` with a space behind it is no part of what is said."""
    return metadata_line(line) is not None and (not begun or line[1:2].isspace())


def is_comment(line: str, *, begun: bool) -> bool:
    return line.startswith("#") and (not begun or line[1:2].isspace())


def news_of(line: str, name: str, place: Place, speakers: Speakers, alone: Role | None = None) -> News:
    """What the line tells of the conversation `name`. `alone`: who speaks where the line names nobody, and may call others by name.

    Raises: Problems, where that is nobody, or where its time is none.
    """
    stamp, label = opening(line, speakers)
    if stamp and not stamp.valid:
        refuse(place, "reader.script.time", found=stamp.text)
    timed = bracketed(line) if stamp else None
    said = timed[1] if timed else line
    if label is None:
        stranger = names_somebody_else(line, speakers) if alone is None else speakers.in_series(said)
        if stranger or alone is None or not said:
            refuse(place, "reader.script.speaker" if stranger else "reader.script.nobody", found=shown(line))
    if label and label.role is None:
        if not label.text.strip():
            refuse(place, "reader.script.event")
        return News(name, event={"type": label.text.strip(), **_at(stamp)})
    role, agent, text = (label.role, label.name, label.text) if label else (alone, None, said)
    return News(name, turn={"role": role, "text": text, "agent": agent, **_times(stamp)})


def _times(stamp: Stamp | None) -> dict[str, object]:
    """Of a turn: a time of the wall clock as it is written, which tells how exact it is; else seconds."""
    if stamp is None:
        return {}
    return {"at": stamp.text} if stamp.wall else {"start": stamp.start_s, "end": stamp.end_s}


def _at(stamp: Stamp | None) -> dict[str, object]:
    """Of an event."""
    return {"at": stamp.text if stamp.wall else stamp.start_s} if stamp else {}
