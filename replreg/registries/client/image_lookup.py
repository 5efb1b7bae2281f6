"""Looks up single images, and remembers the failures and logins of each registry during a run.

The request is that of the OCI Distribution API: ``HEAD /v2/<name>/manifests/<reference>``.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

from replreg.registries.client.auth import Authenticator, AuthHeader
from replreg.registries.client.credentials import CredentialStore
from replreg.registries.client.http import HttpClient, Reply
from replreg.registries.client.model import Answer, Failure, Options, Query, Slow, Verdict
from replreg.registries.client.single_flight import SingleFlight
from replreg.registries.client.tags import MOST_PAGES, PAGE_SIZE, next_page, read_tags, similar_tags
from replreg.registries.client.trust import api_host

__all__ = ["ImageLookup"]

ACCEPT = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)

_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-zA-Z=_-]{32,256}")
_STRIKES = 3
"""The failures of a host in a row after which its other images are not asked for."""


class _Host:
    """The state of one registry during a run: the requests that wait, and the number of failures in a row."""

    def __init__(self, per_host: int) -> None:
        self.turns = asyncio.Semaphore(per_host)
        self.strikes = 0
        self.last: Failure | None = None


class ImageLookup:
    """One run's connections, logins and memory of hosts."""

    def __init__(self, http: HttpClient, store: CredentialStore, options: Options) -> None:
        self._http = http
        self._options = options
        self._auth = Authenticator(http, store, options.total_timeout)
        self._hosts: dict[str, _Host] = {}
        self._tags: SingleFlight[tuple[str, ...] | None] = SingleFlight(options.read_timeout * 2)

    async def answer(self, query: Query) -> Answer:
        """Return the answer to a query, however the lookup ends."""
        host = self._hosts.setdefault(query.host, _Host(self._options.per_host))
        async with host.turns:
            if host.last is not None and host.strikes >= _STRIKES:
                detail = f"not asked again, since {host.strikes} images in a row ended so: {host.last.detail}"
                return Answer(query, host.last.verdict, None, detail)
            try:
                found = await asyncio.wait_for(self._ask_as_it_is_pulled(query), self._options.total_timeout)
            except asyncio.TimeoutError:
                failure: Failure = Slow(f"{query.host} gives no verdict within {self._options.total_timeout:g} s")
            except Failure as caught:
                failure = caught
            else:
                host.strikes = 0
                return found
            if failure.verdict in (Verdict.UNREACHABLE, Verdict.RATE_LIMITED):
                host.strikes += 1
                host.last = failure
            return Answer(query, failure.verdict, None, failure.detail)

    async def _ask_as_it_is_pulled(self, query: Query) -> Answer:
        """Ask for an image; if it cannot be pulled without a login, try with one, and say so if that finds it."""
        found = await self._ask(query)
        if not query.anonymous or found.verdict not in (Verdict.UNAUTHORIZED, Verdict.MISSING):
            return found
        private = replace(query, source=None, anonymous=False)
        with suppress(Failure):
            credentials = (await self._auth.login(private)).credentials
            if credentials is not None and (await self._ask(private)).verdict is Verdict.FOUND:
                registry = self._auth.registry(private)
                source = f"'source: {registry.name}'" if registry is not None else "the registry that is linked for it"
                detail = f"found only with the login from {credentials.origin}; a public image is pulled without any"
                return Answer(query, Verdict.UNAUTHORIZED, None, f"{detail}, so declare it under {source}")
        return found

    async def _ask(self, query: Query) -> Answer:
        base = self._http.registry_url(api_host(query.host))
        url = f"{base}/v2/{quote(query.path)}/manifests/{quote(query.target, safe=':')}"
        reply, header = await self._authorized("HEAD", url, base, query)
        digest = query.digest or _digest(reply)
        if reply.status == 405 or (reply.status == 200 and digest is None):
            reply, header = await self._authorized("GET", url, base, query)
            digest = query.digest or _digest(reply)
            if reply.status == 200 and digest is None:
                digest = _compute_digest(reply)
        if reply.status == 200:
            return Answer(query, Verdict.FOUND, digest)
        if reply.status in (401, 403, 404) and not query.anonymous and (withheld := await self._withheld(query)):
            return Answer(query, Verdict.UNAUTHORIZED, None, withheld)
        if reply.status == 404:
            return await self._missing(query, base)
        if reply.status in (401, 403):
            return Answer(query, Verdict.UNAUTHORIZED, None, _refusal(query, reply, header))
        raise Failure(Verdict.UNREACHABLE, f"{reply.origin} answers with status {reply.status}")

    async def _missing(self, query: Query, base: str) -> Answer:
        """Return the answer for an image that is not there, with tags that look alike where a tag is missing."""
        detail = f"{query.host} has no {query.path} under {query.target}"
        if query.digest is not None:
            return Answer(query, Verdict.MISSING, None, detail)
        known: tuple[str, ...] | None = None
        with suppress(Failure):
            known = await self._tags.run(
                (query.host, query.path, query.anonymous), lambda: self._list_tags(query, base)
            )
        if known is None:
            return Answer(query, Verdict.MISSING, None, detail)
        alike = similar_tags(query.target, known)
        if alike:
            detail += f"; it has {', '.join(alike)}"
        elif not known:
            detail += "; it has no tags"
        return Answer(query, Verdict.MISSING, None, detail, alike)

    async def _list_tags(self, query: Query, base: str) -> tuple[str, ...] | None:
        """Return the tags of a repository, the first ones of many; None where the registry does not list them."""
        found: dict[str, None] = {}
        url = first = f"{base}/v2/{quote(query.path)}/tags/list"
        for _ in range(MOST_PAGES):
            reply, _ = await self._authorized("GET", f"{url}{'&' if '?' in url else '?'}n={PAGE_SIZE}", base, query)
            page = read_tags(reply.body) if reply.status == 200 and not reply.strayed else None
            if page is None:
                break
            found.update(dict.fromkeys(page))
            following = next_page(reply.headers.get("link"))
            if following is None:
                return tuple(found)
            # Only the place in the list is the server's choice; the address is the same for every page.
            url = f"{first}?last={quote(following, safe='')}"
        return tuple(found) if found else None

    async def _withheld(self, query: Query) -> str:
        """Return why a login that the configuration has was not sent, "" where there was none to send."""
        with suppress(Failure):
            return (await self._auth.login(query)).withheld
        return ""

    async def _authorized(self, method: str, url: str, base: str, query: Query) -> tuple[Reply, AuthHeader | None]:
        """Return the answer to a request, logged in as the registry asks, and what the login was, if there was any."""
        accept = {"Accept": ACCEPT}
        header = self._auth.cached(query)
        reply = await self._http.send(method, url, accept, authorization=header.value if header else None)
        challenge: Reply | None = None
        if reply.status == 401 and not reply.strayed:
            challenge = reply
            if header is not None:
                self._auth.forget(query, header)
        elif reply.status in (403, 404) and header is None and not reply.strayed:
            challenge = await self._hidden_challenge(base, query)
        if challenge is not None:
            met = await self._auth.answer_challenge(query, challenge)
            if met.value is not None:
                header = met
                reply = await self._http.send(method, url, accept, authorization=header.value)
                self._auth.record_outcome(query, header, accepted=reply.status != 401)
            elif reply.status == 401:
                header = met
        return reply, header

    async def _hidden_challenge(self, base: str, query: Query) -> Reply | None:
        """Return the challenge of a registry that hides what it does not show to everybody, where there is a login."""
        if (await self._auth.login(query)).credentials is None:
            return None
        welcome = await self._http.send("GET", f"{base}/v2/")
        return welcome if welcome.status == 401 and not welcome.strayed else None


def _digest(reply: Reply) -> str | None:
    """Return the digest that a registry names, or None where it names none that is well-formed."""
    digest = str(reply.headers.get("docker-content-digest", ""))
    return digest if reply.status == 200 and _DIGEST.fullmatch(digest) else None


def _compute_digest(reply: Reply) -> str:
    """Return the digest of the manifest in the body. Raises Failure where there is something else."""
    content: object = None
    with suppress(ValueError, RecursionError):
        content = json.loads(reply.body)
    if not isinstance(content, dict) or "schemaVersion" not in content:
        raise Failure(Verdict.UNREACHABLE, f"{reply.origin} answers with something that is not a manifest")
    return f"sha256:{hashlib.sha256(reply.body).hexdigest()}"


def _refusal(query: Query, reply: Reply, header: AuthHeader | None) -> str:
    if reply.strayed:
        return (
            f"{query.host} redirects to {reply.origin}, which wants a login; the one for {query.host} is not sent there"
        )
    if header is None:
        return f"{query.host} refuses {query.path} without a login"
    if header.value is None:
        return header.why
    return f"{query.host} refuses {query.path} {header.why}; it may also be that there is no such repository"
