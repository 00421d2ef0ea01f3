"""How many conversations a second are judged, and how that compares with only parsing their JSON.

    .venv/bin/python benchmarks/audit.py [PATH…]

Takes samples/ unless told. Each figure is the best of three passes in one process, the rulebook loaded beforehand.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from compliance import Conversation, Plan, audit, load_rulebook, read_paths
from compliance.readers.writer import to_line

ROOT = Path(__file__).parent.parent
PASSES = 3


def best(work: Callable[[], object]) -> float:
    """Seconds."""
    taken = []
    for _ in range(PASSES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main(paths: list[str]) -> None:
    plan = Plan(load_rulebook(ROOT / "rules.yaml").rulebook)
    talks = [item for item in read_paths(paths) if isinstance(item, Conversation)]
    lines = [to_line(talk) for talk in talks]
    turns = sum(len(talk.turns) for talk in talks)
    characters = sum(len(turn.text) for talk in talks for turn in talk.turns)
    print(f"{len(talks)} conversations, {turns} turns, {characters} characters, {len(plan.rulebook.rules)} rules")
    parsing = best(lambda: [json.loads(line) for line in lines])
    for name, work in {
        "parse JSON only": lambda: [json.loads(line) for line in lines],
        "read": lambda: list(read_paths(paths)),
        "judge": lambda: audit(talks, plan),
        "read and judge": lambda: audit(read_paths(paths), plan),
    }.items():
        taken = best(work)
        print(f"{name:<16} {taken:8.3f} s  {len(talks) / taken:10.0f} conversations/s  {taken / parsing:7.1f} × parsing")


if __name__ == "__main__":
    main(sys.argv[1:] or [str(ROOT / "samples")])
