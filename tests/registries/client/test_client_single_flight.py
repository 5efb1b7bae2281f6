from __future__ import annotations

import asyncio
import gc

import pytest

from replreg.registries.client.model import Slow
from replreg.registries.client.single_flight import SingleFlight


def test_work_is_done_once_for_each_key() -> None:
    done: list[str] = []

    async def work(key: str) -> str:
        done.append(key)
        await asyncio.sleep(0)
        return key.upper()

    async def run() -> list[str]:
        shared: SingleFlight[str] = SingleFlight(30)
        return await asyncio.gather(*(shared.run(key, lambda key=key: work(key)) for key in "aabab"))

    assert asyncio.run(run()) == list("AABAB")
    assert done == ["a", "b"]


def test_who_stops_waiting_does_not_stop_the_others() -> None:
    async def run() -> str:
        shared: SingleFlight[str] = SingleFlight(30)
        start = asyncio.Event()

        async def work() -> str:
            await start.wait()
            return "done"

        impatient = asyncio.ensure_future(shared.run("key", work))
        patient = asyncio.ensure_future(shared.run("key", work))
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
        shared: SingleFlight[str] = SingleFlight(30)

        async def work() -> str:
            await asyncio.sleep(0.01)
            raise OSError

        waiting = asyncio.ensure_future(shared.run("key", work))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0.05)
        del shared
        gc.collect()

    asyncio.run(run())
    assert complaints == []


def test_a_task_that_takes_too_long_ends_as_slow() -> None:
    async def run() -> None:
        await SingleFlight(0.05).run("key", asyncio.Event().wait)

    with pytest.raises(Slow, match=r"0\.05 s"):
        asyncio.run(run())


def test_only_the_result_that_is_stale_is_forgotten() -> None:
    results = iter([object(), object()])

    async def run() -> None:
        shared: SingleFlight[object] = SingleFlight(30)

        async def work() -> object:
            return next(results)

        first = await shared.run("key", work)
        shared.forget("key", object())
        assert await shared.run("key", work) is first
        shared.forget("key", first)
        second = await shared.run("key", work)
        assert second is not first
        shared.forget("key", first)
        shared.forget("other", first)
        assert await shared.run("key", work) is second

    asyncio.run(run())
