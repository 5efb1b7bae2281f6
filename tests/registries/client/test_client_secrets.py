"""Nothing secret comes out: not in answers, on the terminal, in logs at their most talkative, nor in tracebacks."""

from __future__ import annotations

import asyncio
import base64
import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator

import pytest
from remote_ask import ask, basic
from remote_sites import FOUND, RESET, Request, Response, serve
from rich.console import Console
from rich.traceback import Traceback

from replreg.registries.client import Answer, CredentialStore, Options, Query, Secret, look_up
from replreg.registries.client.auth import Authenticator
from replreg.registries.client.http import open_http_client
from replreg.registries.client.login import Credentials
from replreg.registries.client.model import Failure
from replreg.registries.client.transport import Transport
from replreg.registries.linked_registry import Registry

USER = "someone"
PASSWORD = "hunter2-hunter2"
TOKEN = "token-of-the-service"
PROXY_PASSWORD = "password-of-the-proxy"
FORMS = [
    PASSWORD,
    TOKEN,
    PROXY_PASSWORD,
    basic(USER, PASSWORD).removeprefix("Basic "),
    base64.b64encode(PASSWORD.encode()).decode().rstrip("="),
    base64.b64encode(f"proxy:{PROXY_PASSWORD}".encode()).decode(),
]


def assert_clean(text: str) -> None:
    for form in FORMS:
        assert form not in text


def wants(scheme: str, then: Response) -> Callable[[Request], Response]:
    """Want a login, and give ``then`` to who has one; a token service at ``/token`` on the same host gives TOKEN."""

    def respond(request: Request) -> Response:
        if request.path.startswith("/token"):
            return Response(200, body=json.dumps({"token": TOKEN}).encode())
        if request.authorization is None:
            realm = f"http://{request.headers['Host']}/token"
            return Response(401, {"WWW-Authenticate": f'{scheme} realm="{realm}"'})
        return then

    return respond


