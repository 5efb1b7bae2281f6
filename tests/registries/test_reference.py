from __future__ import annotations

import copy
import pickle
import re
import string
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.registries.reference import InvalidReference, Reference, is_reference, looks_like_host

SHA256 = "sha256:" + "0123456789abcdef" * 4
SHA384 = "sha384:" + "0123456789abcdef" * 6
SHA512 = "sha512:" + "0123456789abcdef" * 8
IMAGE_ID = "0123456789abcdef" * 4


def fault(text: str, *, normalized: bool = False) -> InvalidReference:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse_normalized(text) if normalized else Reference.parse(text)
    return caught.value


# What is a reference, and what are its parts


@pytest.mark.parametrize(
    ("text", "domain", "path", "tag", "digest"),
    [
        # no host
        ("redis", None, "redis", None, None),
        ("redis:3.2-alpine", None, "redis", "3.2-alpine", None),
        (f"redis@{SHA256}", None, "redis", None, SHA256),
        (f"redis:7@{SHA256}", None, "redis", "7", SHA256),
        ("ns/img", None, "ns/img", None, None),
        ("mythirdpartyprivateregistry/ns/img:1", None, "mythirdpartyprivateregistry/ns/img", "1", None),
        ("a/b/c/d/e", None, "a/b/c/d/e", None, None),
        # a dot, a port, localhost and an upper-case letter show a host
        ("quay.io/ns/img:2.0.0", "quay.io", "ns/img", "2.0.0", None),
        ("registry:5000/img", "registry:5000", "img", None, None),
        ("registry:5000/img:6000", "registry:5000", "img", "6000", None),
        ("localhost/x", "localhost", "x", None, None),
        ("localhost:5000/x", "localhost:5000", "x", None, None),
        ("LOCALHOST/x", "LOCALHOST", "x", None, None),
        ("Foo/bar", "Foo", "bar", None, None),
        ("Quay.IO/ns/img", "Quay.IO", "ns/img", None, None),
        ("fooB4R/bar", "fooB4R", "bar", None, None),
        ("127.0.0.1/x", "127.0.0.1", "x", None, None),
        ("127.0.0.1:80/x/y", "127.0.0.1:80", "x/y", None, None),
        ("xn--bcher-kva.example/x", "xn--bcher-kva.example", "x", None, None),
        ("a--b.c-d-e.0f:0/x", "a--b.c-d-e.0f:0", "x", None, None),
        ("h.io:123456789/x", "h.io:123456789", "x", None, None),
        ("docker.io/library/redis", "docker.io", "library/redis", None, None),
        ("index.docker.io/org/img:x", "index.docker.io", "org/img", "x", None),
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            "app",
            "1",
            None,
        ),
        ("gcr.io/google-samples/gb-frontend:v4", "gcr.io", "google-samples/gb-frontend", "v4", None),
        (
            "proxy.replicated.com/proxy/app/quay.io/ns/img:1",
            "proxy.replicated.com",
            "proxy/app/quay.io/ns/img",
            "1",
            None,
        ),
        (f"h:1/x:t@{SHA512}", "h:1", "x", "t", SHA512),
        # a host needs a slash after it: without one, the whole is a path, and a tag follows the colon
        ("quay.io", None, "quay.io", None, None),
        ("localhost", None, "localhost", None, None),
        ("localhost:5000", None, "localhost", "5000", None),
        ("127.0.0.1:80", None, "127.0.0.1", "80", None),
        (f"host.example:5000@{SHA256}", None, "host.example", "5000", SHA256),
        # IPv6
        ("[2001:db8::1]/x", "[2001:db8::1]", "x", None, None),
        ("[2001:db8::1]:5000/x", "[2001:db8::1]:5000", "x", None, None),
        (f"[::1]:5000/ns/x:t@{SHA256}", "[::1]:5000", "ns/x", "t", SHA256),
        ("[::]/x", "[::]", "x", None, None),
        ("[2001:DB8:0:0:0:0:0:1]/x", "[2001:DB8:0:0:0:0:0:1]", "x", None, None),
        ("[ABCD]/x", "[ABCD]", "x", None, None),
        ("[abcd]:5000/x", "[abcd]:5000", "x", None, None),
        # an underscore cannot be in a host, so this part begins a path although it has a dot
        ("my_host.com/x", None, "my_host.com/x", None, None),
        ("my_host/x", None, "my_host/x", None, None),
        # separators in a path
        ("a.b_c__d-e--f---g/h.i", None, "a.b_c__d-e--f---g/h.i", None, None),
        ("0/1", None, "0/1", None, None),
        # tags
        ("x:_", None, "x", "_", None),
        ("x:A", None, "x", "A", None),
        ("x:0..--__.", None, "x", "0..--__.", None),
        ("x:latest", None, "x", "latest", None),
        # digests
        (f"x@{SHA384}", None, "x", None, SHA384),
        (f"x@{SHA512}", None, "x", None, SHA512),
        # an ID has the form of a path; normalisation refuses it
        (IMAGE_ID, None, IMAGE_ID, None, None),
    ],
)
def test_parts(text: str, domain: str | None, path: str, tag: str | None, digest: str | None) -> None:
    ref = Reference.parse(text)
    assert (ref.domain, ref.path, ref.tag, ref.digest) == (domain, path, tag, digest)
    assert str(ref) == text
    assert ref.name == text.removesuffix(f"@{digest}").removesuffix(f":{tag}")


