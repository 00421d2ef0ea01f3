"""The manifest: a table of the telephone system (CSV or JSON Lines) that says whose each conversation was, and when it began.

A row finds its conversation by the column `id`; else by `file`, a file name or the end of its path (`day1/a.txt`). A row
that has both goes by its file only where the conversation has no id of its own and is named after its file.

Which wins: agent, agent_name and team are the manifest's where it gives them, because the telephone system knows who had
the line. Everything else is only filled in where the transcript is silent: its own times, channel, case and attributes
stay, and so does its kind, unless that is the usual `service`. Turns that name several agents (a transfer) keep them;
where all name the same one, that is the manifest's agent too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from unicodedata import normalize

from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Agent, Conversation, Event, Role
from compliance.readers.clock import parse_wall, seconds_between
from compliance.readers.manifest_rows import OWNER, Row, rows_of
from compliance.readers.reader import Read
from compliance.readers.refusals import fault
from compliance.readers.tables import table_text

SHOWN = 5  # names in one problem
USUAL_KIND = "service"

Parts = tuple[str, ...]  # of a path


@dataclass(frozen=True, slots=True)
class Table:
    """The rows by id, and by path; `rows` are those that look for a conversation."""

    rows: tuple[Row, ...]
    by_id: Mapping[str, Row]
    by_path: Mapping[Parts, Row]

    def row_of(self, conversation: Conversation) -> Row | None:
        """By id, else by file; among files the row that gives the longest part of the path."""
        found = self.by_id.get(_same(conversation.id))
        if found:
            return found
        path = _parts(str(Path(conversation.source).absolute()))
        found = next((self.by_path[path[i:]] for i in range(len(path)) if path[i:] in self.by_path), None)
        unnamed = conversation.id == PurePath(conversation.source).stem
        return found if found and (unnamed or "id" not in found.fields) else None


def joined(read: Iterable[Read], manifest: str | None) -> Iterator[Read]:
    """What was read, each conversation with what the manifest file knows of it; without a manifest as it came.

    The manifest is read at once. A row that fits two files is used for the first, with a problem for each further one;
    one problem at the end stands for all rows that no conversation was found for.

    Raises: Problems, with everything that is wrong in the manifest.
    """
    return iter(read) if manifest is None else _joined(read, read_manifest(manifest), manifest)


def read_manifest(manifest: str) -> Table:
    """The table in that file: UTF-8, UTF-16 with its mark, or GB18030.

    Raises: Problems, with all rows that are wrong, or name a conversation again and say something else of it.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for found in rows_of(table_text(manifest, OWNER), manifest):
        if isinstance(found, Row):
            rows.append(found)
        else:
            problems.append(found)
    table = _table(rows, manifest, problems)
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.place.line or 0))
    return table


def _joined(read: Iterable[Read], table: Table, manifest: str) -> Iterator[Read]:
    used: dict[int, str] = {}  # the line of a row, and the file it was used for
    told: set[tuple[int, str]] = set()
    for item in read:
        row = table.row_of(item) if isinstance(item, Conversation) else None
        if row is None or not isinstance(item, Conversation):
            yield item
        elif used.setdefault(row.line, item.source) == item.source:
            yield filled(item, row)
        else:
            if (row.line, item.source) not in told:
                told.add((row.line, item.source))
                yield fault(Place(manifest, row.line), "reader.manifest.ambiguous", name=row.name, first=used[row.line], other=item.source)
            yield item
    unused = [row for row in table.rows if row.line not in used]
    if unused:
        names = "、".join(row.name for row in unused[:SHOWN]) + ("…" if len(unused) > SHOWN else "")
        yield fault(Place(manifest, unused[0].line), "reader.manifest.unused", count=len(unused), names=names)


