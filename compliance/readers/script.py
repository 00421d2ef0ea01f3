"""Plain text as people write it down: 客服：… / 客户：…, with times and `# key: value` lines where wanted.

    # id: call-7
    # channel: call
    [00:00:03] 客服(A102)：您好，请问有什么可以帮您？
    [00:00:09] 客户：查一下进度
    [00:10:00] 事件：callback

This is also the language of the examples in a rulebook (服: / 客:). Several conversations in one file are parted by `---`.
A line `…` at the end says that more may follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.readers.clock import Wall, parse_clock, parse_wall, seconds_between
from compliance.readers.metadata import agent_of, attributes_of, metadata_line, record_of
from compliance.readers.neutral import precision_of
from compliance.readers.openings import is_spoken, names_somebody_else, opening
from compliance.readers.refusals import LONGEST_TURN, fault, shown
from compliance.readers.speakers import USUAL, Speakers
from compliance.readers.stamps import Stamp

ID = "script"

_LINE_END = re.compile(r"\r\n|\r|\n")
_PART = re.compile(r"-{3,}")
_MORE = re.compile(r"…+|\.{3,}")
_YAML_KEY = re.compile(r"(?:-\s+)?[A-Za-z_][\w.-]*:(?:\s|$)")

Line = tuple[int, str]


@dataclass(slots=True)
class _Entry:
    line: int
    role: Role | None
    name: str | None
    stamp: Stamp | None
    parts: list[str]

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if part) if self.role else self.parts[0].strip()


@dataclass(slots=True)
class _Draft:
    """One conversation while it is being read, with all that is wrong in it."""

    source: str
    speakers: Speakers = USUAL
    meta: dict[str, Line] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more: bool = False

    def wrong(self, line: int, key: str, **values: object) -> None:
        self.problems.append(fault(Place(self.source, line), key, **values))

    @property
    def facts(self) -> dict[str, str]:
        return {key: value for key, (_, value) in self.meta.items()}

    def value(self, key: str) -> str | None:
        return self.facts.get(key) or None


def sniff(head: str, speakers: Speakers = USUAL) -> bool:
    """True where lines begin with the words for agent and customer; lists, tables, markup and settings are refused."""
    lines = [line for _, line in _lines(head) if line and not line.startswith("#") and not _PART.fullmatch(line)]
    if not lines or lines[0].startswith("<") or any(line.startswith(("```", "|")) for line in lines):
        return False
    spoken = [is_spoken(line, speakers) for line in lines]
    rest = [line for said, line in zip(spoken, lines, strict=True) if not said]
    settings = sum(bool(_YAML_KEY.match(line)) and not speakers.unknown.match(line) for line in rest)
    if spoken[0]:
        return settings * 3 <= len(lines) and sum(spoken) * 5 >= len(lines)
    return not settings and sum(spoken) >= max(2, len(lines) / 2)


def read(text: str, source: str, speakers: Speakers = USUAL) -> Iterator[Conversation | Problem]:
    """Every conversation of the text, one problem for each that cannot be read; named after the file where it has no id."""
    stem = PurePath(source).stem or "transcript"
    for number, lines in enumerate(_parts(text), start=1):
        try:
            yield of_lines(lines, source, stem if number == 1 else f"{stem}-{number}", speakers)
        except Problems as refused:
            yield refused.problems[0]


def parse_script(text: str, source: str, conversation_id: str) -> Conversation:
    """The one conversation that the text holds; `conversation_id` is its name where it has no `# id:`.

    Raises: Problems, with everything that is wrong; lines count from the beginning of the text.
    """
    return of_lines(list(_lines(text)), source, conversation_id)


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(_LINE_END.split(text), start=1):
        yield number, line.strip().removeprefix("\ufeff")


def _parts(text: str) -> Iterator[list[Line]]:
    part: list[Line] = []
    for number, line in _lines(text):
        if _PART.fullmatch(line):
            if part:
                yield part
            part = []
        elif line:
            part.append((number, line))
    if part:
        yield part


def _scan(lines: Sequence[Line], source: str, speakers: Speakers) -> _Draft:
    draft = _Draft(source, speakers)
    for number, line in lines:
        meta = metadata_line(line)
        if meta and (not draft.entries or line[1:2].isspace()):
            if meta[0] in draft.meta:
                draft.wrong(number, "reader.script.twice", field=meta[0], earlier=draft.meta[meta[0]][0])
            draft.meta[meta[0]] = (number, meta[1])
        elif line and not (line.startswith("#") and (not draft.entries or line[1:2].isspace())):
            _take(draft, number, line)
    if draft.entries and _MORE.fullmatch(draft.entries[-1].parts[-1]) and len(draft.entries[-1].parts) > 1:
        draft.entries[-1].parts.pop()
        draft.more = True
    return draft


def _take(draft: _Draft, number: int, line: str) -> None:
    """A new turn or event, or more of the one above."""
    if len(line) > LONGEST_TURN:
        draft.wrong(number, "reader.turn_too_long", length=len(line), limit=LONGEST_TURN)
        return
    stamp, label = opening(line, draft.speakers)
    if stamp and not stamp.valid:
        draft.wrong(number, "reader.script.time", found=stamp.text)
    elif _PART.fullmatch(line):
        draft.wrong(number, "reader.script.parted")
    elif label:
        draft.entries.append(_Entry(number, label.role, label.name, stamp, [label.text]))
    elif names_somebody_else(line, draft.speakers):
        draft.wrong(number, "reader.script.speaker", found=shown(line))
    elif not stamp and draft.entries and (draft.entries[-1].role or _MORE.fullmatch(line)):
        draft.entries[-1].parts.append(line)
    else:
        draft.wrong(number, "reader.script.nobody", found=shown(line))


def of_lines(lines: Sequence[Line], source: str, name: str, speakers: Speakers = USUAL) -> Conversation:
    """The one conversation that these numbered lines hold. Raises: Problems, with everything that is wrong."""
    draft = _scan(lines, source, speakers)
    first = next((number for number, line in lines if line), 1)
    epoch = _epoch(draft)
    turns, events, closed_s = _turns(draft, epoch), _events(draft, epoch), _closed_s(draft, epoch)
    attributes = _attributes(draft)
    if not turns and not draft.problems:
        draft.wrong(first, "reader.no_turns")
    if draft.problems:
        raise Problems(sorted(draft.problems, key=lambda problem: problem.place.line or 0))
    kept = ["as_of"] if closed_s is not None else ["as_of", "ended_at"]
    return Conversation(
        id=draft.value("id") or name,
        source=source,
        line=first,
        turns=turns,
        channel=draft.value("channel"),
        kind=draft.value("kind") or "service",
        case=draft.value("case"),
        agent=agent_of(draft.facts),
        customer=draft.value("customer"),
        epoch=epoch,
        closed_s=closed_s,
        attributes=attributes,
        record=record_of(draft.facts),
        events=events,
        precision_s=_precision_s(draft),
        closed=not draft.more,
        extra={key: draft.value(key) for key in kept if draft.value(key)},
    )


def _attributes(draft: _Draft) -> dict[str, object]:
    attributes = attributes_of(draft.facts)
    if not isinstance(attributes.get("urgent", False), bool):
        line, written = draft.meta.get("urgent") or draft.meta["attributes.urgent"]
        draft.wrong(line, "reader.script.flag", field="urgent", found=shown(written))
    return attributes


def _precision_s(draft: _Draft) -> float:
    walls = [(entry.role, entry.stamp.wall) for entry in draft.entries if entry.stamp and entry.stamp.wall]
    return precision_of([wall for role, wall in walls if role], [wall for role, wall in walls if not role])


def _epoch(draft: _Draft) -> datetime | None:
    """The start that is named, or the first wall-clock time; never later than a turn."""
    started = _wall(draft, "started_at")
    walls = [(entry, entry.stamp.wall.at) for entry in draft.entries if entry.stamp and entry.stamp.wall]
    if started:
        return min([started.at, *(at for entry, at in walls if entry.role)])
    return walls[0][1] if walls else None


def _wall(draft: _Draft, key: str) -> Wall | None:
    written = draft.value(key)
    wall = parse_wall(written) if written else None
    if written and not wall:
        draft.wrong(draft.meta[key][0], "reader.bad_time", field=key, found=shown(written))
    return wall


def _closed_s(draft: _Draft, epoch: datetime | None) -> float | None:
    seconds = parse_clock(draft.value("ended_at") or "")
    if seconds is not None:
        return seconds
    wall = _wall(draft, "ended_at")
    if wall is None or epoch is None:
        return None
    if wall.at < epoch:
        draft.wrong(draft.meta["ended_at"][0], "reader.ended_early", found=shown(draft.value("ended_at")))
    return seconds_between(epoch, wall.at)


def _turns(draft: _Draft, epoch: datetime | None) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    before_s, before = float("-inf"), 0
    for entry in draft.entries:
        if entry.role is None:
            continue
        start_s, end_s = _start_s(entry.stamp, epoch), entry.stamp.end_s if entry.stamp else None
        index = len(turns)
        if start_s is not None:
            if end_s is not None and end_s < start_s:
                draft.wrong(entry.line, "reader.end_before_start", turn=index, start=start_s, end=end_s)
            if start_s < before_s:
                draft.wrong(entry.line, "reader.backwards", turn=index, start=start_s, before=before, before_s=before_s)
            before_s, before = start_s, index
        turns.append(Turn(index, entry.role, entry.text, start_s, end_s, entry.name))
    return tuple(turns)


def _events(draft: _Draft, epoch: datetime | None) -> tuple[Event, ...]:
    events = [entry for entry in draft.entries if entry.role is None]
    for entry in events:
        if not entry.text:
            draft.wrong(entry.line, "reader.script.event")
    return tuple(Event(entry.text, _start_s(entry.stamp, epoch)) for entry in events)


def _start_s(stamp: Stamp | None, epoch: datetime | None) -> float | None:
    if stamp and stamp.wall and epoch:
        return seconds_between(epoch, stamp.wall.at)
    return stamp.start_s if stamp else None
