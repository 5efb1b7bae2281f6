"""The thread that lints: it runs jobs one after the other, and the thread that reads messages need not wait."""

from __future__ import annotations

import gc
import threading
import time
from collections import deque
from collections.abc import Callable

__all__ = ["Worker"]

Job = Callable[[], None]


_IDLE = 2.0
"""Seconds without a job after which garbage is collected."""

_MOST = 500
"""Jobs after which garbage is collected even if more are waiting."""


class Worker:
    """Runs jobs in a thread of its own, in the order in which they come or are due. A job must not raise.

    The interpreter must not collect garbage on its own: it would do so while a user waits, and look through every node
    of a large document each time. The worker collects garbage when there is nothing else to do.
    """

    def __init__(self) -> None:
        self._jobs_since_collection = 0
        self._jobs: deque[Job] = deque()
        self._waiting: dict[str, tuple[float, Job]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Run a job after those that came before."""
        with self._changed:
            self._jobs.append(job)
            self._wake()

    def later(self, key: str, seconds: float, job: Job) -> None:
        """Run a job after some seconds, unless another one with the same key comes before, or `cancel` is called."""
        with self._changed:
            self._waiting[key] = time.monotonic() + seconds, job
            self._wake()

    def cancel(self, key: str) -> None:
        """Drop the job that waits under a key, if there is one."""
        with self._changed:
            self._waiting.pop(key, None)

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="replreg", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next()()

    def _next(self) -> Job:
        """Wait for the next job, and take it."""
        with self._changed:
            while True:
                now = time.monotonic()
                due = sorted((when, key) for key, (when, _) in self._waiting.items() if when <= now)
                self._jobs.extend(self._waiting.pop(key)[1] for _, key in due)
                if self._jobs and self._jobs_since_collection < _MOST:
                    self._jobs_since_collection += 1
                    return self._jobs.popleft()
                if self._waiting and not self._jobs:
                    self._changed.wait(min(when for when, _ in self._waiting.values()) - now)
                elif not self._jobs_since_collection:
                    self._changed.wait()
                elif self._jobs or not self._changed.wait(_IDLE):
                    self._jobs_since_collection = 0
                    return _collect


def _collect() -> None:
    gc.collect()
