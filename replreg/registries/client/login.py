"""A login as it was found: the credentials, where they are from, and what went wrong on the way."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from replreg.registries.client.secret import Secret

__all__ = ["Credentials", "Login"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name with its password or, with ``identity_token``, an OAuth 2 refresh token instead of both.

    ``origin`` says in words where they are from, as in "refused the login from <origin>".
    """

    username: str
    secret: Secret
    origin: str
    identity_token: bool = False

    def basic(self) -> Secret:
        """Return the value of an ``Authorization`` header of the scheme Basic."""
        return Secret("Basic " + base64.b64encode(f"{self.username}:{self.secret.reveal()}".encode()).decode())


@dataclass(frozen=True, slots=True)
class Login:
    """The result of a search for credentials; ``notes`` are sentences about places that should have had some.

    ``withheld`` is the note about credentials that exist and that the user has not allowed for this host.
    """

    credentials: Credentials | None
    notes: tuple[str, ...] = ()
    withheld: str = ""
