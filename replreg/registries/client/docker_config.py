"""Docker's ``config.json`` and Podman's ``auth.json``: the logins in them, and the credential helpers that they name.

The file's shape and the helpers' protocol are those of the Docker command line (``docker login``, credential stores).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from replreg.registries import docker_hub
from replreg.registries.client.login import Credentials, Login
from replreg.registries.client.secret import Secret
from replreg.registries.linked_registry import normalize_host

__all__ = ["DockerConfig"]

_DOCKER, _PODMAN = "Docker's config.json", "Podman's auth.json"
_HUB_KEY = "https://index.docker.io/v1/"
"""What Docker calls Docker Hub when it stores a login or asks a helper for one."""


class _File:
    """A file of logins. ``problem`` is a sentence for people if it is there and cannot be read."""

    def __init__(self, path: Path, origin: str) -> None:
        self.origin = origin
        self.problem = ""
        self.content = self._read(path)

    @property
    def is_podman(self) -> bool:
        """Whether a key can have a path after the host."""
        return self.origin == _PODMAN

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            content = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.problem = f"{path} cannot be read ({error.strerror}), so the logins in it are not used"
            return {}
        except (ValueError, RecursionError):
            self.problem = f"{path} is not JSON, so the logins in it are not used"
            return {}
        return content if isinstance(content, dict) else {}

    def section(self, name: str) -> dict[str, Any]:
        """Return a mapping of the file, empty if it has none of the name."""
        section = self.content.get(name)
        return section if isinstance(section, dict) else {}


def _paths(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield the files to look in, in order, and what people call each."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    named = environ.get("REGISTRY_AUTH_FILE")
    if named:
        yield Path(named), _PODMAN
    else:
        settings = environ.get("XDG_CONFIG_HOME") or (str(Path(home) / ".config") if home else "")
        for folder in (environ.get("XDG_RUNTIME_DIR"), settings):
            if folder:
                yield Path(folder) / "containers" / "auth.json", _PODMAN
    directory = environ.get("DOCKER_CONFIG")
    if directory or home:
        yield (Path(directory) if directory else Path(home or "") / ".docker") / "config.json", _DOCKER


class DockerConfig:
    """The logins of Podman's ``auth.json`` and of Docker's ``config.json``, in Podman's order.

    Podman looks in the file ``REGISTRY_AUTH_FILE``, or else in ``containers/auth.json`` of ``XDG_RUNTIME_DIR`` and of
    ``XDG_CONFIG_HOME`` (``.config`` of the home directory); then in Docker's file, in the directory ``DOCKER_CONFIG``
    or ``.docker`` of the home directory (containers-auth.json(5)). Docker reads its own file alone.

    ``environ`` is the environment to read, also handed to helpers; ``timeout`` bounds a helper, in seconds. A file
    that is absent holds no login; one that cannot be read gives a note with every login that is looked for.
    """

    def __init__(self, environ: Mapping[str, str], timeout: float) -> None:
        self._environ = environ
        self._timeout = timeout
        self._files = [_File(path, origin) for path, origin in _paths(environ)]
        self._scopes = {_split_key(key) for file in self._files if file.is_podman for key in file.section("auths")}

    def hosts(self) -> set[str]:
        """Return the normalised ``host[:port]`` of every registry that the files name."""
        keys = (key for file in self._files for key in (*file.section("auths"), *file.section("credHelpers")))
        return {host for host, path in map(_split_key, keys) if host and not path}

    def scope(self, host: str, path: str) -> str:
        """Return the longest part of an image's path that a login is for, "" where it is for the whole host.

        Podman can have a login for ``quay.io/namespace``.
        """
        parts = path.split("/")
        while parts and (host, "/".join(parts)) not in self._scopes:
            parts.pop()
        return "/".join(parts)

    def login(self, host: str, scope: str = "") -> Login:
        """Return the login for the normalised ``host[:port]``: the host's own helper, the common store, the file.

        That is Docker's order within a file. Docker stops at a helper that knows nothing; here the file still counts
        then, since a login made by another tool may be there. A login of a ``scope`` goes before that of its host. Runs
        programs and blocks for as long as they take.
        """
        notes = [file.problem for file in self._files if file.problem]
        for file in self._files:
            found = self._in_file(file, host, scope)
            if found.credentials is not None:
                return found
            notes += found.notes
        return Login(None, tuple(notes))

    def _in_file(self, file: _File, host: str, scope: str) -> Login:
        notes: list[str] = []
        auths = file.section("auths")
        own = file.is_podman and scope and next((v for k, v in auths.items() if _split_key(k) == (host, scope)), None)
        helper = None if own else _entry(file.section("credHelpers"), host) or file.content.get("credsStore")
        if isinstance(helper, str) and helper:
            found = self._ask_helper(helper, host)
            if found.credentials:
                return found
            notes += found.notes
        entry = own or _entry(auths, host)
        if isinstance(entry, dict):
            found = _from_entry(entry, host, file.origin)
            return Login(found.credentials, (*notes, *found.notes))
        return Login(None, tuple(notes))

    def _ask_helper(self, helper: str, host: str) -> Login:
        program = f"docker-credential-{helper}"
        # The name becomes part of a path, so it must not lead to another directory.
        found = shutil.which(program, path=self._environ.get("PATH")) if re.fullmatch(r"[\w.-]+", helper) else None
        if found is None:
            return Login(None, (f"Docker's configuration names the helper {program!r}, which is not on PATH",))
        question = _HUB_KEY if host == docker_hub.DOMAIN else host
        try:
            done = subprocess.run(  # noqa: S603 - the user's own Docker configuration names the program
                [found, "get"],
                input=question.encode(),
                capture_output=True,
                timeout=self._timeout,
                env=dict(self._environ),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Login(None, (f"{program} gave no answer within {self._timeout:g} s",))
        except OSError as error:
            return Login(None, (f"{program} cannot be run ({error.strerror})",))
        if done.returncode:
            # The protocol's words for "no login stored"; any other failure is worth a note, but what a helper prints
            # may hold anything and is not repeated.
            if b"credentials not found" in done.stdout + done.stderr:
                return Login(None)
            return Login(None, (f"{program} failed with status {done.returncode}",))
        return _from_helper(done.stdout, program)


def _from_helper(output: bytes, program: str) -> Login:
    try:
        answer = json.loads(output)
        username, secret = answer["Username"], answer["Secret"]
    except (ValueError, KeyError, TypeError):
        username = secret = None
    if not isinstance(username, str) or not isinstance(secret, str):
        return Login(None, (f"{program} answered with something that is not a login",))
    if not secret:
        return Login(None)
    return Login(Credentials(username, Secret(secret), program, identity_token=username == "<token>"))


def _from_entry(entry: dict[str, Any], host: str, origin: str) -> Login:
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Login(Credentials("<token>", Secret(token), origin, identity_token=True))
    username, password = entry.get("username"), entry.get("password")
    encoded = entry.get("auth")
    if isinstance(encoded, str) and encoded:
        try:
            decoded = base64.b64decode(encoded, validate=True).decode("utf-8").strip("\x00")
        except (binascii.Error, UnicodeDecodeError):
            return Login(None, (f"the login for {host} in {origin} is damaged",))
        username, colon, password = decoded.partition(":")
        if not colon:
            return Login(None, (f"the login for {host} in {origin} is damaged",))
    if isinstance(username, str) and isinstance(password, str) and username and password:
        return Login(Credentials(username, Secret(password), origin))
    return Login(None)


def _entry(section: Mapping[str, Any], host: str) -> Any:
    """Return the value under ``host``, however the key is spelt: a bare host, or an address as old versions wrote."""
    if host in section:
        return section[host]
    return next((value for key, value in section.items() if _split_key(key) == (host, "")), None)


def _split_key(key: str) -> tuple[str, str]:
    """Return the normalised host of a key, and the path after it: "" for a whole host, and for an API's ``/v1/``."""
    rest = key.split("://", 1)[-1]
    host, _, path = rest.partition("/")
    path = path.strip("/")
    return normalize_host(host), "" if path in ("v1", "v2") else path
