"""How long one live event takes with many conversations open, and how that compares with only parsing its JSON.

    .venv/bin/python benchmarks/live.py [OPEN] [PATH…]

Opens OPEN conversations (10,000 unless told), made of those in samples/ unless told, each with an id of its own, and
lets them all go on at once, turn by turn, until the last has ended.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from compliance import Conversation, load_rulebook, read_paths
from compliance.live.room import receive, room_for
from compliance.model.problem import Place
from compliance.readers.live_events import read_event
from compliance.readers.writer import to_neutral

ROOT = Path(__file__).parent.parent
PLACE = Place("stdin", 1)


def lines_of(talk: Conversation, name: str) -> Iterator[tuple[str, str]]:
    """Kind and line of each event of the talk."""
    fields = to_neutral(talk)
    turns = fields.pop("turns")
    meta = {key: value for key, value in fields.items() if key not in ("id", "events")}
    if talk.case:
        meta["case"] = f"{talk.case} of {name}"
    yield "meta", json.dumps({"conversation": name, "meta": meta}, ensure_ascii=False)
    for turn in turns if isinstance(turns, list) else ():
        yield "turn", json.dumps({"conversation": name, "turn": turn}, ensure_ascii=False)
    yield "end", json.dumps({"conversation": name, "end": True})


def in_turns(talks: list[Iterator[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """One line of each, then the next of each."""
    while talks:
        going = []
        for talk in talks:
            if line := next(talk, None):
                yield line
                going.append(talk)
        talks = going


def timed(work: object, line: str) -> float:
    begun = time.process_time_ns()
    work(line)  # type: ignore[operator]
    return (time.process_time_ns() - begun) / 1000


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int, paths: list[str]) -> None:
    talks = [item for item in read_paths(paths) if isinstance(item, Conversation)]
    room = room_for(load_rulebook(ROOT / "rules.yaml").rulebook, 60.0, 86400.0)
    empty = memory()
    open_ = [lines_of(talk, f"{talk.id}-{number}") for number, talk in enumerate(islice(cycle(talks), count))]
    taken: dict[str, list[tuple[float, float]]] = {"turn": [], "meta": [], "end": []}
    most_open, rows = 0, 0

    def judged(line: str) -> None:
        nonlocal rows
        told = read_event(line, PLACE)
        assert told
        rows += len(receive(room, told, PLACE))

    gc.freeze()
    for kind, line in in_turns(open_):
        taken[kind].append((timed(json.loads, line), timed(judged, line)))
        most_open = max(most_open, len(room.talks))
    print(f"{sum(map(len, taken.values()))} events of {count} conversations, {most_open} open at once, {rows} rows")
    tell("all", [pair for pairs in taken.values() for pair in pairs])
    for kind, pairs in taken.items():
        tell(kind, pairs)
    print(f"memory {memory():.0f} MB at its peak, {memory() - empty:.0f} MB for the conversations")


def tell(name: str, pairs: list[tuple[float, float]]) -> None:
    """Microseconds, and how many times as long as parsing the same line takes."""
    parsing, judging = ([pair[place] for pair in pairs] for place in (0, 1))
    middle, high = median(judging), quantiles(judging, n=100)[98]
    base = median(parsing)
    print(f"{name:<5} {len(pairs):>8}  median {middle:8.1f} µs {middle / base:7.1f} × parsing   99 % {high:9.1f} µs {high / base:8.1f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2:] or [str(ROOT / "samples")])