# An echo is what a careless server does: it puts what it was sent into what people may get to read.
ECHO = {
    "Docker-Content-Digest": PASSWORD,
    "Location": f"http://x:{PASSWORD}@127.0.0.1/{PASSWORD}",
    "Retry-After": PASSWORD,
}
ENDS = [
    FOUND,
    Response(401, {"WWW-Authenticate": f'Bearer realm="{PASSWORD}"'}),
    Response(403, body=PASSWORD.encode()),
    Response(404, body=PASSWORD.encode()),
    Response(429, ECHO),
    Response(500, ECHO, PASSWORD.encode()),
    Response(307, ECHO),
    Response(200, ECHO, PASSWORD.encode()),
    RESET,
]


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Give all that was logged and printed so far, the logs at level DEBUG and with their arguments."""
    caplog.set_level(logging.DEBUG)

    def collect() -> str:
        records = "".join(f"{record.getMessage()} {record.args!r} {record.exc_text}\n" for record in caplog.records)
        return "".join([records, caplog.text, *capfd.readouterr()])

    yield collect


@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
@pytest.mark.parametrize("end", ENDS, ids=lambda end: str(end.status))
def test_no_end_of_a_lookup_shows_the_login(everything: Callable[[], str], scheme: str, end: Response) -> None:
    with serve(wants(scheme, end)) as site:
        registry = Registry("linked", site.host, username=USER, password="${LINKED_PASSWORD}")
        answers = ask(
            *(Query(site.host, f"app{n}", "1") for n in range(4)),
            registries=(registry,),
            environ={"LINKED_PASSWORD": PASSWORD},
            retries=1,
        )
        assert any(request.authorization for request in site.requests), "the login was not used, so nothing is proved"
    assert_clean(repr(answers) + "".join(f"{answer}{answer.detail}{answer.digest}" for answer in answers))
    assert_clean(everything())


@pytest.mark.parametrize(
    "body", [{"token": f"{TOKEN}\n"}, {"token": TOKEN, "x": 1}, {"details": TOKEN}, {"token": [TOKEN]}]
)
def test_no_answer_of_a_token_service_is_shown(everything: Callable[[], str], body: dict[str, object]) -> None:
    def respond(request: Request) -> Response:
        if request.path.startswith("/token"):
            return Response(200, body=json.dumps(body).encode())
        return Response(401, {"WWW-Authenticate": f'Bearer realm="http://{request.headers["Host"]}/token"'})

    with serve(respond) as site:
        answers = ask(
            Query(site.host, "app", "1"), registries=(Registry("r", site.host, username=USER, password=PASSWORD),)
        )
    assert_clean(repr(answers) + everything())


def test_the_proxys_password_is_not_shown(everything: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in (f"http://proxy:{PROXY_PASSWORD}@127.0.0.1:1", f"socks9://proxy:{PROXY_PASSWORD}@127.0.0.1:1"):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        try:
            text = repr(ask(Query("registry.example", "app", "1")))
        except Exception:
            text = traceback.format_exc()
        assert_clean(text)
    assert_clean(everything())


def test_the_key_that_buys_a_token_from_amazon_is_not_shown(
    everything: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("botocore", reason="botocore is not installed (extra ecr)")
    from replreg.registries.client.ecr import parse_host, trade

    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bought = base64.b64encode(f"AWS:{TOKEN}".encode()).decode()
    data = json.dumps({"authorizationData": [{"authorizationToken": bought}]}).encode()
    place = parse_host("123456789012.dkr.ecr.us-east-1.amazonaws.com")
    assert place is not None
    pair = Credentials("AKIAIOSFODNN7EXAMPLE", Secret(PASSWORD), "the tests")
    with serve(Response(200, {"Content-Type": "application/x-amz-json-1.1"}, data)) as site:
        login = trade(pair, place, {"AWS_ENDPOINT_URL": f"http://{site.host}"})
    assert login.secret.reveal() == TOKEN
    text = repr(login) + repr(pair) + everything()
    assert_clean(text)
    assert bought not in text


def test_a_header_that_cannot_be_sent_is_not_quoted() -> None:
    """The library below does quote it in its exception."""

    async def send(host: str) -> None:
        async with open_http_client(Options()) as http:
            await http.send("GET", f"http://{host}/", authorization=Secret(f"Bearer {TOKEN}\n"))

    with serve(FOUND) as site, pytest.raises(Failure) as caught:
        asyncio.run(send(site.host))
    assert_clean("".join(traceback.format_exception(caught.value)))


class Crash(Exception):
    pass


@pytest.mark.parametrize(
    "place", [(Authenticator, "record_outcome"), (Transport, "exchange"), (CredentialStore, "login")]
)
def test_a_crash_shows_no_login_even_with_local_variables(
    monkeypatch: pytest.MonkeyPatch, place: tuple[type, str]
) -> None:
    owner, name = place
    real = getattr(owner, name)
    calls = 0

    def fail(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls > (3 if name == "exchange" else 0):
            raise Crash
        return real(*args, **named)

    monkeypatch.setattr(owner, name, fail)
    console = Console(record=True, width=500, file=io.StringIO())
    with serve(wants("Bearer", FOUND)) as site:
        store = CredentialStore([Registry("r", site.host, username=USER, password="${P}")], {"P": PASSWORD})
        queries = [Query(site.host, f"app{n}", "1") for n in range(3)]
        try:
            look_up(queries, store, Options(concurrency=1, per_host=1))
        except Crash as crash:
            console.print(
                Traceback.from_exception(Crash, crash, crash.__traceback__, show_locals=True, locals_max_string=None)
            )
            plain = "".join(traceback.format_exception(crash))
        else:
            pytest.fail("nothing crashed, so nothing is proved")
    shown = console.export_text()
    assert "look_up" in shown
    assert_clean(shown.replace("\n", "") + plain)


def test_a_secret_in_every_form() -> None:
    secret = Secret(PASSWORD)
    login = Credentials(USER, secret, "here")
    texts = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", f"{secret!r}", repr(login), str([secret])]
    texts += [repr(login.basic()), repr(Answer(Query("a", "b"), None)), str({secret: secret})]  # type: ignore[arg-type]
    assert_clean("".join(texts))
    assert "***" in repr(login)
    assert secret.reveal() == PASSWORD


def test_a_secret_compares_but_does_not_travel() -> None:
    secret = Secret(PASSWORD)
    assert secret == Secret(PASSWORD)
    assert secret != Secret("other")
    assert secret != PASSWORD
    assert len({secret, Secret(PASSWORD)}) == 1
    assert not Secret("")
    for way in (pickle.dumps, copy.copy, json.dumps):
        with pytest.raises(TypeError) as caught:
            way(secret)  # type: ignore[operator]
        assert_clean(str(caught.value))
