"""The vendor API as the commands reach it: with the user's token, at an address that the user has a say in."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from replreg.cli.terminal import fail

if TYPE_CHECKING:
    from replreg.registries.client.trusted_secrets import TrustedSecrets
    from replreg.registries.client.vendor_api import VendorApi

__all__ = ["TOKEN", "connect"]

TOKEN = "REPLICATED_API_TOKEN"  # noqa: S105 - the name of a variable, no secret
"""The environment variable that holds the token, which the vendor's own tool reads, too."""


def connect(
    given: str | None, configured: str | None, trusted: Callable[[], TrustedSecrets], *, is_users_own: bool, hint: str
) -> VendorApi:
    """Return the vendor API: at the address ``given`` on the command line, else that of the configuration.

    A configuration that is not the user's own (``is_users_own``) may name another address than the platform's only if
    the user has allowed the token for its host. ``hint`` says what to do without a token. Raises
    `click.ClickException`.
    """
    from replreg.registries.client.vendor_api import API_ORIGIN, VendorApi, VendorError

    token = os.environ.get(TOKEN)
    if not token:
        raise fail(f"the vendor API takes a token in {TOKEN}{hint}")
    origin = given or configured or API_ORIGIN
    if origin != given and not is_users_own and _place(origin) != _place(API_ORIGIN):
        host = _place(origin)[1]
        if _place(origin)[0] == "" or not trusted().allows(TOKEN, host):
            raise fail(
                f"the configuration's api_origin is {origin}, and you have not allowed {TOKEN} for {host}; if you "
                f"trust the configuration: replreg registries trust {TOKEN}={host}"
            )
    try:
        return VendorApi(origin, token)
    except VendorError as error:
        raise fail(str(error)) from None


def _place(origin: str) -> tuple[str, str]:
    """Return the scheme and the ``host[:port]`` of an address, both empty if it is malformed."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()