def filled(conversation: Conversation, row: Row) -> Conversation:
    """The conversation with what the row knows of it; see the top of this file for which of the two wins."""
    agent, fields = _agent(conversation.agent, row.fields), row.fields
    attributes = {**row.attributes, **conversation.attributes}
    if agent is None and "team" in fields:
        attributes.setdefault("team", fields["team"])  # a team without an agent
    named = {turn.agent for turn in conversation.turns if turn.role is Role.AGENT and turn.agent}
    turns = conversation.turns
    if len(named) == 1 and agent and ("agent" in fields or "agent_name" in fields):
        turns = tuple(replace(turn, agent=agent.id) if turn.agent in named else turn for turn in turns)
    known = replace(
        conversation,
        turns=turns,
        agent=agent,
        channel=conversation.channel or fields.get("channel"),
        kind=fields.get("kind", conversation.kind) if conversation.kind == USUAL_KIND else conversation.kind,
        case=conversation.case or fields.get("case"),
        customer=conversation.customer or fields.get("customer"),
        attributes=attributes,
    )
    return _started(known, row.started) if row.started and known.epoch is None else known


def _agent(old: Agent | None, fields: Mapping[str, str]) -> Agent | None:
    """Name and team of the old one are kept where it is the same one, or was known by name only."""
    name, team = fields.get("agent_name"), fields.get("team")
    by_name = old is not None and old.id == old.name
    id_ = fields.get("agent") or (old.id if old and not (by_name and name) else name)
    if id_ is None:
        return None
    same = old is not None and (old.id == id_ or by_name)
    return Agent(id_, name or (old.name if old and same else None), team or (old.team if old and same else None))


def _started(conversation: Conversation, epoch: datetime) -> Conversation:
    """Second 0 is at `epoch`: what the transcript could only keep as a wall-clock time now has its place."""
    ended = parse_wall(str(conversation.extra.get("ended_at", "")))
    closed_s = seconds_between(epoch, ended.at) if ended and ended.at >= epoch else None
    return replace(
        conversation,
        epoch=epoch,
        closed_s=conversation.closed_s if closed_s is None else closed_s,
        extra=conversation.extra if closed_s is None else {k: v for k, v in conversation.extra.items() if k != "ended_at"},
        events=tuple(_placed(event, epoch) for event in conversation.events),
    )


def _placed(event: Event, epoch: datetime) -> Event:
    wall = parse_wall(str(event.attributes.get("at", ""))) if event.at_s is None else None
    if wall is None:
        return event
    return Event(event.type, seconds_between(epoch, wall.at), {k: v for k, v in event.attributes.items() if k != "at"})


def _table(rows: Iterable[Row], manifest: str, problems: list[Problem]) -> Table:
    """The same row again does no harm; one that says something else is a problem."""
    first: dict[str | Parts, Row] = {}
    loose: list[Row] = []
    shared: dict[Parts, list[Row]] = {}  # a file whose conversations have a row each
    for row in rows:
        path = _parts(row.fields["file"]) if "file" in row.fields else ()
        key = _same(row.fields["id"]) if "id" in row.fields else path
        if not key:
            loose.append(row)
        elif first.setdefault(key, row) is row:
            if path and path != key:
                shared.setdefault(path, []).append(row)
        elif replace(row, line=first[key].line) != first[key]:
            problems.append(fault(Place(manifest, row.line), "reader.manifest.twice", name=row.name, earlier=first[key].line))
    by_path = {path: found[0] for path, found in shared.items() if len(found) == 1}
    by_path |= {key: row for key, row in first.items() if isinstance(key, tuple)}
    return Table((*first.values(), *loose), {key: row for key, row in first.items() if isinstance(key, str)}, by_path)


def _same(name: str) -> str:
    """Names that look the same are the same, however a system puts accents on letters."""
    return normalize("NFC", name)


def _parts(path: str) -> Parts:
    """Folders and file name, whichever way the slashes lean."""
    return tuple(part for part in _same(path).replace("\\", "/").split("/") if part not in ("", "."))
