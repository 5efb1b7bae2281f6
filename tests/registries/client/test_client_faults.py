"""Each fault of a registry ends in a verdict, within its time-out."""

from __future__ import annotations

import email.utils
import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from remote_ask import PASSWORD, USER, ask
from remote_sites import DIGEST, FOUND, RESET, Request, Response, free_port, raw_server, serve

from replreg.registries.client import Query, Verdict
from replreg.registries.linked_registry import Registry

MANIFEST = b'{"schemaVersion": 2}'


def in_turn(responses: Sequence[Response]):
    """Answer with one response after the other, and with the last for ever."""
    left = list(responses)
    lock = threading.Lock()

    def respond(request: Request) -> Response:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return respond


def test_a_refused_connection_is_unreachable() -> None:
    [answer] = ask(Query(f"127.0.0.1:{free_port()}", "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "refuses the connection" in answer.detail


def test_an_unknown_host_is_unreachable() -> None:
    [answer] = ask(Query("registry.invalid", "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "registry.invalid" in answer.detail


def test_a_port_that_cannot_be_is_unreachable() -> None:
    [answer] = ask(Query("127.0.0.1:99999", "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "out of range" in answer.detail


def test_a_connection_that_is_always_reset_is_unreachable_after_the_retries() -> None:
    with serve(RESET) as site:
        [answer] = ask(Query(site.host, "app", "1"), retries=2)
    assert answer.verdict is Verdict.UNREACHABLE
    assert "breaks the connection off" in answer.detail
    assert site.paths("HEAD") == ["/v2/app/manifests/1"] * 3


def test_a_connection_that_is_reset_once_does_not_matter() -> None:
    with serve(in_turn([RESET, FOUND])) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.verdict is Verdict.FOUND


def test_a_body_that_breaks_off_in_the_middle_is_asked_for_again() -> None:
    cut = Response(200, {}, MANIFEST[:5], length=len(MANIFEST), reset=True)
    whole = Response(200, {}, MANIFEST)
    no_digest = Response(200)
    with serve(in_turn([no_digest, cut, whole])) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.verdict is Verdict.FOUND
    with serve(in_turn([no_digest, cut])) as site:
        [answer] = ask(Query(site.host, "app", "1"), retries=1)
    assert answer.verdict is Verdict.UNREACHABLE


@pytest.mark.parametrize("talk", [b"", b"220 mail.example.com ESMTP\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_a_server_of_another_kind_is_unreachable(talk: bytes) -> None:
    def respond(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(talk)

    with raw_server(respond) as host:
        [answer] = ask(Query(host, "app", "1"), retries=1)
    assert answer.verdict is Verdict.UNREACHABLE


@pytest.fixture
def silent_server() -> Iterator[str]:
    done = threading.Event()

    def listen(connection: socket.socket) -> None:
        connection.recv(4096)
        done.wait(60)

    with raw_server(listen) as host:
        yield host
        done.set()


def test_a_server_that_never_answers_is_unreachable_after_the_read_timeout(silent_server: str) -> None:
    started = time.monotonic()
    [answer] = ask(Query(silent_server, "app", "1"), read_timeout=0.3)
    assert answer.verdict is Verdict.UNREACHABLE
    assert "no answer within 0.3 s" in answer.detail
    assert time.monotonic() - started < 20


def test_a_server_that_drips_is_unreachable_after_the_total_timeout() -> None:
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not done.wait(0.05):
            connection.sendall(b"X-Drop: 1\r\n")

    started = time.monotonic()
    with raw_server(drip) as host:
        [answer] = ask(Query(host, "app", "1"), total_timeout=0.5)
        done.set()
    assert answer.verdict is Verdict.UNREACHABLE
    assert "no verdict within 0.5 s" in answer.detail
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_overload_that_passes_does_not_matter(status: int) -> None:
    with serve(in_turn([Response(status), Response(status), FOUND])) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, DIGEST)
    assert len(site.requests) == 3


@pytest.mark.parametrize(("status", "verdict"), [(429, Verdict.RATE_LIMITED), (500, Verdict.UNREACHABLE)])
def test_an_overload_that_stays_is_reported_after_the_retries(status: int, verdict: Verdict) -> None:
    with serve(Response(status)) as site:
        [answer] = ask(Query(site.host, "app", "1"), retries=3)
    assert answer.verdict is verdict
    assert len(site.requests) == 4


def moments(responses: Sequence[Response], **options: object) -> tuple[Verdict, list[float]]:
    """Ask for one image; return the verdict and when the requests came in, in seconds after the first."""
    came: list[float] = []
    respond = in_turn(responses)

    def note(request: Request) -> Response:
        came.append(time.monotonic())
        return respond(request)

    with serve(note) as site:
        [answer] = ask(Query(site.host, "app", "1"), **options)
    return answer.verdict, [moment - came[0] for moment in came]


@pytest.mark.slow
def test_retry_after_in_seconds_is_waited_for() -> None:
    verdict, came = moments([Response(429, {"Retry-After": "1"}), FOUND])
    assert verdict is Verdict.FOUND
    assert came[1] >= 0.99


@pytest.mark.parametrize(
    "value", ["soon", "-1", "", "Wed, 99 Foo 2024 99:99:99 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "²"]
)
def test_retry_after_that_says_nothing_is_passed_over(value: str) -> None:
    verdict, _ = moments([Response(429, {"Retry-After": value.encode().decode("latin-1")}), FOUND])
    assert verdict is Verdict.FOUND


def test_a_wait_that_is_too_long_is_not_begun() -> None:
    in_an_hour = email.utils.formatdate(time.time() + 3600, usegmt=True)
    for value in ("3600", "9" * 5000, in_an_hour, "Fri, 31 Dec 9999 23:59:59 GMT"):
        verdict, came = moments([Response(429, {"Retry-After": value}), FOUND], longest_wait=30.0)
        assert verdict is Verdict.RATE_LIMITED, value
        assert len(came) == 1


@pytest.mark.slow
def test_a_limit_holds_all_requests_to_the_host_back() -> None:
    came: list[tuple[float, str]] = []
    respond = in_turn([Response(429, {"Retry-After": "1"}), FOUND])

    def note(request: Request) -> Response:
        came.append((time.monotonic(), request.path))
        response = respond(request)
        # The others' answers must not overtake the one that tells the limit.
        site.closing.wait(0.2 if response is FOUND else 0)
        return response

    with serve(note) as site:
        answers = ask(*(Query(site.host, f"app{n}", "1") for n in range(6)), concurrency=2, per_host=2)
    assert {answer.verdict for answer in answers} == {Verdict.FOUND}
    # Two were under way when the limit was sent; all others must come after that second.
    assert len(came) == 7
    assert all(moment - came[0][0] >= 0.99 for moment, _ in came[2:])


def test_a_host_that_keeps_failing_is_not_asked_for_every_image() -> None:
    with serve(Response(500)) as site:
        answers = ask(*(Query(site.host, f"app{n}", "1") for n in range(20)), retries=0, concurrency=1, per_host=1)
    assert {answer.verdict for answer in answers} == {Verdict.UNREACHABLE}
    assert len(site.requests) == 3
    assert "not asked again" in answers[-1].detail
    assert "status 500" in answers[-1].detail


def test_a_host_that_fails_for_some_images_is_asked_for_all() -> None:
    def respond(request: Request) -> Response:
        return Response(500) if "bad" in request.path else FOUND

    images = ["bad1", "bad2", "good1", "bad3", "bad4", "good2"]
    with serve(respond) as site:
        answers = ask(*(Query(site.host, image, "1") for image in images), retries=0, concurrency=1, per_host=1)
    assert [answer.verdict is Verdict.FOUND for answer in answers] == [image.startswith("good") for image in images]
    assert len(site.requests) == 6


def test_one_host_that_fails_does_not_stop_the_others() -> None:
    with serve(Response(500)) as bad, serve(FOUND) as good:
        answers = ask(*(Query(host, f"app{n}", "1") for n in range(10) for host in (bad.host, good.host)), retries=0)
    assert [answer.verdict for answer in answers] == [Verdict.UNREACHABLE, Verdict.FOUND] * 10


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (401, Verdict.UNAUTHORIZED),
        (403, Verdict.UNAUTHORIZED),
        (404, Verdict.MISSING),
        (400, Verdict.UNREACHABLE),
        (418, Verdict.UNREACHABLE),
        (204, Verdict.UNREACHABLE),
        (304, Verdict.UNREACHABLE),
    ],
)
def test_the_verdict_on_each_status(status: int, verdict: Verdict) -> None:
    with serve(Response(status)) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.verdict is verdict
    assert answer.detail


def test_a_redirect_is_followed_to_another_host_without_the_login() -> None:
    with serve(FOUND) as other:

        def respond(request: Request) -> Response:
            if request.authorization is None:
                return Response(401, {"WWW-Authenticate": 'Basic realm="r"'})
            return Response(307, {"Location": f"http://{other.host}/elsewhere"})

        with serve(respond) as site:
            login = Registry("linked", site.host, username=USER, password=PASSWORD)
            [answer] = ask(Query(site.host, "app", "1"), registries=(login,))
    assert answer.verdict is Verdict.FOUND
    assert [(r.method, r.path, r.authorization) for r in other.requests] == [("HEAD", "/elsewhere", None)]


def test_a_redirect_within_the_host_keeps_the_login() -> None:
    def respond(request: Request) -> Response:
        if request.authorization is None:
            return Response(401, {"WWW-Authenticate": 'Basic realm="r"'})
        return FOUND if request.path == "/moved" else Response(302, {"Location": "/moved"})

    with serve(respond) as site:
        login = Registry("linked", site.host, username=USER, password=PASSWORD)
        [answer] = ask(Query(site.host, "app", "1"), registries=(login,))
    assert answer.verdict is Verdict.FOUND


def test_a_challenge_after_a_redirect_to_another_host_gets_no_login() -> None:
    wants_login = Response(401, {"WWW-Authenticate": 'Basic realm="r"'})
    with serve(wants_login) as other, serve(Response(307, {"Location": f"http://{other.host}/x"})) as site:
        login = Registry("linked", site.host, username=USER, password=PASSWORD)
        [answer] = ask(Query(site.host, "app", "1"), registries=(login,))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert [request.authorization for request in other.requests + site.requests] == [None, None]
    assert other.host in answer.detail


@pytest.mark.parametrize(
    "location",
    [
        "",
        "/again",
        "http://127.0.0.1:1/",
        "ftp://127.0.0.1/",
        "http://[",
        "http://u:p@127.0.0.1/",
        "http://registry.invalid/",
    ],
)
def test_a_redirect_that_leads_nowhere_is_unreachable(location: str) -> None:
    with serve(Response(301, {"Location": location})) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert len(site.requests) <= 6


def test_a_redirect_to_plain_http_elsewhere_is_not_followed() -> None:
    with serve(Response(301, {"Location": "http://registry.invalid/"})) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert "lacks TLS" in answer.detail


def test_a_manifest_without_end_is_not_read_to_its_end() -> None:
    done = threading.Event()

    def pour(connection: socket.socket) -> None:
        head = connection.recv(4096).startswith(b"HEAD")
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while not head and not done.is_set():
            connection.sendall(b" " * 65536)

    with raw_server(pour) as host:
        [answer] = ask(Query(host, "app", "1"))
        done.set()
    assert answer.verdict is Verdict.UNREACHABLE
    assert "more than a manifest may have" in answer.detail