# Normalisation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis", "docker.io/library/redis"),
        ("redis:7", "docker.io/library/redis:7"),
        (f"redis:7@{SHA256}", f"docker.io/library/redis:7@{SHA256}"),
        ("library/redis", "docker.io/library/redis"),
        ("docker.io/redis", "docker.io/library/redis"),
        ("docker.io/library/redis", "docker.io/library/redis"),
        ("index.docker.io/redis:7", "docker.io/library/redis:7"),
        ("index.docker.io/org/img:x", "docker.io/org/img:x"),
        ("org/img", "docker.io/org/img"),
        ("mythirdpartyprivateregistry/ns/img", "docker.io/mythirdpartyprivateregistry/ns/img"),
        ("library/a/b", "docker.io/library/a/b"),
        ("quay.io", "docker.io/library/quay.io"),
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("quay.io/img", "quay.io/img"),
        ("localhost/img", "localhost/img"),
        ("Foo/bar", "Foo/bar"),
        # only these names are those of Docker Hub
        ("Docker.io/redis", "Docker.io/redis"),
        ("docker.io:443/redis", "docker.io:443/redis"),
        ("registry-1.docker.io/redis", "registry-1.docker.io/redis"),
        ("my_host/img", "docker.io/my_host/img"),
        ("my_host.com/img", "my_host.com/img"),
        # with a tag or a host, it is a name and not an ID
        (f"{IMAGE_ID}:1", f"docker.io/library/{IMAGE_ID}:1"),
        (f"{IMAGE_ID}@{SHA256}", f"docker.io/library/{IMAGE_ID}@{SHA256}"),
        (f"docker.io/{IMAGE_ID}", f"docker.io/library/{IMAGE_ID}"),
        (IMAGE_ID[1:], f"docker.io/library/{IMAGE_ID[1:]}"),
        (IMAGE_ID + "0", f"docker.io/library/{IMAGE_ID}0"),
        (IMAGE_ID[:-1] + "g", f"docker.io/library/{IMAGE_ID[:-1]}g"),
    ],
)
def test_normalized(text: str, expected: str) -> None:
    ref = Reference.parse_normalized(text)
    assert str(ref) == expected
    assert ref == Reference.parse(text).normalized() == ref.normalized()
    assert ref == Reference.parse(expected) == Reference.parse_normalized(expected)


def test_normalized_parts() -> None:
    ref = Reference.parse_normalized("redis")
    assert (ref.domain, ref.path, ref.tag, ref.digest) == ("docker.io", "library/redis", None, None)
    assert Reference.parse_normalized("my_host.com/img").domain is None


def test_an_image_id_is_not_a_name() -> None:
    error = fault(IMAGE_ID, normalized=True)
    assert (error.reason, error.string) == ("64 hexadecimal digits are an image's ID, not its name", IMAGE_ID)
    assert (error.start, error.end) == (0, 64)


def test_normalized_path_length() -> None:
    assert Reference.parse_normalized("x" * 247).path == "library/" + "x" * 247
    reason = "a path has at most 255 characters; this one has 256, 'library/' included"
    for before, after in (("", ""), ("docker.io/", ":1"), ("index.docker.io/", f"@{SHA256}")):
        text = before + "x" * 248 + after
        error = fault(text, normalized=True)
        assert (error.reason, error.string) == (reason, text)
        assert text[error.start : error.end] == "x" * 248
    # on another host nothing is added
    assert Reference.parse_normalized("quay.io/" + "x" * 255).path == "x" * 255
    assert fault("MyApp", normalized=True).reason == "the path may not have upper-case letters: 'MyApp'"


