"""Which secret may go to which host, as the user says it and never the repository.

A configuration file comes with a checkout, which may be a stranger's: it names environment variables and hosts, so it
could send any secret of the environment anywhere. The user allows each pair of a variable and a host once: on the
command line, in the environment variable `VARIABLE`, or in a file of the user's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from replreg.registries.linked_registry import Registry, normalize_host, split_endpoint
from replreg.registries.variables import variables_of

__all__ = ["VARIABLE", "TrustError", "TrustedSecrets", "add_to_user_file", "read_trust", "user_file"]

VARIABLE = "REPLREG_TRUST"
"""The environment variable that holds pairs, separated by commas."""

_PAIR = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\S+)")
_LARGEST = 1_000_000  # bytes of the user's file


class TrustError(ValueError):
    """A pair is malformed, or the user's file cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class TrustedSecrets:
    """The pairs of an environment variable and a normalised ``host[:port]`` that the user has allowed."""

    pairs: frozenset[tuple[str, str]] = frozenset()

    def allows(self, variable: str, host: str) -> bool:
        """Return True if the variable's value may be sent to a host."""
        return (variable, normalize_host(host)) in self.pairs

    def hosts(self) -> set[str]:
        """Return the hosts that may have any secret."""
        return {host for _, host in self.pairs}

    def with_registries(self, registries: Iterable[Registry]) -> TrustedSecrets:
        """Return the same, and what the registries of the user's own configuration need."""
        own = {(name, normalize_host(item.host)) for item in registries for name in variables_of(item)}
        return TrustedSecrets(self.pairs | own)


def read_trust(given: Iterable[str], environ: Mapping[str, str]) -> TrustedSecrets:
    """Return what the user allows: the pairs ``given``, those of `VARIABLE`, and those of the user's file.

    Raises `TrustError`.
    """
    pairs = {_read_pair(item, "--trust: ") for item in given}
    pairs |= {_read_pair(item, f"{VARIABLE}: ") for item in environ.get(VARIABLE, "").split(",") if item.strip()}
    return TrustedSecrets(frozenset(pairs | _read_user_file(environ)))


def user_file(environ: Mapping[str, str]) -> str | None:
    """Return the path of the user's own file, which need not exist; None where the user has no home."""
    base = environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(base):
        home = environ.get("HOME") or environ.get("USERPROFILE") or ""
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".config")
    return os.path.join(base, "replreg", "trust")


def add_to_user_file(given: Iterable[str], environ: Mapping[str, str]) -> str:
    """Add pairs to the user's file, one a line, and return its path. Raises `TrustError` and OSError."""
    from replreg.safe_write import write_atomically

    path = user_file(environ)
    if path is None:
        raise TrustError("there is no home folder to keep it in; use --trust or REPLREG_TRUST")
    known = _read_user_file(environ)
    pairs = [pair for item in given if (pair := _read_pair(item)) not in known]
    if not pairs:
        return path
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    old = _content(path)
    if old and not old.endswith("\n"):
        old += "\n"
    new = "".join(f"{variable}={host}\n" for variable, host in dict.fromkeys(pairs))
    write_atomically(path, (old + new).encode("utf-8"))
    return path


def _read_user_file(environ: Mapping[str, str]) -> set[tuple[str, str]]:
    path = user_file(environ)
    if path is None:
        return set()
    lines = (line.partition("#")[0].strip() for line in _content(path).splitlines())
    return {_read_pair(line, f"{path}: ") for line in lines if line}


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read(_LARGEST)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise TrustError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _read_pair(text: str, where: str = "") -> tuple[str, str]:
    """Return the variable and the host of a pair. An error starts with ``where``. Raises `TrustError`."""
    match = _PAIR.fullmatch(text.strip())
    host, namespace = split_endpoint(match[2]) if match else ("", "")
    if match is None or not host or namespace or "=" in host or "*" in host:
        raise TrustError(
            f"{where}'{text.strip()}' is not a variable and its host; write VARIABLE=HOST, such as QUAY_TOKEN=quay.io"
        )
    return match[1], normalize_host(host)
