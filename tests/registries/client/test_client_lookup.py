"""What is asked, how often and in which order; how HEAD and GET go together."""

from __future__ import annotations

import hashlib
import threading

import pytest
from remote_ask import ask
from remote_sites import DIGEST, FOUND, Request, Response, serve

from replreg.registries.client import Answer, CredentialStore, Options, Query, Verdict, look_up
from replreg.registries.linked_registry import Registry
from replreg.registries.reference import Reference

MANIFEST = b'{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json"}'


def test_the_request_is_the_one_of_the_api() -> None:
    with serve(FOUND) as site:
        ask(Query(site.host, "ns/img", "1.0"), Query(site.host, "ns/img", None, DIGEST))
    assert sorted(site.paths("HEAD")) == sorted(["/v2/ns/img/manifests/1.0", f"/v2/ns/img/manifests/{DIGEST}"])
    assert len(site.requests) == 2
    accept = {kind.strip() for kind in site.requests[0].headers["Accept"].split(",")}
    assert accept == {
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
    }
    assert site.requests[0].headers["User-Agent"].startswith("replreg/")


def test_no_cookie_is_kept_and_no_compression_asked_for() -> None:
    cookie = {"Set-Cookie": "sid=1; Path=/", "Docker-Content-Digest": DIGEST}
    with serve(Response(200, cookie)) as site:
        ask(*(Query(site.host, f"app{n}", "1") for n in range(3)), concurrency=1, per_host=1)
    assert [request.headers["Cookie"] for request in site.requests] == [None] * 3
    assert {request.headers["Accept-Encoding"] for request in site.requests} == {"identity"}


def test_answers_come_in_the_order_of_the_queries_and_each_image_is_asked_for_once() -> None:
    def respond(request: Request) -> Response:
        return Response(404) if "/odd" in request.path else FOUND

    seen: list[Answer] = []
    with serve(respond) as site:
        queries = [Query(site.host, f"{'odd' if n % 2 else 'even'}{n % 10}", "1") for n in range(40)]
        answers = ask(*queries, on_answer=seen.append)
    assert [answer.query for answer in answers] == queries
    assert [answer.verdict for answer in answers] == [Verdict.FOUND, Verdict.MISSING] * 20
    assert len(site.paths("HEAD")) == len(set(site.paths("HEAD"))) == 10
    assert sorted(str(answer.query) for answer in seen) == sorted({str(query) for query in queries})


def test_spellings_of_one_image_are_one_lookup() -> None:
    with serve(FOUND) as site:
        port = site.server_port
        answers = ask(Query(f"localhost:{port}", "app", "latest"), Query(f"LOCALHOST:{port}", "app"))
    assert [answer.verdict for answer in answers] == [Verdict.FOUND, Verdict.FOUND]
    assert [answer.query.domain for answer in answers] == [f"localhost:{port}", f"LOCALHOST:{port}"]
    assert len(site.requests) == 1


def test_nothing_asked_is_nothing_answered() -> None:
    assert look_up([]) == []


def test_an_interrupted_callback_ends_the_run() -> None:
    def stop(answer: Answer) -> None:
        raise KeyboardInterrupt

    with serve(FOUND) as site, pytest.raises(KeyboardInterrupt):
        ask(*(Query(site.host, f"app{n}", "1") for n in range(30)), on_answer=stop)


def test_get_is_asked_where_head_is_not_allowed() -> None:
    def respond(request: Request) -> Response:
        return Response(405) if request.method == "HEAD" else Response(200, {"Docker-Content-Digest": DIGEST}, MANIFEST)

    with serve(respond) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, DIGEST)


def test_a_digest_that_the_registry_does_not_name_is_computed() -> None:
    with serve(Response(200, {}, MANIFEST)) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.digest == f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
    assert [request.method for request in site.requests] == ["HEAD", "GET"]


def test_no_body_is_asked_for_where_the_digest_is_known() -> None:
    with serve(Response(200, {}, MANIFEST)) as site:
        [answer] = ask(Query(site.host, "app", "1", DIGEST))
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, DIGEST)
    assert [request.method for request in site.requests] == ["HEAD"]


@pytest.mark.parametrize("digest", ["", "sha256:", "nonsense", "sha256:" + "a" * 64 + "\x1b[31m"])
def test_a_digest_header_that_is_none_is_not_repeated(digest: str) -> None:
    with serve(Response(200, {"Docker-Content-Digest": digest}, MANIFEST)) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.digest == f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}" or answer.verdict is Verdict.UNREACHABLE
    assert "\x1b" not in f"{answer.digest}{answer.detail}"


@pytest.mark.parametrize("body", [b"<html>It works</html>", b"{}", b"[]", b"", b"\xff"])
def test_a_page_that_a_web_server_shows_for_everything_is_not_an_image(body: bytes) -> None:
    with serve(Response(200, {}, body)) as site:
        [answer] = ask(Query(site.host, "app", "1"))
    assert answer.verdict is Verdict.UNREACHABLE
    assert "not a manifest" in answer.detail


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "most"),
    [({}, 8), ({"concurrency": 3}, 3), ({"per_host": 2}, 2), ({"concurrency": 20, "per_host": 20}, 20)],
)
def test_no_more_requests_are_under_way_than_allowed(options: dict[str, int], most: int) -> None:
    lock = threading.Lock()
    under_way = peak = 0

    def respond(request: Request) -> Response:
        nonlocal under_way, peak
        with lock:
            under_way += 1
            peak = max(peak, under_way)
        site.closing.wait(0.02)
        with lock:
            under_way -= 1
        return FOUND

    with serve(respond) as site:
        ask(*(Query(site.host, f"app{n}", "1") for n in range(60)), **options)
    assert 1 < peak <= most


def test_the_source_picks_among_logins_on_one_host_and_is_not_a_part_of_the_image() -> None:
    def respond(request: Request) -> Response:
        return FOUND if request.authorization else Response(401, {"WWW-Authenticate": "Basic"})

    with serve(respond) as site:
        linked = [Registry(name, site.host, username=name, password="x") for name in ("one", "two")]
        named = Query(site.host, "app", "1", source="two")
        unnamed = Query(site.host, "app", "1")
        assert named == unnamed
        look_up([unnamed, named], CredentialStore(linked, {}), Options())
    [login] = [request.authorization for request in site.requests if request.authorization]
    assert login == "Basic dHdvOng="  # two:x


def test_query_from_a_reference() -> None:
    query = Query.from_reference(Reference.parse_normalized("redis"))
    assert (query.domain, query.path, query.target, str(query)) == (
        "docker.io",
        "library/redis",
        "latest",
        "docker.io/library/redis:latest",
    )
    digested = Query.from_reference(Reference.parse_normalized(f"quay.io/ns/img:1@{DIGEST}"), "myquay")
    assert (digested.target, str(digested), digested.source) == (DIGEST, f"quay.io/ns/img@{DIGEST}", "myquay")
    with pytest.raises(ValueError, match="not normalised"):
        Query.from_reference(Reference.parse("redis"))


@pytest.mark.parametrize("wrong", [{"concurrency": 0}, {"per_host": 0}, {"retries": -1}])
def test_options_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Options(**wrong)  # type: ignore[arg-type]
