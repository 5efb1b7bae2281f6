"""Asking without waiting: the client with short pauses, and the login that the tests' registries take."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

pytest.importorskip("httpx", reason="httpx is not installed (extra verify)")

from replreg.registries.client import Answer, CredentialStore, Options, Query, look_up
from replreg.registries.linked_registry import Registry

USER = "robot"
PASSWORD = "pa55-word-of-the-robot"


def basic(username: str, password: str) -> str:
    """Return the value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


@dataclass
class RealRegistry:
    """A running docker-registry and the digests of what was pushed to it, by ``path:tag``."""

    host: str
    digests: dict[str, str] = field(default_factory=dict)

    def query(self, image: str, source: str | None = None) -> Query:
        path, _, tag = image.partition(":")
        return Query(self.host, path, tag or None, source=source)


def ask(
    *queries: Query,
    registries: tuple[Registry, ...] = (),
    environ: Mapping[str, str] | None = None,
    on_answer: Callable[[Answer], None] | None = None,
    **options: object,
) -> list[Answer]:
    """Look queries up without waiting long for anything, and with no login but the given ones."""
    chosen = Options(**{"backoff": 0.01, "connect_timeout": 5.0, "read_timeout": 5.0, **options})  # type: ignore[arg-type]
    return look_up(queries, CredentialStore(registries, environ or {}), chosen, on_answer)
