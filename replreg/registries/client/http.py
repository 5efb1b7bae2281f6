"""Sends requests to registries and their token services: checks addresses, follows redirects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from replreg.registries.client.httpx_setup import load_httpx, open_client
from replreg.registries.client.model import Failure, Options, Verdict
from replreg.registries.client.transport import Reply, Request, Transport, url_origin
from replreg.registries.client.trust import Origin, is_loopback, split_port

if TYPE_CHECKING:
    import httpx

    from replreg.registries.client.secret import Secret

__all__ = ["HttpClient", "Reply", "open_http_client"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5


@asynccontextmanager
async def open_http_client(options: Options) -> AsyncIterator[HttpClient]:
    """Yield a client with connections of its own. Raises VerifyUnavailable without a usable httpx."""
    async with open_client(options) as client:
        transport = Transport(client, options)
        try:
            yield HttpClient(transport, options)
        finally:
            await transport.close()


class HttpClient:
    """Sends requests and follows redirects. Every method raises Failure, and nothing else, when it fails."""

    def __init__(self, transport: Transport, options: Options) -> None:
        self._httpx = load_httpx()
        self._transport = transport
        self._insecure = {host.lower() for host in options.insecure_registries}

    def may_be_plain(self, host: str) -> bool:
        """Return whether ``host[:port]`` may be spoken to without TLS."""
        name, _ = split_port(host)
        return is_loopback(name) or not self._insecure.isdisjoint({name, host.lower()})

    def registry_url(self, host: str) -> str:
        """Return the scheme and ``host[:port]`` under which a registry is asked first."""
        try:
            return f"{'http' if self.may_be_plain(host) else 'https'}://{host}"
        except ValueError as error:
            raise Failure(Verdict.UNREACHABLE, str(error)) from None

    def origin(self, url: str, what: str) -> Origin:
        """Return the origin of an absolute URL. Raises Failure for a malformed one, which ``what`` names for people."""
        return url_origin(self._parse(url, what))

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        authorization: Secret | None = None,
        form: Mapping[str, Secret | str] | None = None,
    ) -> Reply:
        """Return the final answer to a request, after redirects and retries; never one with status 429 or 5xx.

        ``authorization`` is sent to the origin of ``url`` and to no other. A ``form`` is posted, and is not sent on
        where a redirect points.
        """
        target = self._parse(url, "the registry or its token service")
        start = url_origin(target)
        for _ in range(_MOST_REDIRECTS + 1):
            strayed = url_origin(target) != start
            reply = await self._transport.send(
                Request(method, target, headers, None if strayed else authorization, form)
            )
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or location is None:
                return Reply(reply.status, reply.headers, reply.body, reply.origin, strayed)
            if form is not None:
                raise Failure(Verdict.UNREACHABLE, f"{start} redirects a request that holds a login")
            target = self._follow(target, location)
        raise Failure(Verdict.UNREACHABLE, f"{start} redirects more than {_MOST_REDIRECTS} times")

    def _parse(self, url: str, what: str) -> httpx.URL:
        try:
            parsed: httpx.URL = self._httpx.URL(url)
            # Reading the host decodes an international name, which fails for some malformed ones.
            usable = bool(parsed.host) and parsed.scheme in ("http", "https") and not parsed.userinfo
            split_port(f"x:{parsed.port or 443}")
        except (self._httpx.InvalidURL, ValueError):
            usable = False
        if not usable:
            raise Failure(Verdict.UNREACHABLE, f"{what} has an address that is malformed, holds a login or is not HTTP")
        return parsed

    def _follow(self, target: httpx.URL, location: str) -> httpx.URL:
        here = url_origin(target)
        try:
            joined = str(target.join(location))
        except (self._httpx.InvalidURL, ValueError):
            joined = ""
        following = self._parse(joined, f"what {here} redirects to")
        if following.scheme == "http":
            origin = url_origin(following)
            if target.scheme == "https" or not self.may_be_plain(f"{origin.bracketed_host}:{origin.port}"):
                raise Failure(Verdict.UNREACHABLE, f"{here} redirects to {origin}, which lacks TLS")
        return following
