"""How long a person waits for the first line: `compliance --help`, and `compliance check` of a practice transcript.

    .venv/bin/python benchmarks/start.py [RUNS]

Prints the best and the middle of so many runs (7 unless told), each in a process of its own, after one that fills the cache.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
COMMANDS = {"--help": 0.25, "check samples/practice/agent.txt": 1.0}  # seconds that it should take at most


def seconds(words: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "compliance", *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begun


def main(runs: int) -> None:
    for line, target in COMMANDS.items():
        seconds(line.split())
        taken = [seconds(line.split()) for _ in range(runs)]
        print(f"compliance {line:<34} best {min(taken):.3f} s  middle {median(taken):.3f} s  target {target} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
