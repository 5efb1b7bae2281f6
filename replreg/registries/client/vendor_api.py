"""Asks the vendor API for the linked registries of a team."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["VendorError", "fetch_links"]

_TIMEOUT = 30.0  # seconds, for the connection and for each read
_MOST_REDIRECTS = 3
_MOST_BYTES = 16 * 1024 * 1024


class VendorError(RuntimeError):
    """The vendor API could not be asked, or refused; the message says why and never holds the token."""


def fetch_links(origin: str, token: str) -> str:
    """Return the body of ``GET <origin>/v3/external_registries`` as text.

    The token travels in the ``Authorization`` header over https only, loopback apart, and is not carried along when
    the server redirects to another origin. Raises `VendorError`.
    """
    parts = urlsplit(origin)
    host = parts.hostname or ""
    local = host in ("localhost", "::1") or host.startswith("127.")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise VendorError(f"'{origin}' is not an https address, and the token goes nowhere else")
    if not host or parts.username or parts.query:
        raise VendorError(f"'{origin}' is not an origin such as https://api.replicated.com/vendor")
    try:
        import httpx
    except ImportError:
        raise VendorError("asking the vendor API takes httpx: pip install 'replreg[verify]'") from None
    address = f"{origin.rstrip('/')}/v3/external_registries"
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=True, max_redirects=_MOST_REDIRECTS) as client:
            headers = {"Authorization": token, "Accept": "application/json"}
            with client.stream("GET", address, headers=headers) as response:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _MOST_BYTES:
                        raise VendorError(f"{address} answers with more than {_MOST_BYTES // 2**20} MiB")
    except httpx.TimeoutException:
        raise VendorError(f"{address} did not answer within {_TIMEOUT:.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = str(error).replace(token, "…") or type(error).__name__
        raise VendorError(f"{address} cannot be asked: {reason}") from None
    if response.status_code in (401, 403):
        raise VendorError(f"{address} refuses the token in REPLICATED_API_TOKEN ({response.status_code})")
    if response.status_code != 200:
        raise VendorError(f"{address} answers with status {response.status_code}")
    return body.decode("utf-8", "replace")
