"""The token flow: a token service in front of the reference registry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from remote_ask import PASSWORD, USER, RealRegistry, ask, basic
from remote_sites import FOUND, Request, Response, serve
from remote_tokens import REFRESH_TOKEN, TokenService, token_registry

from replreg.registries.client import Query, Verdict
from replreg.registries.linked_registry import Registry


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RealRegistry, TokenService]]:
    with token_registry(tmp_path_factory.mktemp("token-registry")) as both:
        yield both


@pytest.fixture
def registry(parts: tuple[RealRegistry, TokenService]) -> RealRegistry:
    return parts[0]


@pytest.fixture
def service(parts: tuple[RealRegistry, TokenService]) -> TokenService:
    parts[1].requests.clear()
    return parts[1]


def linked(registry: RealRegistry, password: str = PASSWORD) -> tuple[Registry, ...]:
    return (Registry("linked", registry.host, username=USER, password=password),)


def test_an_anonymous_token_opens_what_is_open(registry: RealRegistry, service: TokenService) -> None:
    there, not_there = ask(registry.query("open/app:1.0"), registry.query("open/app:9.9"))
    assert (there.verdict, there.digest) == (Verdict.FOUND, registry.digests["open/app:1.0"])
    assert not_there.verdict is Verdict.MISSING
    assert [request.authorization for request in service.requests] == [None]


def test_an_anonymous_token_does_not_open_the_rest(registry: RealRegistry, service: TokenService) -> None:
    [answer] = ask(registry.query("team/app:1.0"))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert "without a login" in answer.detail


def test_a_login_is_sent_to_the_service_and_not_to_the_registry(registry: RealRegistry, service: TokenService) -> None:
    [answer] = ask(registry.query("team/app:1.0"), registries=linked(registry))
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, registry.digests["team/app:1.0"])
    [request] = service.requests
    assert request.authorization == basic(USER, PASSWORD)
    assert request.path.startswith(
        "/token?via=tests&service=the+registry+of+the+tests&scope=repository%3Ateam%2Fapp%3Apull"
    )


def test_a_public_image_is_asked_for_with_a_token_for_everybody(registry: RealRegistry, service: TokenService) -> None:
    queries = [replace(registry.query(image), anonymous=True) for image in ("open/app:1.0", "team/app:1.0")]
    there, hidden = ask(*queries[:1], registries=linked(registry)) + ask(*queries[1:], registries=linked(registry))
    assert there.verdict is Verdict.FOUND
    assert hidden.verdict is Verdict.UNAUTHORIZED
    assert hidden.detail.startswith(
        "found only with the login from the configuration's registry linked; a public image"
    )
    asked = [request.authorization for request in service.requests]
    assert asked == [None, None, basic(USER, PASSWORD)]


def test_one_token_serves_all_tags_of_a_repository(registry: RealRegistry, service: TokenService) -> None:
    images = ["team/app:1.0", "team/app:2.0", "team/app:3.0", "team/app:4.0", "team/other:1.0", "team/other:2.0"]
    answers = ask(*map(registry.query, images), registries=linked(registry))
    assert [str(answer.verdict) for answer in answers] == ["found", "found", "missing", "missing", "found", "found"]
    assert len(service.requests) == 2


def test_a_password_that_the_service_refuses_is_unauthorized(registry: RealRegistry, service: TokenService) -> None:
    [answer] = ask(registry.query("open/app:1.0"), registries=linked(registry, "wrong"))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert "the configuration's registry linked" in answer.detail


def test_a_wrong_password_is_not_sent_for_every_image(registry: RealRegistry, service: TokenService) -> None:
    queries = [registry.query(f"team/app{n}:1.0") for n in range(12)]
    answers = ask(*queries, registries=linked(registry, "wrong"), concurrency=1, per_host=1)
    assert {answer.verdict for answer in answers} == {Verdict.UNAUTHORIZED}
    assert len(service.requests) == 3
    assert "not sent again" in answers[-1].detail


def test_a_login_that_was_taken_once_is_sent_on_after_refusals() -> None:
    """Some registries answer 401 for what a good login may not see."""

    def respond(request: Request) -> Response:
        if request.authorization is None or "hidden" in request.path:
            return Response(401, {"WWW-Authenticate": 'Basic realm="r"'})
        return FOUND

    with serve(respond) as site:
        registry = RealRegistry(site.host)
        images = ["app1:1", *(f"hidden{n}:1" for n in range(5)), "app2:1"]
        answers = ask(*map(registry.query, images), registries=linked(registry), concurrency=1, per_host=1)
    assert [str(answer.verdict) for answer in answers] == ["found", *["unauthorized"] * 5, "found"]


def test_an_identity_token_is_traded_by_oauth(registry: RealRegistry, service: TokenService, tmp_path: Path) -> None:
    config = {"auths": {registry.host: {"identitytoken": REFRESH_TOKEN}}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    [answer] = ask(registry.query("team/app:1.0"), environ={"DOCKER_CONFIG": str(tmp_path)})
    assert answer.verdict is Verdict.FOUND
    [request] = service.requests
    assert request.method == "POST"
    assert REFRESH_TOKEN not in request.path


def challenging(realm: str, extra: str = "", accepted: str = "Bearer good"):
    """Answer as a registry that wants a token from ``realm``."""

    def respond(request: Request) -> Response:
        if request.authorization == accepted:
            return FOUND
        return Response(401, {"WWW-Authenticate": f'Bearer realm="{realm}"{extra}'})

    return respond


def test_a_token_that_has_run_out_is_fetched_again() -> None:
    tokens = iter(["first", "second"])
    current = "first"

    def respond(request: Request) -> Response:
        nonlocal current
        if request.path.startswith("/token"):
            current = next(tokens)
            return Response(200, body=json.dumps({"token": current}).encode())
        if request.authorization != f"Bearer {current}":
            return Response(401, {"WWW-Authenticate": f'Bearer realm="http://{site.host}/token"'})
        if request.path.endswith("/one"):
            current = "second"
        return FOUND

    with serve(respond) as site:
        answers = ask(Query(site.host, "app", "one"), Query(site.host, "app", "two"), concurrency=1, per_host=1)
    assert [answer.verdict for answer in answers] == [Verdict.FOUND, Verdict.FOUND]
    assert [path for path in site.paths() if path.startswith("/token")] == ["/token?scope=repository%3Aapp%3Apull"] * 2


def test_the_registrys_own_word_on_the_scope_counts_and_several_are_asked_for() -> None:
    with serve(Response(200, body=b'{"token": "good"}')) as service:
        extra = ',service="s",scope="repository:mapped/app:pull repository:base:pull"'
        with serve(challenging(f"http://{service.host}/t", extra)) as registry:
            [answer] = ask(Query(registry.host, "app", "1"))
    assert answer.verdict is Verdict.FOUND
    assert service.paths() == ["/t?service=s&scope=repository%3Amapped%2Fapp%3Apull&scope=repository%3Abase%3Apull"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b'{"token": ""}',
        b'{"token": 7}',
        b'{"token": "two\\nlines"}',
        b'{"token": "caf\\u00e9"}',
        b'{"nothing": "here"}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_not_a_token_is_unreachable(body: bytes) -> None:
    with serve(Response(200, body=body)) as service, serve(challenging(f"http://{service.host}/t")) as registry:
        [answer] = ask(Query(registry.host, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert f"http://{service.host} answers with something that is not a token" in answer.detail


@pytest.mark.parametrize(
    "realm", ["", "nonsense", "ftp://127.0.0.1/t", "https://", "http://u:p@127.0.0.1/t", "http://127.0.0.1:99999/"]
)
def test_a_realm_that_is_not_an_address_is_a_verdict(realm: str) -> None:
    with serve(challenging(realm)) as registry:
        [answer] = ask(Query(registry.host, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "the token service" in answer.detail


def test_a_registry_that_hides_from_strangers_is_asked_for_its_challenge() -> None:
    def respond(request: Request) -> Response:
        if request.authorization == basic(USER, PASSWORD):
            return FOUND
        return Response(401, {"WWW-Authenticate": 'Basic realm="r"'}) if request.path == "/v2/" else Response(404)

    with serve(respond) as site:
        registry = RealRegistry(site.host)
        [hidden] = ask(registry.query("app:1"))
        [shown] = ask(registry.query("app:1"), registries=linked(registry))
    assert hidden.verdict is Verdict.MISSING
    assert shown.verdict is Verdict.FOUND
