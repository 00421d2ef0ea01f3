"""Workers: conversations and cases judged by several processes of this machine, given back in the order in which they came."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from itertools import islice
from multiprocessing import get_context

from compliance.judge import Bench, Rows, Work
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rulebook

BATCH = 100  # conversations or cases sent to a worker at a time

Judged = tuple[Work, Rows]


def judged_by_workers(work: Iterable[Work], rulebook: Rulebook, as_of: datetime | None, jobs: int) -> Iterator[Judged]:
    """Raises Problems where a worker was ended from outside, as the system does when memory runs out."""
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (rulebook, as_of))
    try:
        yield from _in_order(pool, iter(work), jobs * 4)
    except BrokenProcessPool:
        raise Problems([Problem(Place("--jobs"), message("judge.worker_lost"), message("judge.worker_lost.hint"))]) from None
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nothing new is begun


def _in_order(pool: Executor, work: Iterator[Work], ahead: int) -> Iterator[Judged]:
    """Batches judged by the workers, given back in the order in which they came; never more than `ahead` batches under way."""
    waiting: deque[tuple[list[Work], Future[list[Rows]]]] = deque()
    while True:
        batch = list(islice(work, BATCH))
        if batch:
            waiting.append((batch, pool.submit(_judge_batch, batch)))
        if waiting and (not batch or len(waiting) >= ahead):
            done, judged = waiting.popleft()
            yield from zip(done, judged.result(), strict=True)
        elif not batch:
            return


# A worker process judges for one rulebook all its life: what it needs is made once, when it starts.
_worker: dict[str, Bench] = {}


def _set_up(rulebook: Rulebook, as_of: datetime | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone answers it
    _worker.update(bench=Bench(rulebook, as_of))


def _judge_batch(batch: list[Work]) -> list[Rows]:
    return [_worker["bench"].judge(item) for item in batch]
