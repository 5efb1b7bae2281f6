"""Runs a task once for all callers that ask for it at the same time or later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from replreg.registries.client.model import Slow

__all__ = ["SingleFlight"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Success(Generic[Result]):
    result: Result


_Outcome: TypeAlias = "_Success[Result] | Exception"


class SingleFlight(Generic[Result]):
    """Runs one task for each key and keeps its result, or its exception, for everybody who asks for the key.

    Who stops waiting does not stop the task. ``timeout`` (seconds) bounds each task, which then ends with Slow.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._tasks: dict[Hashable, asyncio.Task[_Outcome[Result]]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of the task under ``key``, which runs ``work`` if it is not there yet."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(self._bounded(work))
        outcome = await asyncio.shield(task)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome.result

    async def _bounded(self, work: Callable[[], Awaitable[Result]]) -> _Outcome[Result]:
        # Exceptions are returned, since asyncio reports those that nobody is left to wait for.
        try:
            return _Success(await asyncio.wait_for(work(), self._timeout))
        except asyncio.TimeoutError:
            return Slow(f"no answer within {self._timeout:g} s all in all")
        except Exception as error:
            return error

    def forget(self, key: Hashable, result: Result) -> None:
        """Drop the task under ``key`` if it ended with this very ``result``, so that the next call starts another."""
        task = self._tasks.get(key)
        if task is None or not task.done() or task.cancelled():
            return
        outcome = task.result()
        if not isinstance(outcome, Exception) and outcome.result is result:
            del self._tasks[key]
