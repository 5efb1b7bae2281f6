"""The permissions of the user to send secrets, as the commands take them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from replreg.cli.terminal import fail
from replreg.files import repository_of

if TYPE_CHECKING:
    from replreg.registries.client.trusted_secrets import TrustedSecrets

__all__ = ["is_users_own", "read_user_trust"]


def read_user_trust(given: Iterable[str]) -> TrustedSecrets:
    """Return what the user allows, with the pairs ``given`` on the command line. Raises `click.ClickException`."""
    from replreg.registries.client.trusted_secrets import TrustError, read_trust

    try:
        return read_trust(given, os.environ)
    except TrustError as error:
        raise fail(str(error)) from None


def is_users_own(config: str, paths: Sequence[str]) -> bool:
    """Return True if a configuration file, named by the user, is outside of every repository that is looked at.

    Where there is no repository, the folder that is looked at counts as one. Neither the path of the file nor what it
    links to may be inside: a link in a stranger's checkout is the stranger's choice.
    """
    places = {os.path.abspath(config), os.path.realpath(config)}
    for path in ["." if path == "-" else path for path in [*paths, "."]]:
        folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
        for start in {os.path.abspath(folder), os.path.realpath(folder)}:
            root = repository_of(start) or start
            if any(place.startswith(root.rstrip(os.sep) + os.sep) for place in places):
                return False
    return True
