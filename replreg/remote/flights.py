"""Work that many wait for and one does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from replreg.remote.model import Slow

__all__ = ["Flights"]

Result = TypeVar("Result")


class Flights(Generic[Result]):
    """Runs one task for each key and keeps its result, or its exception, for everybody who asks for the key.

    Who stops waiting does not stop the task. ``timeout`` (seconds) bounds each task, which then ends with Slow.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._tasks: dict[Hashable, asyncio.Task[Result]] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of the task under ``key``, which runs ``work`` if it is not there yet."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.ensure_future(self._bounded(work))
            # Without a look at it, asyncio would report an exception that nobody was left to wait for.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._tasks[key] = task
        return await asyncio.shield(task)

    async def _bounded(self, work: Callable[[], Awaitable[Result]]) -> Result:
        try:
            return await asyncio.wait_for(work(), self._timeout)
        except asyncio.TimeoutError:
            raise Slow(f"no answer within {self._timeout:g} s all in all") from None

    def forget(self, key: Hashable, result: Result) -> None:
        """Drop the task under ``key`` if it ended with this very ``result``, so that the next who asks starts anew."""
        task = self._tasks.get(key)
        if task is None or not task.done() or task.cancelled() or task.exception():
            return
        if task.result() is result:
            del self._tasks[key]
