"""Fixtures for the registry client. Everything listens on loopback; what is not installed is skipped with its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from remote_ask import RealRegistry


@pytest.fixture(autouse=True)
def no_ambient_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the tests from the proxies, certificates and logins of whoever runs them."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no-docker-config"))
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)  # docker-registry takes it for a setting of its own
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "no-podman-logins"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "no-home"))


@pytest.fixture(scope="session")
def open_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """A registry without logins, with images of each media type."""
    from remote_ask import RealRegistry
    from remote_parts import Pusher, docker_registry

    with docker_registry(tmp_path_factory.mktemp("open-registry")) as host, Pusher(host) as pusher:
        digests = {
            "team/app:1.0": pusher.image("team/app", "1.0"),
            "team/app:2.0": pusher.image("team/app", "2.0"),
            "team/app:latest": pusher.image("team/app", "latest"),
            "legacy:v1": pusher.image("legacy", "v1", docker=True),
        }
        digests["team/app:all"] = pusher.index("team/app", "all", [digests["team/app:1.0"], digests["team/app:2.0"]])
        yield RealRegistry(host, digests)


@pytest.fixture(scope="session")
def locked_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """A registry that lets USER in with PASSWORD by HTTP Basic authentication."""
    from remote_ask import PASSWORD, USER, RealRegistry, basic
    from remote_parts import Pusher, docker_registry, htpasswd_auth

    directory = tmp_path_factory.mktemp("locked-registry")
    auth = htpasswd_auth(directory, USER, PASSWORD)
    with docker_registry(directory, auth) as host, Pusher(host, {"Authorization": basic(USER, PASSWORD)}) as pusher:
        yield RealRegistry(host, {f"team/app:{tag}": pusher.image("team/app", tag) for tag in ("1.0", "2.0")})
