"""TLS, proxies, and whom a login is sent to: hosts of the real internet's shape, played by a proxy on loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_ask import PASSWORD, USER, ask, basic
from remote_keys import Identity
from remote_proxy import Internet, internet
from remote_sites import FOUND, Request, Response, free_port, raw_server, serve
from remote_tokens import token_registry

from replreg.registries.client import Query, Verdict
from replreg.registries.linked_registry import Registry

REGISTRY = "registry.vendor.example"
FOREIGN = "tokens.stranger.example"
NAMES = [REGISTRY, FOREIGN, "auth.vendor.example", "registry-1.docker.io", "auth.docker.io", "other.example"]


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """The proxy, in the environment, and its authority among the trusted ones."""
    with internet(tmp_path, NAMES) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(proxy.bundle))
        yield proxy


def linked(host: str = REGISTRY) -> tuple[Registry, ...]:
    return (Registry("linked", host, username=USER, password=PASSWORD),)


def wants_token(realm: str):
    def respond(request: Request) -> Response:
        if request.authorization == "Bearer good":
            return FOUND
        return Response(401, {"WWW-Authenticate": f'Bearer realm="{realm}",service="s"'})

    return respond


def gives_token(request: Request) -> Response:
    """Give a good token to whom it knows, and one that opens nothing to everybody else."""
    token = "good" if request.authorization == basic(USER, PASSWORD) else "anonymous"
    return Response(200, body=json.dumps({"token": token}).encode())


def ask_with_realm(net: Internet, realm: str, *more: Registry) -> tuple[Verdict, str]:
    """Ask REGISTRY for an image with a login, where it sends to ``realm`` for tokens."""
    with serve(wants_token(realm)) as registry, serve(gives_token) as service:
        net.backends = dict.fromkeys(NAMES, service.host) | {REGISTRY: registry.host}
        [answer] = ask(Query(REGISTRY, "app", "1"), registries=(*linked(), *more))
    return answer.verdict, answer.detail


def test_docker_hub_from_the_image_name_to_the_digest(net: Internet, tmp_path: Path) -> None:
    config = {"auths": {"https://index.docker.io/v1/": {"auth": basic(USER, PASSWORD).removeprefix("Basic ")}}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with token_registry(tmp_path, "https://auth.docker.io/token") as (registry, service):
        net.backends = {"registry-1.docker.io": registry.host, "auth.docker.io": service.host}
        from_docker = ask(Query("docker.io", "team/app", "1.0"), environ={"DOCKER_CONFIG": str(tmp_path)})
        from_configuration = ask(Query("index.docker.io", "team/app", "1.0"), registries=linked("index.docker.io"))
    for [answer] in (from_docker, from_configuration):
        assert (answer.verdict, answer.digest) == (Verdict.FOUND, registry.digests["team/app:1.0"])
    assert net.logins("auth.docker.io") == [basic(USER, PASSWORD)] * 2
    assert all(login.startswith("Bearer ") for login in net.logins("registry-1.docker.io"))


def test_a_service_on_the_owners_domain_gets_the_login(net: Internet) -> None:
    verdict, _ = ask_with_realm(net, "https://auth.vendor.example/token")
    assert verdict is Verdict.FOUND
    assert net.logins("auth.vendor.example") == [basic(USER, PASSWORD)]


def test_a_foreign_service_is_asked_without_the_login_and_the_answer_says_so(net: Internet) -> None:
    verdict, detail = ask_with_realm(net, f"https://{FOREIGN}/token")
    assert verdict is Verdict.UNAUTHORIZED
    assert f"kept from https://{FOREIGN}" in detail
    assert [seen.host for seen in net.seen].count(FOREIGN) == 1
    assert net.logins(FOREIGN) == []


def test_a_foreign_service_that_is_configured_gets_the_login(net: Internet) -> None:
    verdict, _ = ask_with_realm(net, f"https://{FOREIGN}/token", Registry("tokens", FOREIGN))
    assert verdict is Verdict.FOUND
    assert net.logins(FOREIGN) == [basic(USER, PASSWORD)]


@pytest.mark.parametrize("host", [FOREIGN, REGISTRY, "127.0.0.1:5000"])
def test_a_service_without_tls_is_not_asked_at_all(net: Internet, host: str) -> None:
    verdict, detail = ask_with_realm(net, f"http://{host}/token", Registry("tokens", FOREIGN))
    assert verdict is Verdict.UNAUTHORIZED
    assert "lacks TLS" in detail
    assert {seen.scheme for seen in net.seen} == {"https"}
    assert len(net.seen) == 1


def test_a_token_service_that_redirects_does_not_pass_the_login_on(net: Internet) -> None:
    def respond(request: Request) -> Response:
        return Response(307, {"Location": f"https://{FOREIGN}/token"})

    registering = wants_token("https://auth.vendor.example/token")
    with serve(respond) as redirecting, serve(gives_token) as service, serve(registering) as registry:
        net.backends = {REGISTRY: registry.host, "auth.vendor.example": redirecting.host, FOREIGN: service.host}
        [answer] = ask(Query(REGISTRY, "app", "1"), registries=linked())
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert net.logins("auth.vendor.example") == [basic(USER, PASSWORD)]
    assert net.logins(FOREIGN) == []


def test_https_is_not_left_by_a_redirect(net: Internet) -> None:
    with serve(FOUND) as plain, serve(Response(307, {"Location": f"http://{plain.host}/"})) as registry:
        net.backends = {REGISTRY: registry.host}
        [answer] = ask(Query(REGISTRY, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "lacks TLS" in answer.detail
    assert plain.requests == []


def test_plain_http_is_spoken_to_insecure_registries_alone(net: Internet) -> None:
    with serve(FOUND) as registry:
        net.backends = {REGISTRY: registry.host, "other.example": registry.host}
        answers = ask(
            Query(REGISTRY, "app", "1"), Query("other.example", "app", "1"), insecure_registries=frozenset({REGISTRY})
        )
    assert [answer.verdict for answer in answers] == [Verdict.FOUND, Verdict.FOUND]
    assert {seen.host: seen.scheme for seen in net.seen} == {REGISTRY: "http", "other.example": "https"}


def test_an_insecure_registry_may_be_named_with_its_port(net: Internet) -> None:
    with serve(FOUND) as registry:
        net.backends = {REGISTRY: registry.host}
        named, other = (
            ask(Query(f"{REGISTRY}:{port}", "app", "1"), insecure_registries=frozenset({f"{REGISTRY.upper()}:5000"}))[0]
            for port in (5000, 5001)
        )
    assert named.verdict is Verdict.FOUND
    assert other.verdict is Verdict.UNREACHABLE


def test_a_certificate_of_an_unknown_authority_is_unreachable(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    net.backends = {REGISTRY: "127.0.0.1:1"}
    [answer] = ask(Query(REGISTRY, "app", "1"), registries=linked())
    assert answer.verdict is Verdict.UNREACHABLE
    assert f"the certificate of https://{REGISTRY} does not verify" in answer.detail
    assert net.seen == []


def test_a_certificate_for_another_name_is_unreachable(net: Internet) -> None:
    net.backends = {"unnamed.example": "127.0.0.1:1"}
    [answer] = ask(Query("unnamed.example", "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "does not verify" in answer.detail


def test_a_self_signed_certificate_on_loopback_is_unreachable_too(tmp_path: Path) -> None:
    identity = Identity(["127.0.0.1", "localhost"])
    with serve(FOUND, identity.server_context(tmp_path, "server")) as site:
        [answer] = ask(Query(site.host, "app", "1"), insecure_registries=frozenset({site.host}))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "does not verify: self" in answer.detail
    assert site.requests == []


def test_tls_on_loopback_is_spoken_where_the_server_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = Identity(["127.0.0.1"])
    monkeypatch.setenv("SSL_CERT_FILE", str(identity.write(tmp_path, "server")))
    with serve(FOUND, identity.server_context(tmp_path, "server")) as site:
        answers = ask(*(Query(site.host, f"app{n}", "1") for n in range(10)))
    assert {answer.verdict for answer in answers} == {Verdict.FOUND}
    assert len(site.paths("HEAD")) == 10


def test_a_server_that_says_it_wants_tls_is_asked_by_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several servers answer a plain request on their TLS port with status 400 instead of breaking off."""
    identity = Identity(["127.0.0.1"])
    monkeypatch.setenv("SSL_CERT_FILE", str(identity.write(tmp_path, "server")))
    context = identity.server_context(tmp_path, "server")

    def talk(connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) != b"\x16":  # the first byte of a TLS handshake
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            return
        with context.wrap_socket(connection, server_side=True) as secured:
            while secured.recv(4096):
                secured.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with raw_server(talk) as host:
        [answer] = ask(Query(host, "app", "1"))
    assert answer.verdict is Verdict.MISSING


def test_a_registry_that_the_proxy_cannot_reach_is_unreachable(net: Internet) -> None:
    [answer] = ask(Query("nowhere.example", "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "the proxy of the environment" in answer.detail


def test_a_proxy_that_is_not_there_is_named_as_a_suspect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    [answer] = ask(Query(REGISTRY, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "the proxy of the environment" in answer.detail
