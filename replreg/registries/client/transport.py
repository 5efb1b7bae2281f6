"""Sends one request to one server: timeouts, retries, and the choice between TLS and plain HTTP."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from replreg.registries.client.certificates import (
    CertificateError,
    add_certificates,
    certificate_folders,
    folder_of,
)
from replreg.registries.client.httpx_setup import explain, make_client, tls_context
from replreg.registries.client.model import Broken, Failure, Options, Slow, Untrusted, Verdict
from replreg.registries.client.single_flight import SingleFlight
from replreg.registries.client.trust import Origin

if TYPE_CHECKING:
    import httpx

    from replreg.registries.client.secret import Secret

__all__ = ["Reply", "Request", "Transport", "url_origin"]

# A manifest may have four mebibytes by the OCI Distribution Specification; nothing else that is read is as large.
_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A request: ``authorization`` is the value of its header, and ``form`` what is posted."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str] | None = None
    authorization: Secret | None = None
    form: Mapping[str, Secret | str] | None = None

    @property
    def origin(self) -> Origin:
        """The server that it goes to."""
        return url_origin(self.url)

    def to(self, url: httpx.URL) -> Request:
        """Return the same request to another address."""
        return replace(self, url=url)


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's final answer. ``origin`` is the server that gave it, ``strayed`` whether a redirect led there."""

    status: int
    headers: httpx.Headers
    body: bytes
    origin: Origin
    strayed: bool = False


def url_origin(url: httpx.URL) -> Origin:
    """Return the server of an absolute URL."""
    return Origin(url.scheme, url.host, url.port or (80 if url.scheme == "http" else 443))


class Transport:
    """Sends requests within the limits of ``options``. Every method raises Failure, and nothing else, when it fails."""

    def __init__(self, client: httpx.AsyncClient, options: Options) -> None:
        self._client = client
        self._options = options
        self._slots = asyncio.Semaphore(options.concurrency)
        self._resume: dict[Origin, float] = {}
        self._schemes: dict[Origin, str] = {}
        self._probes: SingleFlight[bool] = SingleFlight(options.total_timeout)
        folders = options.certificates
        self._certificates = certificate_folders(os.environ) if folders is None else folders
        self._clients: dict[Origin, httpx.AsyncClient] = {}

    async def close(self) -> None:
        """Close the connections to servers that have certificates of their own."""
        own = {id(client): client for client in self._clients.values() if client is not self._client}
        for client in own.values():
            await client.aclose()

    async def send(self, request: Request) -> Reply:
        """Return the answer to a request, sent again while its failure may pass; never one with status 429 or 5xx."""
        origin = request.origin
        attempt = 0
        while True:
            asked: float | None = None
            try:
                reply = await self.exchange(request)
            except Broken as broken:
                failure: Failure = broken
            else:
                if reply.status != 429 and reply.status < 500:
                    return reply
                asked = _retry_after(reply.headers.get("retry-after"))
                failure = _overload(origin, reply.status, asked)
            if attempt >= self._options.retries or (asked or 0) > self._options.longest_wait:
                raise failure
            # Jitter keeps many waiting requests from coming back in the same instant; it is not a secret.
            wait = self._options.backoff * 2**attempt * random.uniform(0.5, 1)  # noqa: S311
            wait = min(max(wait, asked or 0), self._options.longest_wait)
            attempt += 1
            if asked is not None:
                self._resume[origin] = max(self._resume.get(origin, 0), time.monotonic() + wait)
            else:
                await asyncio.sleep(wait)

    async def exchange(self, request: Request) -> Reply:
        """Send a request once; over TLS if a server that may use plain HTTP turns out to want TLS."""
        origin = request.origin
        while (pause := self._resume.get(origin, 0) - time.monotonic()) > 0:
            await asyncio.sleep(pause)
        url = request.url
        secured = request.to(url.copy_with(scheme="https"))
        settled = self._schemes.get(origin)
        if url.scheme == "https" or settled is not None:
            return await self._once(secured if settled == "https" else request)
        try:
            reply = await self._once(request)
        except Slow:
            raise
        except Failure:
            if not await self._speaks_tls(origin, secured.url):
                raise
        else:
            # A server that speaks TLS only answers 400 to a request without it; others may do so for good reasons.
            if reply.status != 400 or not await self._speaks_tls(origin, secured.url):
                self._schemes[origin] = "http"
                return reply
        return await self._once(secured)

    async def _speaks_tls(self, origin: Origin, url: httpx.URL) -> bool:
        """Return True if a server wants TLS, asked once for each origin. Raises Untrusted for a bad certificate."""

        async def probe() -> bool:
            try:
                await self._once(Request("GET", url.copy_with(raw_path=b"/v2/")))
            except Untrusted:
                raise
            except Failure:
                self._schemes[origin] = "http"
                return False
            self._schemes[origin] = "https"
            return True

        return await self._probes.run(origin, probe)

    async def _once(self, request: Request) -> Reply:
        origin = request.origin
        client = self._client_for(origin)
        async with self._slots:
            try:
                headers, form = dict(request.headers or {}), request.form
                if request.authorization:
                    headers["Authorization"] = request.authorization.reveal()
                data = None if form is None else {k: v if isinstance(v, str) else v.reveal() for k, v in form.items()}
                built = client.build_request(request.method, request.url, headers=headers, data=data)
                response = await client.send(built, stream=True, follow_redirects=False)
                try:
                    body = bytearray()
                    async for chunk in response.aiter_raw():
                        body += chunk
                        if len(body) > _MOST_BYTES:
                            raise Failure(Verdict.UNREACHABLE, f"{origin} answers with more than a manifest may have")
                finally:
                    await response.aclose()
                return Reply(response.status_code, response.headers, bytes(body), origin)
            except Failure:
                raise
            except Exception as error:
                # httpx lets exceptions of the layers below through. Their texts may quote a header, and with it a
                # login, so none is repeated and none is chained.
                raise explain(error, origin, self._options) from None

    def _client_for(self, origin: Origin) -> httpx.AsyncClient:
        """Return the client for a server: one of its own if the user keeps certificates for it. Raises Failure."""
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


def _overload(origin: Origin, status: int, asked: float | None) -> Failure:
    wait = "" if asked is None else f" and asks for a wait of {asked:.0f} s"
    if status == 429:
        return Failure(Verdict.RATE_LIMITED, f"{origin} limits the number of requests{wait}")
    return Failure(Verdict.UNREACHABLE, f"{origin} answers with status {status}{wait}")


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
