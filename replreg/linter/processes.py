"""Spreads work over processes: results in the order of the jobs, and an end in good order whatever ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["WorkerLost", "run"]

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_WORTH_PROCESSES = 300_000
"""Bytes of input from which on starting processes pays for itself."""

_AHEAD = 2  # chunks that a process has been given and not given back: it need not wait for the next one

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class WorkerLost(RuntimeError):
    """A process that did a part of the work is gone, as when the system is out of memory."""


def run(
    jobs: Sequence[_Job],
    work: Callable[[_Job], _Result],
    processes: int,
    size: int,
    here: Callable[[_Job], _Result] | None = None,
) -> Iterator[_Result]:
    """Yield ``work(job)`` for each job, in their order. ``work`` raises nothing.

    ``size`` is the input's, in bytes or characters; a small one is worked on in this process. So is all of it where the
    system has no processes to give.

    With ``here``, this process is one of the ``processes`` and works too, and jobs are given out one by one. ``here``
    is then called in place of ``work`` for the jobs of this process, whose results need not be sent, and it may raise.
    Without it this process only collects, so that it lives on when another takes more memory than there is. Raises
    `WorkerLost`.
    """
    if processes < 2 or len(jobs) < 2 or size < _WORTH_PROCESSES:
        yield from map(here or work, jobs)
        return
    processes = min(processes, len(jobs))
    chunk = max(1, min(16, len(jobs) // (processes * 4))) if here is None else 1
    starts = range(0, len(jobs), chunk)
    try:
        pool = _Pool(jobs, work, processes - (here is not None))
    except OSError:  # too many processes, or too many open files: slower, but the same comes of it
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
    """Processes that wait for the numbers of jobs. They have the jobs themselves from the start.

    Raises OSError where the system cannot give as many; then none is left.
    """

    def __init__(self, jobs: Sequence[Any], work: Callable[[Any], Any], processes: int) -> None:
        import multiprocessing

        # Forking is several times quicker than starting anew, and this process has no threads to be lost by it.
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
        """Give a process the jobs from number ``start`` on; None where there are no more."""
        if start is not None:
            with suppress(OSError):  # a process that is gone is noticed when its results are due
                connection.send((start, count))

    def take(self, *, wait: bool) -> Iterator[tuple[Connection, int, list[Any]]]:
        """Yield what results are there: the process they come from, the number of their first job, and themselves.

        With ``wait`` there are some. Raises `WorkerLost`.
        """
        from multiprocessing import connection as connections

        ready: list[Any] = connections.wait(self.connections, None if wait else 0)
        for connection in ready:
            try:
                start, results = connection.recv()
            except (EOFError, OSError):
                raise WorkerLost("a process that read the files is gone, for want of memory perhaps") from None
            yield connection, start, results

    def end(self) -> None:
        """End the processes, at work or not."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.join()
        for connection in self.connections:
            connection.close()


def _serve(
    jobs: Sequence[Any], work: Callable[[Any], Any], connection: Connection, inherited: Sequence[Connection]
) -> None:
    """Do the jobs whose numbers come, until nobody is there to send any.

    Ctrl-C is the parent's to answer, and it ends this process with a signal that is not to be handled.
    """
    import gc

    gc.disable()  # as in the parent
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in inherited:
        other.close()  # or it would never be told that the parent is gone
    with suppress(EOFError, OSError):
        while True:
            start, count = connection.recv()
            connection.send((start, [work(job) for job in jobs[start : start + count]]))


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
