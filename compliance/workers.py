"""Workers: conversations judged by several processes of this machine, given back in the order of reading."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from itertools import islice
from multiprocessing import get_context

from compliance.judge import clock_of, judge
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation
from compliance.model.verdict import Verdict
from compliance.text.hearing import Ear

BATCH = 100  # conversations sent to a worker at a time

Judged = tuple[Conversation, tuple[Verdict, ...]]


def judged_by_workers(conversations: Iterable[Conversation], rulebook: Rulebook, as_of: datetime | None, jobs: int) -> Iterator[Judged]:
    """Raises Problems where a worker was ended from outside, as the system does when memory runs out."""
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (rulebook, as_of))
    try:
        yield from _in_order(pool, iter(conversations), jobs * 4)
    except BrokenProcessPool:
        raise Problems([Problem(Place("--jobs"), message("judge.worker_lost"), message("judge.worker_lost.hint"))]) from None
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nothing new is begun


def _in_order(pool: Executor, conversations: Iterator[Conversation], ahead: int) -> Iterator[Judged]:
    """Batches judged by the workers, given back in the order of reading; never more than `ahead` batches under way."""
    waiting: deque[tuple[list[Conversation], Future[list[tuple[Verdict, ...]]]]] = deque()
    while True:
        batch = list(islice(conversations, BATCH))
        if batch:
            waiting.append((batch, pool.submit(_judge_batch, batch)))
        if waiting and (not batch or len(waiting) >= ahead):
            done, judged = waiting.popleft()
            yield from zip(done, judged.result(), strict=True)
        elif not batch:
            return


# A worker process judges for one rulebook all its life: what it needs is made once, when it starts.
_worker: dict[str, object] = {}


def _set_up(rulebook: Rulebook, as_of: datetime | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone answers it
    _worker.update(rulebook=rulebook, as_of=as_of, ear=Ear(rulebook))


def _judge_batch(batch: list[Conversation]) -> list[tuple[Verdict, ...]]:
    rulebook, as_of, ear = _worker["rulebook"], _worker["as_of"], _worker["ear"]
    assert isinstance(rulebook, Rulebook) and isinstance(ear, Ear) and (as_of is None or isinstance(as_of, datetime))
    return [judge(conversation, rulebook, ear, clock_of(conversation, as_of)) for conversation in batch]
