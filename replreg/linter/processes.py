"""Spreads work over processes. Results come in the order of the jobs, and no process outlives a run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["WORTH_PROCESSES", "WorkerLost", "run"]

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

WORTH_PROCESSES = 300_000
"""Bytes of input from which on starting processes pays for itself."""

_AHEAD = 2  # chunks that are given to a process ahead of its results, so that it does not wait for the next one

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class WorkerLost(RuntimeError):
    """A worker process ended unexpectedly, as when the system is out of memory."""


def run(
    jobs: Sequence[_Job],
    work: Callable[[_Job], _Result],
    processes: int,
    size: int,
    here: Callable[[_Job], _Result] | None = None,
) -> Iterator[_Result]:
    """Yield ``work(job)`` for each job, in their order. ``work`` raises nothing.

    ``size`` is that of the input, in bytes or characters; a small one is worked on in this process, and so is every one
    if the system cannot start processes.

    With ``here``, this process is one of the ``processes`` and works too, and jobs are given out one by one. ``here``
    is called in place of ``work`` for the jobs of this process, whose results need not be sent, and it may raise.
    Without it this process only collects results, so that it survives if another needs too much memory. Raises
    `WorkerLost`.
    """
    if processes < 2 or len(jobs) < 2 or size < WORTH_PROCESSES:
        yield from map(here or work, jobs)
        return
    processes = min(processes, len(jobs))
    chunk = max(1, min(16, len(jobs) // (processes * 4))) if here is None else 1
    starts = range(0, len(jobs), chunk)
    try:
        pool = _Pool(jobs, work, processes - (here is not None))
    except OSError:  # too many processes or open files: one process gives the same results, more slowly
        yield from map(here or work, jobs)
        return
    try:
        waiting: dict[int, list[_Result]] = {}
        given = iter(starts)
        for connection in list(pool.connections) * _AHEAD:
            pool.give(connection, next(given, None), chunk)
        for due in starts:
            while due not in waiting:
                own = next(given, None) if here is not None else None
                if here is not None and own is not None:
                    waiting[own] = [here(job) for job in jobs[own : own + chunk]]
                for connection, start, results in pool.take(wait=own is None):
                    waiting[start] = results
                    pool.give(connection, next(given, None), chunk)
            yield from waiting.pop(due)
    finally:
        pool.end()


class _Pool:
    """Processes that have all jobs from the start and wait for the numbers of those to do.

    Raises OSError if the system cannot start as many; then none is left.
    """

    def __init__(self, jobs: Sequence[Any], work: Callable[[Any], Any], processes: int) -> None:
        import multiprocessing

        # Forking is several times faster than spawning, and safe, since this process has no other threads.
        can_fork = os.name == "posix" and "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if can_fork else "spawn")
        self.connections: list[Connection] = []
        self._workers: list[BaseProcess] = []
        try:
            with _signals_wait():
                for _ in range(processes):
                    self._start(context, jobs, work, can_fork)
        except BaseException:
            self.end()
            raise

    def _start(self, context: Any, jobs: Sequence[Any], work: Callable[[Any], Any], can_fork: bool) -> None:
        here, there = context.Pipe()
        inherited = [*self.connections, here] if can_fork else []
        self.connections.append(here)
        with there:
            worker = context.Process(target=_serve, args=(jobs, work, there, inherited), daemon=True)
            worker.start()
        self._workers.append(worker)

    def give(self, connection: Connection, start: int | None, count: int) -> None:
        """Give a process ``count`` jobs from number ``start`` on; None means that no jobs are left."""
        if start is not None:
            with suppress(OSError):  # a lost process is noticed when its results are due
                connection.send((start, count))

    def take(self, *, wait: bool) -> Iterator[tuple[Connection, int, list[Any]]]:
        """Yield the results that have arrived: their process, the number of their first job, and the results.

        With ``wait`` this waits for some. Raises `WorkerLost`.
        """
        from multiprocessing import connection as connections

        ready: list[Any] = connections.wait(self.connections, None if wait else 0)
        for connection in ready:
            try:
                start, results = connection.recv()
            except (EOFError, OSError):
                raise WorkerLost("a worker process ended unexpectedly, perhaps for lack of memory") from None
            yield connection, start, results

    def end(self) -> None:
        """End the processes, whether they work or wait."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.join()
        for connection in self.connections:
            connection.close()


def _serve(
    jobs: Sequence[Any], work: Callable[[Any], Any], connection: Connection, inherited: Sequence[Connection]
) -> None:
    """Do the jobs whose numbers arrive, until the parent closes the connection.

    The parent handles Ctrl-C, and ends this process with a signal that is not handled here.
    """
    import gc

    gc.disable()  # as in the parent
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in inherited:
        other.close()  # or this end would stay open after the parent is gone
    with suppress(EOFError, OSError):
        while True:
            start, count = connection.recv()
            connection.send((start, [work(job) for job in jobs[start : start + count]]))


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Block signals while processes start, so that none arrives before its handlers are set."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
