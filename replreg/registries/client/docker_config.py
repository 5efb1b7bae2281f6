"""Docker's own ``config.json``: the logins in it, and the credential helper programs that it names.

The file's shape and the helpers' protocol are those of the Docker command line (``docker login``, credential stores).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replreg.registries import docker_hub
from replreg.registries.client.login import Credentials, Login
from replreg.registries.client.secret import Secret
from replreg.registries.linked_registry import normalize_host

__all__ = ["DockerConfig"]

_HUB_KEY = "https://index.docker.io/v1/"
"""What Docker calls Docker Hub when it stores a login or asks a helper for one."""


class DockerConfig:
    """The ``config.json`` in the directory ``DOCKER_CONFIG``, or else in ``.docker`` of the home directory.

    ``environ`` is the environment to read, also handed to helpers; ``timeout`` bounds a helper, in seconds. A file
    that is absent holds no login; one that cannot be read gives ``problem``, a sentence for people.
    """

    def __init__(self, environ: Mapping[str, str], timeout: float) -> None:
        self._environ = environ
        self._timeout = timeout
        self.problem = ""
        self._content = self._read()

    def _read(self) -> dict[str, Any]:
        directory = self._environ.get("DOCKER_CONFIG")
        home = self._environ.get("HOME") or self._environ.get("USERPROFILE")
        if not directory and not home:
            return {}
        path = (Path(directory) if directory else Path(home or "") / ".docker") / "config.json"
        try:
            content = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.problem = f"{path} cannot be read ({error.strerror}), so the logins in it are not used"
            return {}
        except ValueError:
            self.problem = f"{path} is not JSON, so the logins in it are not used"
            return {}
        return content if isinstance(content, dict) else {}

    def _section(self, name: str) -> dict[str, Any]:
        section = self._content.get(name)
        return section if isinstance(section, dict) else {}

    def hosts(self) -> set[str]:
        """Return the normalised ``host[:port]`` of every registry that the file names."""
        keys = [*self._section("auths"), *self._section("credHelpers")]
        return {host for key in keys if (host := _host(key))}

    def login(self, host: str) -> Login:
        """Return the login for the normalised ``host[:port]``: the host's own helper, the common store, the file.

        That is Docker's order. Docker stops at a helper that knows nothing; here the file still counts then, since a
        login made by another tool may be there. Runs programs and blocks for as long as they take.
        """
        notes: list[str] = [self.problem] if self.problem else []
        helper = _entry(self._section("credHelpers"), host) or self._content.get("credsStore")
        if isinstance(helper, str) and helper:
            found = self._ask_helper(helper, host)
            if found.credentials:
                return found
            notes += found.notes
        entry = _entry(self._section("auths"), host)
        if isinstance(entry, dict):
            found = _from_entry(entry, host)
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


def _from_entry(entry: dict[str, Any], host: str) -> Login:
    origin = "Docker's config.json"
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
    return next((value for key, value in section.items() if _host(key) == host), None)


def _host(key: str) -> str:
    """Return the normalised host of a key, or ``""`` for one that holds for a part of a host only."""
    rest = key.split("://", 1)[-1]
    host, _, path = rest.partition("/")
    return normalize_host(host) if path.strip("/") in ("", "v1", "v2") else ""
