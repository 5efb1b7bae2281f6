"""Tags that look like a missing one, as the registry lists them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remote_ask import RealRegistry, ask
from remote_sites import FOUND, Request, Response, serve

from replreg.registries.client import Query, Verdict
from replreg.registries.client.tags import MOST_PAGES, next_page, read_tags, similar_tags


@pytest.mark.parametrize(
    ("tag", "known", "alike"),
    [
        ("1.2.3", ["1.2.4", "v1.2.3", "nightly"], ("v1.2.3", "1.2.4")),
        ("v1.2", ["1.2-alpine", "1.2.9", "13.7"], ("1.2.9", "1.2-alpine")),
        ("RC1", ["rc1"], ("rc1",)),
        ("1.0", ["latest", "sha-0123456789"], ()),
        ("1.0", [], ()),
    ],
)
def test_which_tags_look_alike(tag: str, known: list[str], alike: tuple[str, ...]) -> None:
    assert similar_tags(tag, known) == alike


@given(st.text("v1.2-a", min_size=1, max_size=9), st.lists(st.text("v1.2-a", min_size=1, max_size=9), unique=True))
def test_alike_are_a_few_of_the_known_in_an_order_of_their_own(tag: str, known: list[str]) -> None:
    found = similar_tags(tag, known)
    assert set(found) <= set(known)
    assert len(found) <= 3
    assert found == similar_tags(tag, known[::-1])


@given(st.binary(max_size=200))
def test_no_body_is_too_odd(body: bytes) -> None:
    read_tags(body)


def test_an_entry_that_is_not_a_tag_is_left_out() -> None:
    body = json.dumps({"name": "x", "tags": ["1.0", "\x1b[31m", "a" * 129, 7, "-x", None]}).encode()
    assert read_tags(body) == ["1.0"]
    assert read_tags(b'{"tags": null}') == []
    assert read_tags(b'{"errors": []}') is None


@pytest.mark.parametrize(
    "link", [None, "", "<", '<//[/x?last=1>; rel="next"', '</v2/x?last=1>; rel="prev"', "</v2/x>; rel=next"]
)
def test_no_next_page(link: str | None) -> None:
    assert next_page(link) is None


def test_a_real_registry_names_the_tags_that_it_has(open_registry: RealRegistry) -> None:
    [near, far, repository] = ask(
        open_registry.query("team/app:1.1"), open_registry.query("team/app:nothing-like"), open_registry.query("none:1")
    )
    assert near.tags == ("1.0",)
    assert near.detail.endswith("; it has 1.0")
    assert far.tags == repository.tags == ()


def test_tags_are_asked_for_only_where_one_is_missing_and_once_a_repository() -> None:
    def answer(request: Request) -> Response:
        if request.path.endswith(("/1.0", "/2.0")):
            return FOUND
        return Response(200, body=b'{"tags": ["1.0", "2.0"]}') if "/tags/" in request.path else Response(404)

    with serve(answer) as site:
        ask(Query(site.host, "a", "1.0"), Query(site.host, "a", "2.0"))
        assert not [path for path in site.paths() if "/tags/" in path]
        ask(
            *(Query(site.host, "a", f"1.{number}") for number in range(1, 6)),
            Query(site.host, "a", digest="sha256:" + "0" * 64),
        )
        assert len([path for path in site.paths() if "/tags/" in path]) == 1


def test_pages_are_followed_on_the_same_path_and_not_for_ever() -> None:
    def answer(request: Request) -> Response:
        if "/tags/" not in request.path:
            return Response(404)
        number = request.path.count("x") + 1
        link = f'<http://elsewhere.invalid/tags?last={"x" * number}&n=1>; rel="next"'
        return Response(200, {"Link": link}, json.dumps({"tags": [f"1.{number}"]}).encode())

    with serve(answer) as site:
        [found] = ask(Query(site.host, "a", "1.0"))
        pages = [path for path in site.paths() if "/tags/" in path]
    assert len(pages) == MOST_PAGES
    assert all(path.startswith("/v2/a/tags/list?") for path in pages)
    assert found.tags == ("1.1", "1.2", "1.3")


@pytest.mark.parametrize(
    "listing", [Response(500), Response(401), Response(200, body=b"<html>"), Response(200, body=b"[" * 5000)]
)
def test_a_registry_that_lists_no_tags_gives_the_same_verdict(listing: Response) -> None:
    with serve(lambda request: listing if "/tags/" in request.path else Response(404)) as site:
        [found] = ask(Query(site.host, "a", "1.0"), retries=0)
    assert (found.verdict, found.tags) == (Verdict.MISSING, ())
    assert found.detail == f"{site.host} has no a under 1.0"
