"""Which login a registry gets: from the project's configuration first, from Docker's own configuration else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from replreg.registries.client import ecr
from replreg.registries.client.docker_config import DockerConfig
from replreg.registries.client.login import Credentials, Login
from replreg.registries.client.secret import Secret
from replreg.registries.client.trust import split_port
from replreg.registries.client.trusted_secrets import TrustedSecrets
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.registries.variables import VARIABLE_REFERENCE, variables_of

__all__ = ["CredentialStore"]


class CredentialStore:
    """Finds the credentials for a registry.

    ``registries`` are the linked registries of the configuration; their user names and passwords may hold
    ``${NAME}``, which is taken from ``environ`` (default: the process's). The same environment says where Docker's
    ``config.json`` is and is handed to the credential helpers that it names, each of which may take ``helper_timeout``
    seconds. ``use_docker=False`` leaves Docker's configuration out.

    With ``trusted``, a variable's value goes only to the hosts that it allows for the variable. Without it the caller
    vouches for ``registries``. Docker's logins need no such word, since the user keeps them by host.
    """

    def __init__(
        self,
        registries: Iterable[Registry] = (),
        environ: Mapping[str, str] | None = None,
        *,
        use_docker: bool = True,
        helper_timeout: float = 30.0,
        trusted: TrustedSecrets | None = None,
    ) -> None:
        self._registries = tuple(registries)
        self._environ = dict(os.environ if environ is None else environ)
        self._docker = DockerConfig(self._environ if use_docker else {}, helper_timeout)
        self._trusted = trusted
        vouched = (registry.host for registry in self._registries) if trusted is None else trusted.hosts()
        named = [*vouched, *self._docker.hosts()]
        self._named = {_name(host) for host in named} - {""}

    def names(self, host: str) -> bool:
        """Return True if the user names ``host`` (without a port), or Docker's ``config.json`` does."""
        return host in self._named

    def registry_for(self, host: str, path: str, source: str | None = None) -> Registry | None:
        """Return the linked registry whose login ``host/path`` takes, or None where none on that host has one.

        ``source`` decides where a registry of that name is on the host; else the longest namespace that the path
        begins with does, and the first registry in the configuration among equals.
        """
        here = [r for r in self._registries if normalize_host(r.host) == host and r.username and r.password]
        for registry in here:
            if registry.name == source:
                return registry
        fitting = [r for r in here if not r.namespace or f"{path}/".startswith(f"{r.namespace}/")]
        return max(fitting, key=lambda r: len(r.namespace), default=None)

    def scope(self, host: str, path: str) -> str:
        """Return the part of an image's path that Podman has a login of its own for, "" where it has none."""
        return self._docker.scope(host, path)

    def login(self, host: str, registry: Registry | None, scope: str = "") -> Login:
        """Return the login for the normalised ``host[:port]``, from ``registry`` where it has a usable one.

        ``scope`` is what `scope` returns for the image.

        Blocks for as long as a credential helper or Amazon's API takes. Raises Failure where an access key pair for
        Amazon ECR cannot be traded for a registry token.
        """
        notes: tuple[str, ...] = ()
        withheld = ""
        if registry is not None:
            found = self._configured(registry)
            if found.credentials is not None:
                place = ecr.parse_host(host)
                if place is not None and found.credentials.username != "AWS":
                    return Login(ecr.trade(found.credentials, place, self._environ))
                return found
            notes = found.notes
            withheld = found.withheld
        docker = self._docker.login(host, scope)
        return Login(docker.credentials, (*notes, *docker.notes), "" if docker.credentials else withheld)

    def _configured(self, registry: Registry) -> Login:
        refused = [
            f"{name}={normalize_host(registry.host)}"
            for name in variables_of(registry)
            if self._trusted is not None and not self._trusted.allows(name, registry.host)
        ]
        if refused:
            note = (
                f"the configuration's login for {registry.name} is kept back, since you have not allowed it for this "
                f"host; if you trust the configuration: replreg registries trust {' '.join(refused)}"
            )
            return Login(None, (note,), note)
        missing: list[str] = []

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if not self._environ.get(name):
                missing.append(name)
            return self._environ.get(name, "")

        username = VARIABLE_REFERENCE.sub(value, registry.username or "")
        password = Secret(VARIABLE_REFERENCE.sub(value, registry.password or ""))
        if missing:
            names = ", ".join(dict.fromkeys(missing))
            note = f"the configuration's login for {registry.name} is not used, since {names} is not set"
            return Login(None, (note,))
        origin = f"the configuration's registry {registry.name}"
        return Login(Credentials(username, password, origin) if username and password else None)


def _name(host: str) -> str:
    try:
        return split_port(normalize_host(host))[0]
    except ValueError:
        return ""
