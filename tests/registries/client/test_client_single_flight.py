from __future__ import annotations

import asyncio
import gc

import pytest

from replreg.registries.client.model import Slow
from replreg.registries.client.single_flight import Flights


def test_work_is_done_once_for_each_key() -> None:
    done: list[str] = []

    async def work(key: str) -> str:
        done.append(key)
        await asyncio.sleep(0)
        return key.upper()

    async def run() -> list[str]:
        flights: Flights[str] = Flights(30)
        return await asyncio.gather(*(flights.join(key, lambda key=key: work(key)) for key in "aabab"))

    assert asyncio.run(run()) == list("AABAB")
    assert done == ["a", "b"]


def test_who_stops_waiting_does_not_stop_the_others() -> None:
    async def run() -> str:
        flights: Flights[str] = Flights(30)
        start = asyncio.Event()

        async def work() -> str:
            await start.wait()
            return "done"

        impatient = asyncio.ensure_future(flights.join("key", work))
        patient = asyncio.ensure_future(flights.join("key", work))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.sleep(0)
        start.set()
        return await patient

    assert asyncio.run(run()) == "done"


def test_a_failure_that_nobody_waits_for_any_more_is_silent() -> None:
    complaints: list[object] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
        flights: Flights[str] = Flights(30)

        async def work() -> str:
            await asyncio.sleep(0.01)
            raise OSError

        waiting = asyncio.ensure_future(flights.join("key", work))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0.05)
        del flights
        gc.collect()

    asyncio.run(run())
    assert complaints == []


def test_a_task_that_takes_too_long_ends_as_slow() -> None:
    async def run() -> None:
        await Flights(0.05).join("key", asyncio.Event().wait)

    with pytest.raises(Slow, match=r"0\.05 s"):
        asyncio.run(run())


def test_only_the_result_that_is_stale_is_forgotten() -> None:
    results = iter([object(), object()])

    async def run() -> None:
        flights: Flights[object] = Flights(30)

        async def work() -> object:
            return next(results)

        first = await flights.join("key", work)
        flights.forget("key", object())
        assert await flights.join("key", work) is first
        flights.forget("key", first)
        second = await flights.join("key", work)
        assert second is not first
        flights.forget("key", first)
        flights.forget("other", first)
        assert await flights.join("key", work) is second

    asyncio.run(run())
