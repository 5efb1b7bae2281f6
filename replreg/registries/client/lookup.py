"""Looks images up in their registries, each once, many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from replreg.registries.client.credentials import CredentialStore
from replreg.registries.client.http import open_http_client
from replreg.registries.client.image_lookup import ImageLookup
from replreg.registries.client.model import Answer, Options, Query

__all__ = ["look_up", "look_up_async"]


def look_up(
    queries: Sequence[Query],
    credentials: CredentialStore | None = None,
    options: Options | None = None,
    on_answer: Callable[[Answer], None] | None = None,
) -> list[Answer]:
    """Ask the registries and return the answers in the order of ``queries``, equal queries having the same answer.

    ``credentials`` default to those of Docker's configuration. ``on_answer`` is called in this thread, once for each
    distinct image as its answer comes in, in no certain order. No failure of a registry raises: each ends in a verdict.
    Raises VerifyUnavailable where httpx is not installed or the environment's proxy settings are of no use, and
    RuntimeError inside of a running event loop, where look_up_async is meant to be awaited.
    """
    return asyncio.run(look_up_async(queries, credentials, options, on_answer))


async def look_up_async(
    queries: Sequence[Query],
    credentials: CredentialStore | None = None,
    options: Options | None = None,
    on_answer: Callable[[Answer], None] | None = None,
) -> list[Answer]:
    """Do the same as look_up, for callers that have an event loop."""
    options = options or Options()
    store = credentials if credentials is not None else CredentialStore()
    answers: dict[_Key, Answer] = {}
    async with open_http_client(options) as http:
        session = ImageLookup(http, store, options)
        tasks = [asyncio.ensure_future(session.answer(query)) for query in _distinct(queries)]
        try:
            for coming in asyncio.as_completed(tasks):
                found = await coming
                answers[_key(found.query)] = found
                if on_answer is not None:
                    on_answer(found)
        finally:
            # Only an interruption, or an on_answer that raises, leaves tasks here.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return [_for(query, answers[_key(query)]) for query in queries]


_Key = tuple[str, str, str, bool]


def _key(query: Query) -> _Key:
    return query.host, query.path, query.target, query.anonymous


def _distinct(queries: Iterable[Query]) -> list[Query]:
    """Return one query for each image; where some say under which source it is declared, one of these."""
    distinct: dict[_Key, Query] = {}
    for query in queries:
        known = distinct.get(_key(query))
        if known is None or (known.source is None and query.source is not None):
            distinct[_key(query)] = query
    return list(distinct.values())


def _for(query: Query, answer: Answer) -> Answer:
    return answer if answer.query is query else replace(answer, query=query)