# References are built from their parts, and read into the same parts


def joined(parts: st.SearchStrategy[str], separators: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """Strings of one to ``most`` parts with separators between them."""
    more = st.lists(st.tuples(separators, parts), max_size=most - 1)
    return st.builds(lambda first, rest: first + "".join(map("".join, rest)), parts, more)


ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
components = joined(st.text(LOWER, min_size=1, max_size=6), st.sampled_from([".", "_", "__", "-", "--", "----"]), 3)
paths = joined(components, st.just("/"), 4)
labels = joined(st.text(ALNUM, min_size=1, max_size=6), st.sampled_from(["-", "--"]), 2)
ipv6 = st.text("0123456789abcdefABCDEF:", max_size=20).map(lambda rest: f"[:{rest}]")
ports = st.one_of(st.just(""), st.text(string.digits, min_size=1, max_size=6).map(":".__add__))
hosts = st.builds(str.__add__, st.one_of(joined(labels, st.just("."), 4), ipv6, st.just("localhost")), ports)
domains = st.one_of(st.none(), hosts.filter(looks_like_host))
tags = st.one_of(st.none(), st.from_regex(re.compile(r"[\w][\w.-]{0,127}", re.ASCII), fullmatch=True))
digests = st.one_of(
    st.none(), st.from_regex("sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}", fullmatch=True)
)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    domain, path = draw(domains), draw(paths)
    if domain is None and re.match(r"[a-z0-9.-]*\.[a-z0-9.-]*/|localhost/", path):
        path = f"ns/{path}"  # else its first part would be read as a host
    return Reference(domain, path, draw(tags), draw(digests))


@given(references())
def test_a_reference_that_the_grammar_builds_is_read_back(ref: Reference) -> None:
    text = ref.path if ref.domain is None else f"{ref.domain}/{ref.path}"
    text += "" if ref.tag is None else f":{ref.tag}"
    text += "" if ref.digest is None else f"@{ref.digest}"
    assert Reference.parse(text) == ref
    assert str(ref) == text
    assert pickle.loads(pickle.dumps(ref)) == ref
    assert hash(copy.copy(ref)) == hash(ref)


@given(references())
@example(Reference(None, IMAGE_ID[1:]))
def test_normalising_again_changes_nothing(ref: Reference) -> None:
    try:
        once = ref.normalized()
    except InvalidReference as error:
        assert len(error.string) == 64
        return
    assert once.normalized() == once
    assert Reference.parse_normalized(str(once)) == once
    assert (once.tag, once.digest) == (ref.tag, ref.digest)
    assert once.path.endswith(ref.path)
    if ref.domain not in (None, "docker.io", "index.docker.io"):
        assert once == ref


# As values


def test_frozen_hashable_slots() -> None:
    ref = Reference.parse("quay.io/ns/img:1")
    with pytest.raises(AttributeError):
        ref.tag = "2"  # type: ignore[misc]
    assert not hasattr(ref, "__dict__")
    assert {ref: 1}[Reference("quay.io", "ns/img", "1")] == 1
    assert ref != Reference.parse("quay.io/ns/img:2")


@pytest.mark.parametrize("error", [fault("ns/MyApp"), InvalidReference("x", "a reason")])
def test_errors_pickle(error: InvalidReference) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, InvalidReference)
    assert (str(again), again.string, again.reason) == (str(error), error.string, error.reason)
    assert (again.start, again.end) == (error.start, error.end)


def test_an_error_without_a_span_is_about_the_whole_string() -> None:
    error = InvalidReference("redis", "a reason")
    assert (error.start, error.end) == (0, 5)


def test_import_is_cheap() -> None:
    code = "import sys, replreg.registries.reference; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"ruamel", "click", "rich", "jsonschema", "typing_extensions", "asyncio"}


@given(st.text(alphabet="aB0./:@-_", max_size=12))
@example("ns/img:" + "a" * 128)
@example("ns/img:" + "a" * 129)
@example("ns/img:-a")
@example("ns/img:.a")
@example("ns/img:a-b")
def test_a_text_is_a_reference_if_it_can_be_parsed(text):
    try:
        Reference.parse(text)
    except InvalidReference:
        assert is_reference(text) is False
    else:
        assert is_reference(text) is True
