"""Podman's auth.json beside Docker's config.json, and the certificates that both keep for single registries."""

from __future__ import annotations

import base64
import json
import ssl
from pathlib import Path

import pytest
from remote_ask import PASSWORD, USER, RealRegistry, ask
from remote_keys import Identity
from remote_parts import docker_registry
from remote_sites import FOUND, Request, Response, serve

from replreg.registries.client import CredentialStore, Query, Verdict
from replreg.registries.client.certificates import certificate_folders
from replreg.registries.client.login import Login


def entry(username: str, password: str = "p") -> dict[str, str]:
    return {"auth": base64.b64encode(f"{username}:{password}".encode()).decode()}


def write(path: Path, **auths: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"auths": {key.replace("__", "/").replace("_", "."): value for key, value in auths.items()}})
    )
    return path


def who(login: Login) -> str | None:
    return login.credentials.username if login.credentials else None


def test_the_order_is_that_of_podman(tmp_path: Path) -> None:
    home, runtime = tmp_path / "home", tmp_path / "run"
    environ = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    write(home / ".docker" / "config.json", quay_io=entry("docker"), a_example=entry("docker"))
    assert who(CredentialStore((), environ).login("quay.io", None)) == "docker"
    write(home / ".config" / "containers" / "auth.json", quay_io=entry("home"))
    assert who(CredentialStore((), environ).login("quay.io", None)) == "home"
    write(runtime / "containers" / "auth.json", quay_io=entry("runtime"))
    store = CredentialStore((), environ)
    assert who(store.login("quay.io", None)) == "runtime"
    assert who(store.login("a.example", None)) == "docker"
    named = write(tmp_path / "named.json", quay_io=entry("named"))
    store = CredentialStore((), {**environ, "REGISTRY_AUTH_FILE": str(named)})
    assert who(store.login("quay.io", None)) == "named"
    named.write_text("{}")
    store = CredentialStore((), {**environ, "REGISTRY_AUTH_FILE": str(named)})
    assert who(store.login("quay.io", None)) == "docker"


def test_settings_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "settings" / "containers" / "auth.json", quay_io=entry("me"))
    environ = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "settings")}
    assert who(CredentialStore((), environ).login("quay.io", None)) == "me"


def test_a_login_for_a_namespace_goes_before_that_of_its_host(tmp_path: Path) -> None:
    named = write(
        tmp_path / "auth.json", quay_io=entry("all"), quay_io__team=entry("team"), quay_io__team__x=entry("x")
    )
    store = CredentialStore((), {"REGISTRY_AUTH_FILE": str(named)})
    found = {
        path: who(store.login("quay.io", None, store.scope("quay.io", path)))
        for path in ("team/a", "team/x/y", "teams/a")
    }
    assert found == {"team/a": "team", "team/x/y": "x", "teams/a": "all"}


def test_two_namespaces_of_one_registry_get_each_its_own_login(tmp_path: Path) -> None:
    def answer(request: Request) -> Response:
        user = "a" if "/v2/a/" in request.path else "b"
        right = request.authorization == "Basic " + entry(user)["auth"]
        return FOUND if right else Response(401, {"WWW-Authenticate": "Basic realm=x"})

    with serve(answer) as site:
        path = tmp_path / "auth.json"
        path.write_text(json.dumps({"auths": {f"{site.host}/{name}": entry(name) for name in "ab"}}))
        queries = [Query(site.host, f"{name}/img", "1") for name in "abab"]
        assert {item.verdict for item in ask(*queries, environ={"REGISTRY_AUTH_FILE": str(path)})} == {Verdict.FOUND}


def test_a_login_of_podman_opens_a_real_registry(tmp_path: Path, locked_registry: RealRegistry) -> None:
    path = tmp_path / "auth.json"
    path.write_text(json.dumps({"auths": {locked_registry.host: entry(USER, PASSWORD)}}))
    [found] = ask(locked_registry.query("team/app:1.0"), environ={"REGISTRY_AUTH_FILE": str(path)})
    assert found.verdict is Verdict.FOUND
    path.write_text("{")
    [refused] = ask(locked_registry.query("team/app:1.0"), environ={"REGISTRY_AUTH_FILE": str(path)})
    assert refused.verdict is Verdict.UNAUTHORIZED
    assert f"{path} is not JSON" in refused.detail


@pytest.fixture(scope="module")
def authority() -> Identity:
    return Identity(["The company's authority"], authority=True)


def test_an_authority_counts_for_the_registry_whose_folder_it_is_in(tmp_path: Path, authority: Identity) -> None:
    server = Identity(["127.0.0.1"], authority).server_context(tmp_path, "server")
    with serve(FOUND, server) as site, serve(FOUND, server) as other:
        folder = tmp_path / "certs.d" / site.host
        folder.mkdir(parents=True)
        (folder / "ca.crt").write_bytes(authority.pem)
        certificates = (str(tmp_path / "absent"), str(tmp_path / "certs.d"))
        known, unknown = ask(
            Query(site.host, "a", "1"), Query(other.host, "a", "1"), certificates=certificates, retries=0
        )
    assert known.verdict is Verdict.FOUND
    assert unknown.verdict is Verdict.UNREACHABLE
    assert "does not verify" in unknown.detail


def test_an_authority_opens_a_real_registry(tmp_path: Path, authority: Identity) -> None:
    server = Identity(["127.0.0.1"], authority).write(tmp_path, "server")
    with docker_registry(tmp_path / "registry", tls=f"{{certificate: '{server}', key: '{server}'}}") as host:
        certificates = (str(tmp_path / "certs.d"),)
        [unknown] = ask(Query(host, "a", "1"), certificates=certificates, retries=0)
        (tmp_path / "certs.d" / host).mkdir(parents=True)
        (tmp_path / "certs.d" / host / "ca.crt").write_bytes(authority.pem)
        [known] = ask(Query(host, "a", "1"), certificates=certificates, retries=0)
    assert (unknown.verdict, known.verdict) == (Verdict.UNREACHABLE, Verdict.MISSING), "it has no image at all"


def test_a_client_s_own_certificate_is_shown(tmp_path: Path, authority: Identity) -> None:
    server = Identity(["127.0.0.1"], authority).server_context(tmp_path, "server")
    server.verify_mode = ssl.CERT_REQUIRED
    server.load_verify_locations(cadata=authority.pem.decode())
    with serve(FOUND, server) as site:
        folder = tmp_path / "certs.d" / site.host
        folder.mkdir(parents=True)
        (folder / "ca.crt").write_bytes(authority.pem)
        certificates = (str(tmp_path / "certs.d"),)
        assert ask(Query(site.host, "a", "1"), certificates=certificates, retries=0)[0].verdict is Verdict.UNREACHABLE
        both = Identity(["the client"], authority).write(tmp_path, "client").read_text()
        (folder / "client.cert").write_text(both)
        (folder / "client.key").write_text(both)
        assert ask(Query(site.host, "a", "1"), certificates=certificates, retries=0)[0].verdict is Verdict.FOUND
        (folder / "client.key").unlink()
        [broken] = ask(Query(site.host, "a", "1"), certificates=certificates, retries=0)
        assert broken.verdict is Verdict.UNREACHABLE
        assert "client.cert" in broken.detail


def test_where_certificates_are() -> None:
    assert certificate_folders({"HOME": "/home/me"}) == (
        "/home/me/.config/containers/certs.d", "/etc/containers/certs.d", "/etc/docker/certs.d",
    )  # fmt: skip
