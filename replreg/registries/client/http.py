"""One HTTP exchange with everything that can go wrong in it: time-outs, retries, redirects, TLS or none."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from replreg.registries.client.certificates import (
    CertificateError,
    add_certificates,
    certificate_folders,
    folder_of,
)
from replreg.registries.client.httpx_setup import explain, load_httpx, make_client, open_client, tls_context
from replreg.registries.client.model import Broken, Fault, Options, Slow, Untrusted, Verdict
from replreg.registries.client.single_flight import SingleFlight
from replreg.registries.client.trust import Origin, is_loopback, split_port

if TYPE_CHECKING:
    import httpx

    from replreg.registries.client.secret import Secret

__all__ = ["HttpClient", "Reply", "open_http_client"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
# A manifest may have four mebibytes by the OCI Distribution Specification; nothing else that is read is as large.
_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's final answer. ``origin`` is the server that gave it, ``strayed`` whether a redirect led there."""

    status: int
    headers: httpx.Headers
    body: bytes
    origin: Origin
    strayed: bool = False


@asynccontextmanager
async def open_http_client(options: Options) -> AsyncIterator[HttpClient]:
    """Yield a client with connections of its own. Raises VerifyUnavailable without a usable httpx."""
    async with open_client(options) as client:
        http = HttpClient(client, options)
        try:
            yield http
        finally:
            await http.close()


