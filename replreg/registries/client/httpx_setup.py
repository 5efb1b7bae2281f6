"""httpx: loading it only when it is needed, setting it up, and putting its exceptions into words."""

from __future__ import annotations

import os
import socket
import ssl
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import ModuleType
from typing import TYPE_CHECKING

from replreg.registries.client.model import Broken, Failure, Options, Slow, Untrusted, Verdict, VerifyUnavailable
from replreg.registries.client.quiet_logging import quiet
from replreg.registries.client.trust import Origin
from replreg.version import __version__

if TYPE_CHECKING:
    import httpx

__all__ = ["explain", "load_httpx", "make_client", "open_client", "tls_context"]


def load_httpx() -> ModuleType:
    """Return the module ``httpx``. Raises VerifyUnavailable where it is not installed."""
    try:
        import httpx
    except ImportError:
        raise VerifyUnavailable("asking registries needs the library httpx: pip install 'replreg[verify]'") from None
    return httpx


@asynccontextmanager
async def open_client(options: Options) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client that verifies TLS, takes proxies from the environment and keeps no cookies.

    Raises VerifyUnavailable where httpx is absent, or where the environment's proxies are of no use to it.
    """
    context = _shared_context(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))
    client = make_client(options, context)
    with quiet("httpx", "httpcore"):
        async with client:
            yield client


def make_client(options: Options, context: ssl.SSLContext) -> httpx.AsyncClient:
    """Return a client as `open_client` yields it, with a TLS context of the caller's, who has to close it."""
    library = load_httpx()
    try:
        client: httpx.AsyncClient = library.AsyncClient(
            verify=context,
            timeout=library.Timeout(options.read_timeout, connect=options.connect_timeout, pool=None),
            limits=library.Limits(max_connections=None, max_keepalive_connections=max(20, options.concurrency)),
            # Without identity a server may compress, and a digest is of the bytes as they are stored.
            headers={"User-Agent": f"replreg/{__version__}", "Accept-Encoding": "identity"},
            # Harbor, for one, takes a client with cookies for a browser and wants more of it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=True,
        )
    except (ImportError, ValueError, library.InvalidURL):
        raise VerifyUnavailable(
            "the proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be used; an http:// or https:// address is meant"
        ) from None
    return client


@lru_cache(maxsize=1)
def _shared_context(file: str, folder: str) -> ssl.SSLContext:
    """Return one context for all clients with these values of ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``.

    Reading the stores takes longer than most requests.
    """
    return tls_context(file, folder)


def tls_context(file: str, folder: str) -> ssl.SSLContext:
    """Return a new context that verifies certificates and host names; a caller may add to it.

    The system's store counts, where companies keep their own authorities, and so do ``SSL_CERT_FILE`` and
    ``SSL_CERT_DIR``, whose values are given. Where neither is set, the store that comes with httpx is added, since some
    systems have none.
    """
    context = ssl.create_default_context()
    if not file and not folder:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def explain(error: Exception, origin: Origin, options: Options) -> Failure:
    """Return the failure for an exception that a request ended with, in words that are this function's own."""
    library = load_httpx()
    if isinstance(error, library.ConnectTimeout):
        return Slow(f"{origin} cannot be connected to within {options.connect_timeout:g} s")
    if isinstance(error, library.TimeoutException):
        return Slow(f"{origin} gives no answer within {options.read_timeout:g} s")
    if isinstance(error, library.ProxyError):
        return Failure(Verdict.UNREACHABLE, f"the proxy of the environment does not let a request to {origin} through")
    causes = list(_causes(error))
    # httpx does not say if it was the proxy that it could not connect to.
    proxies = urllib.request.getproxies()
    perhaps = ", or the proxy of the environment does so" if proxies.get(origin.scheme) or proxies.get("all") else ""
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Untrusted(f"the certificate of {origin} does not verify: {cause.verify_message}")
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return Failure(Verdict.UNREACHABLE, f"{origin} does not speak TLS as it should ({cause.reason})")
        if isinstance(cause, socket.gaierror):
            return Failure(Verdict.UNREACHABLE, f"the host name of {origin} cannot be resolved")
        if isinstance(cause, ConnectionRefusedError):
            return Failure(Verdict.UNREACHABLE, f"{origin} refuses the connection{perhaps}")
    if isinstance(error, library.ConnectError):
        return Failure(Verdict.UNREACHABLE, f"{origin} cannot be connected to")
    if isinstance(error, (library.NetworkError, library.RemoteProtocolError)):
        return Broken(f"{origin} breaks the connection off, or does not speak HTTP")
    return Failure(Verdict.UNREACHABLE, f"{origin} cannot be asked ({type(error).__name__})")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that led to it, those inside of exception groups too."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [cause for cause in (current.__cause__, current.__context__) if cause]
        pending += getattr(current, "exceptions", ())
