"""Spreads work over processes: results in the order of the jobs, and an end in good order whatever ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["WorkerLost", "run", "stop"]

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_WORTH_PROCESSES = 300_000
"""Bytes of input from which on starting processes pays for itself."""

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class WorkerLost(RuntimeError):
    """A process that did a part of the work is gone, as when the system is out of memory."""


def run(jobs: Sequence[_Job], work: Callable[[_Job], _Result], processes: int, size: int) -> Iterator[_Result]:
    """Yield ``work(job)`` for each job, in their order.

    ``size`` is the input's in bytes; what is small is done in this process. Raises `WorkerLost`.
    """
    if processes < 2 or len(jobs) < 2 or size < _WORTH_PROCESSES:
        yield from map(work, jobs)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Forking is several times quicker than starting anew, and this process has no threads to be lost by it.
    method = "fork" if os.name == "posix" and "fork" in multiprocessing.get_all_start_methods() else "spawn"
    chunk = max(1, min(16, len(jobs) // (processes * 4)))
    pool = ProcessPoolExecutor(
        min(processes, len(jobs)), mp_context=multiprocessing.get_context(method), initializer=_start_worker
    )
    try:
        with _signals_wait():
            results = pool.map(work, jobs, chunksize=chunk)
        yield from results
    except BrokenProcessPool:
        raise WorkerLost("a process that read the files is gone, for want of memory perhaps") from None
    finally:
        # Where all is done nothing is left to be ended; where the run ends early nobody waits for the rest.
        pool.shutdown(wait=False, cancel_futures=True)
        stop()


def stop() -> None:
    """End the processes that still work, where the run ends before them."""
    import multiprocessing

    for worker in multiprocessing.active_children():
        worker.terminate()


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, end at once when it says so, and keep the garbage collector out, as it does."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    gc.disable()


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold signals back while processes start, so that none of them meets one before it knows what to do with it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
