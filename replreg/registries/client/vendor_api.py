"""Asks the vendor API for what a team has linked, and whether the logins that it keeps work.

The requests are those of the vendor's command-line tool (replicatedhq/replicated, ``pkg/kotsclient``).
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from replreg.registries.client.trust import is_loopback

if TYPE_CHECKING:
    import httpx

__all__ = ["API_ORIGIN", "VendorApi", "VendorError"]

API_ORIGIN = "https://api.replicated.com/vendor"
"""Where the vendor API is."""

_TIMEOUT = 30.0  # seconds, for the connection and for each read
_MOST_REDIRECTS = 3
_MOST_BYTES = 16 * 1024 * 1024


class VendorError(RuntimeError):
    """The vendor API could not be asked, or refused; the message says why and never holds the token."""


class VendorApi:
    """The vendor API at an origin, such as `API_ORIGIN`, with a token. Safe to call from several threads.

    Use it in a ``with`` block, which keeps its connections open until the end. The token travels in the
    ``Authorization`` header over https only, loopback apart, and is not carried along when the server redirects to
    another origin. Raises `VendorError` if the origin is not one, or where httpx is not installed.
    """

    def __init__(self, origin: str, token: str) -> None:
        try:
            parts = urlsplit(origin)
            host = parts.hostname or ""
        except ValueError:
            raise VendorError(f"'{origin}' is not an origin such as {API_ORIGIN}") from None
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
            raise VendorError(f"'{origin}' is not an https address, and the token goes nowhere else")
        if not host or parts.username or parts.query:
            raise VendorError(f"'{origin}' is not an origin such as {API_ORIGIN}")
        self.origin: str = origin.rstrip("/")
        self._token = token
        self._client = _new_client(origin)

    def __enter__(self) -> VendorApi:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

    def links(self) -> str:
        """Return the linked registries of the team: the body of ``GET /v3/external_registries``."""
        return self._ask("GET", "/v3/external_registries")

    def hostnames(self, app_id: str) -> str:
        """Return the vendor's own domains for an app: the body of ``GET /v3/app/<id>/custom-hostnames``."""
        return self._ask("GET", f"/v3/app/{quote(app_id, safe='')}/custom-hostnames")

    def test_login(self, endpoint: str, image: str) -> int:
        """Return the HTTP status that a linked registry answers with if the platform pulls an image with its login.

        ``image`` is a path with a tag or a digest on that registry. Asks by ``PUT /v3/external_registry/test``.
        """
        body = self._ask("PUT", "/v3/external_registry/test", {"endpoint": endpoint, "image": image})
        try:
            answer: Any = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        status = answer.get("status") if isinstance(answer, dict) else None
        if not isinstance(status, int) or isinstance(status, bool):
            raise VendorError(f"{self.origin}/v3/external_registry/test answers with something that is not a status")
        return status

    def _ask(self, method: str, path: str, content: dict[str, str] | None = None) -> str:
        import httpx

        address = f"{self.origin}{path}"
        headers = {"Authorization": self._token, "Accept": "application/json"}
        follow = content is None  # a request with a body is not sent on to another place
        try:
            with self._client.stream(
                method, address, headers=headers, json=content, follow_redirects=follow
            ) as response:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _MOST_BYTES:
                        raise VendorError(f"{address} answers with more than {_MOST_BYTES // 2**20} MiB")
        except httpx.TimeoutException:
            raise VendorError(f"{address} did not answer within {_TIMEOUT:.0f} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = str(error).replace(self._token, "…") or type(error).__name__
            raise VendorError(f"{address} cannot be asked: {reason}") from None
        if response.status_code in (401, 403):
            raise VendorError(f"{address} refuses the token in REPLICATED_API_TOKEN ({response.status_code})")
        if response.status_code != 200:
            raise VendorError(f"{address} answers with status {response.status_code}")
        return body.decode("utf-8", "replace")


def _new_client(origin: str) -> httpx.Client:
    try:
        import httpx
    except ImportError:
        raise VendorError("asking the vendor API takes httpx: pip install 'replreg[verify]'") from None
    try:
        return httpx.Client(timeout=_TIMEOUT, max_redirects=_MOST_REDIRECTS)
    except (ImportError, httpx.InvalidURL, ValueError) as error:  # a proxy of the environment that is of no use
        raise VendorError(f"{origin} cannot be asked: {error or type(error).__name__}") from None