class HttpClient:
    """Sends requests within the limits of ``options``. Every method raises Fault, and nothing else, when it fails."""

    def __init__(self, client: httpx.AsyncClient, options: Options) -> None:
        self._httpx = load_httpx()
        self._client = client
        self._options = options
        self._slots = asyncio.Semaphore(options.concurrency)
        self._resume: dict[Origin, float] = {}
        self._schemes: dict[Origin, str] = {}
        self._insecure = {host.lower() for host in options.insecure_registries}
        self._probes: SingleFlight[bool] = SingleFlight(options.total_timeout)
        folders = options.certificates
        self._certificates = certificate_folders(os.environ) if folders is None else folders
        self._clients: dict[Origin, httpx.AsyncClient] = {}

    async def close(self) -> None:
        """Close the connections to servers that have certificates of their own."""
        own = {id(client): client for client in self._clients.values() if client is not self._client}
        for client in own.values():
            await client.aclose()

    def _client_for(self, origin: Origin) -> httpx.AsyncClient:
        """Return the client for a server: one of its own if the user keeps certificates for it. Raises Fault."""
        client = self._clients.get(origin)
        if client is None:
            client = self._client
            folder = folder_of(origin, self._certificates) if origin.scheme == "https" else None
            if folder is not None:
                context = tls_context(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))
                try:
                    add_certificates(context, folder)
                except CertificateError as error:
                    raise Untrusted(f"{origin} is not asked, since {error}") from None
                client = make_client(self._options, context)
            self._clients[origin] = client
        return client

    def may_be_plain(self, host: str) -> bool:
        """Return whether ``host[:port]`` may be spoken to without TLS."""
        name, _ = split_port(host)
        return is_loopback(name) or not self._insecure.isdisjoint({name, host.lower()})

    def registry_url(self, host: str) -> str:
        """Return the scheme and ``host[:port]`` under which a registry is asked first."""
        try:
            return f"{'http' if self.may_be_plain(host) else 'https'}://{host}"
        except ValueError as error:
            raise Fault(Verdict.UNREACHABLE, str(error)) from None

    def origin(self, url: str, what: str) -> Origin:
        """Return the origin of an absolute URL. Raises Fault for a malformed one, which ``what`` names for people."""
        return self._origin(self._parse(url, what))

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
        start = self._origin(target)
        for _ in range(_MOST_REDIRECTS + 1):
            strayed = self._origin(target) != start
            reply = await self._persist(method, target, headers, None if strayed else authorization, form)
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or location is None:
                return Reply(reply.status, reply.headers, reply.body, reply.origin, strayed)
            if form is not None:
                raise Fault(Verdict.UNREACHABLE, f"{start} redirects a request that holds a login")
            target = self._follow(target, location)
        raise Fault(Verdict.UNREACHABLE, f"{start} redirects more than {_MOST_REDIRECTS} times")

    def _parse(self, url: str, what: str) -> httpx.URL:
        try:
            parsed: httpx.URL = self._httpx.URL(url)
            # Reading the host decodes an international name, which fails for some malformed ones.
            usable = bool(parsed.host) and parsed.scheme in ("http", "https") and not parsed.userinfo
            split_port(f"x:{parsed.port or 443}")
        except (self._httpx.InvalidURL, ValueError):
            usable = False
        if not usable:
            raise Fault(Verdict.UNREACHABLE, f"{what} has an address that is malformed, holds a login or is not HTTP")
        return parsed

    @staticmethod
    def _origin(url: httpx.URL) -> Origin:
        return Origin(url.scheme, url.host, url.port or (80 if url.scheme == "http" else 443))

    def _follow(self, target: httpx.URL, location: str) -> httpx.URL:
        here = self._origin(target)
        try:
            joined = str(target.join(location))
        except (self._httpx.InvalidURL, ValueError):
            joined = ""
        following = self._parse(joined, f"what {here} redirects to")
        if following.scheme == "http":
            origin = self._origin(following)
            host = f"[{origin.host}]" if ":" in origin.host else origin.host
            if target.scheme == "https" or not self.may_be_plain(f"{host}:{origin.port}"):
                raise Fault(Verdict.UNREACHABLE, f"{here} redirects to {origin}, which lacks TLS")
        return following

    async def _persist(
        self,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str] | None,
        authorization: Secret | None,
        form: Mapping[str, Secret | str] | None,
    ) -> Reply:
        """Send a request again while its failure may pass."""
        origin = self._origin(url)
        attempt = 0
        while True:
            asked: float | None = None
            try:
                reply = await self._exchange(method, url, headers, authorization, form)
            except Broken as broken:
                failure: Fault = broken
            else:
                if reply.status != 429 and reply.status < 500:
                    return reply
                asked = _retry_after(reply.headers.get("retry-after"))
                failure = _overload(origin, reply.status, asked)
            if attempt >= self._options.retries or (asked or 0) > self._options.longest_wait:
                raise failure
            # Jitter keeps many waiting requests from coming back in the same instant; nothing secret hangs on it.
            wait = self._options.backoff * 2**attempt * random.uniform(0.5, 1)  # noqa: S311
            wait = min(max(wait, asked or 0), self._options.longest_wait)
            attempt += 1
            if asked is not None:
                self._resume[origin] = max(self._resume.get(origin, 0), time.monotonic() + wait)
            else:
                await asyncio.sleep(wait)

    async def _exchange(
        self,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str] | None,
        authorization: Secret | None,
        form: Mapping[str, Secret | str] | None,
    ) -> Reply:
        """Send a request once, by TLS where a server that may do without proves to want it."""
        origin = self._origin(url)
        while (pause := self._resume.get(origin, 0) - time.monotonic()) > 0:
            await asyncio.sleep(pause)
        secured = url.copy_with(scheme="https")
        settled = self._schemes.get(origin)
        if url.scheme == "https" or settled is not None:
            return await self._once(method, secured if settled == "https" else url, headers, authorization, form)
        try:
            reply = await self._once(method, url, headers, authorization, form)
        except Slow:
            raise
        except Fault:
            if not await self._speaks_tls(origin, secured):
                raise
        else:
            # What a server that speaks TLS only says to a request without it; others may say it for good reasons.
            if reply.status != 400 or not await self._speaks_tls(origin, secured):
                self._schemes[origin] = "http"
                return reply
        return await self._once(method, secured, headers, authorization, form)

    async def _speaks_tls(self, origin: Origin, url: httpx.URL) -> bool:
        """Return True if a server wants TLS, asked once for each origin. Raises Untrusted for a bad certificate."""

        async def probe() -> bool:
            try:
                await self._once("GET", url.copy_with(raw_path=b"/v2/"), None, None, None)
            except Untrusted:
                raise
            except Fault:
                self._schemes[origin] = "http"
                return False
            self._schemes[origin] = "https"
            return True

        return await self._probes.run(origin, probe)

    async def _once(
        self,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str] | None,
        authorization: Secret | None,
        form: Mapping[str, Secret | str] | None,
    ) -> Reply:
        origin = self._origin(url)
        client = self._client_for(origin)
        async with self._slots:
            try:
                request = client.build_request(
                    method,
                    url,
                    headers={**(headers or {}), **({"Authorization": authorization.reveal()} if authorization else {})},
                    data=None
                    if form is None
                    else {k: v if isinstance(v, str) else v.reveal() for k, v in form.items()},
                )
                response = await client.send(request, stream=True, follow_redirects=False)
                try:
                    body = bytearray()
                    async for chunk in response.aiter_raw():
                        body += chunk
                        if len(body) > _MOST_BYTES:
                            raise Fault(Verdict.UNREACHABLE, f"{origin} answers with more than a manifest may have")
                finally:
                    await response.aclose()
                return Reply(response.status_code, response.headers, bytes(body), origin)
            except Fault:
                raise
            except Exception as error:
                # httpx lets exceptions of the layers below through. Their texts may quote a header, and with it a
                # login, so none is repeated and none is chained.
                raise explain(error, origin, self._options) from None


def _overload(origin: Origin, status: int, asked: float | None) -> Fault:
    wait = "" if asked is None else f" and asks for a wait of {asked:.0f} s"
    if status == 429:
        return Fault(Verdict.RATE_LIMITED, f"{origin} limits the number of requests{wait}")
    return Fault(Verdict.UNREACHABLE, f"{origin} answers with status {status}{wait}")


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, by a number or an HTTP date; None where it is neither."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, moment.timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
