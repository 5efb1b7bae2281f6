from __future__ import annotations

import copy
import doctest
import pickle
import re
import string
import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg import reference, reference_grammar
from replreg.reference import InvalidReference, Reference, looks_like_host
from replreg.reference_grammar import UNEXPLAINED

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
        # a host takes a slash behind it: without one, the whole is a path and what follows the colon a tag
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
        # an underscore cannot be in a host, so this part begins a path, its dot notwithstanding
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
        # an ID is a path in form; that it names no image is a matter of normalisation
        (IMAGE_ID, None, IMAGE_ID, None, None),
    ],
)
def test_parts(text: str, domain: str | None, path: str, tag: str | None, digest: str | None) -> None:
    ref = Reference.parse(text)
    assert (ref.domain, ref.path, ref.tag, ref.digest) == (domain, path, tag, digest)
    assert str(ref) == text
    assert ref.name == text.removesuffix(f"@{digest}").removesuffix(f":{tag}")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("quay.io", True),
        ("host:5000", True),
        ("[::1]", True),
        ("localhost", True),
        ("localHost", True),
        ("Org", True),
        (".", True),
        ("org", False),
        ("localhost2", False),
        ("my-org", False),
        ("my_org", False),
        ("0", False),
        ("", False),
    ],
)
def test_looks_like_host(part: str, expected: bool) -> None:
    assert looks_like_host(part) is expected


# What is none, why, and where


@pytest.mark.parametrize(
    ("text", "reason", "wrong"),
    [
        # the whole
        ("", "an image reference may not be empty", ""),
        (" redis", "an image reference has no white space: ' '", " "),
        ("redis:7\n", "an image reference has no white space: '\\n'", "\n"),
        ("quay.io/a \tb", "an image reference has no white space: ' \\t'", " \t"),
        ("redis\u00a0", "an image reference has no white space: '\\xa0'", "\u00a0"),
        ("https://quay.io/ns/img", "an image reference has no scheme; leave 'https://' out", "https://"),
        ("docker://redis", "an image reference has no scheme; leave 'docker://' out", "docker://"),
        (":tag", "the name before ':' is missing", ":"),
        (":", "the name before ':' is missing", ":"),
        (f"@{SHA256}", "the name before '@' is missing", "@"),
        # hosts
        ("[::1]", "a host needs '/' and a path behind it: '[::1]'", "[::1]"),
        ("[::1]:5000", "a host needs '/' and a path behind it: '[::1]:5000'", "[::1]:5000"),
        ("quay.io/", "the path after the host 'quay.io' is missing", "/"),
        ("quay.io/:1", "the path after the host 'quay.io' is missing", "/"),
        (f"Foo/@{SHA256}", "the path after the host 'Foo' is missing", "/"),
        (":5000/x", "the host before ':5000' is missing", ":"),
        ("my_host:5000/x", "the host 'my_host' may not have '_'", "_"),
        ("my_host.com:5000/x", "the host 'my_host.com' may not have '_'", "_"),
        ("h\u00e9.io/x", "the host 'h\u00e9.io' may not have '\u00e9'", "\u00e9"),
        ("$HOST.io/x", "the host '$HOST.io' may not have '$'", "$"),
        ("My_Org/x", "'My_Org', taken for a host because of its upper-case letters, may not have '_'", "_"),
        ("-quay.io/x", "each part of the host '-quay.io' begins and ends with a letter or digit", "-"),
        ("quay-.io/x", "each part of the host 'quay-.io' begins and ends with a letter or digit", "-."),
        ("quay..io/x", "each part of the host 'quay..io' begins and ends with a letter or digit", ".."),
        ("quay.-io/x", "each part of the host 'quay.-io' begins and ends with a letter or digit", ".-"),
        ("quay.io./x", "each part of the host 'quay.io.' begins and ends with a letter or digit", "."),
        (".quay.io/x", "each part of the host '.quay.io' begins and ends with a letter or digit", "."),
        ("./x", "each part of the host '.' begins and ends with a letter or digit", "."),
        ("../x", "each part of the host '..' begins and ends with a letter or digit", "."),
        (
            "Org-/x",
            "each part of 'Org-', taken for a host because of its upper-case letters, begins and ends with a letter or digit",
            "-",
        ),
        ("quay.io:/x", "the port after ':' is missing", ":"),
        (
            "quay.io:http/x",
            "what stands between ':' and '/' is a port, which has only the digits 0 to 9: 'http'",
            "http",
        ),
        (
            "app:feature/x",
            "what stands between ':' and '/' is a port, which has only the digits 0 to 9: 'feature'",
            "feature",
        ),
        (
            "quay.io:\u0661/x",
            "what stands between ':' and '/' is a port, which has only the digits 0 to 9: '\u0661'",
            "\u0661",
        ),
        ("a:1:2/x", "an IPv6 address stands in brackets: '[a:1:2]'", "a:1:2"),
        ("fc00::1:5000/x", "an IPv6 address stands in brackets: '[fc00::1:5000]'", "fc00::1:5000"),
        ("h.io:1:2/x", "a host has one ':' at most, before its port: 'h.io:1:2'", ":"),
        ("[::1/x", "the IPv6 address '[::1' lacks its closing ']'", "[::1"),
        ("[]/x", "the IPv6 address between '[' and ']' is missing", "[]"),
        (
            "[fe80::1%eth0]/x",
            "an IPv6 address has hexadecimal digits and ':' only, neither a zone nor an IPv4 part; not '%'",
            "%",
        ),
        (
            "[::ffff:192.0.2.1]/x",
            "an IPv6 address has hexadecimal digits and ':' only, neither a zone nor an IPv4 part; not '.'",
            ".",
        ),
        ("[::1]5000/x", "only ':' and a port may stand between ']' and '/', not '5000'", "5000"),
        ("[::1]:/x", "the port after ':' is missing", ":"),
        ("[::1]:a/x", "what stands between ':' and '/' is a port, which has only the digits 0 to 9: 'a'", "a"),
        ("[::1]::1/x", "what stands between ':' and '/' is a port, which has only the digits 0 to 9: ':1'", ":1"),
        ("[abcd]/x", "an IPv6 address has ':' between its groups: '[abcd]'", "[abcd]"),
        # paths
        ("/", "a name may not begin with '/'", "/"),
        ("/redis", "a name may not begin with '/'", "/"),
        ("ns/", "a name may not end with '/'", "/"),
        ("quay.io/ns/:1", "a name may not end with '/'", "/"),
        ("ns//img", "a part of the path is missing between '/' and '/'", "//"),
        ("quay.io//img", "a part of the path is missing between '/' and '/'", "//"),
        ("MyApp", "the path may not have upper-case letters: 'MyApp'", "MyApp"),
        ("MyApp:1", "the path may not have upper-case letters: 'MyApp'", "MyApp"),
        ("ns/myApp", "the path may not have upper-case letters: 'myApp'", "myApp"),
        ("quay.io/Ns/img:1", "the path may not have upper-case letters: 'Ns'", "Ns"),
        ("Foo/Bar", "the path may not have upper-case letters: 'Bar'", "Bar"),
        ("a$b", "the path may not have '$'; it has a-z, 0-9, '.', '_', '-' and '/'", "$"),
        ("ns/caf\u00e9", "the path may not have '\u00e9'; it has a-z, 0-9, '.', '_', '-' and '/'", "\u00e9"),
        ("ns\\img", "the path may not have '\\\\'; it has a-z, 0-9, '.', '_', '-' and '/'", "\\"),
        ("ns/img\x00", "the path may not have '\\x00'; it has a-z, 0-9, '.', '_', '-' and '/'", "\x00"),
        ("ns/\ud800", "the path may not have '\\ud800'; it has a-z, 0-9, '.', '_', '-' and '/'", "\ud800"),
        ("ns/img:a/b", "':' may stand only before a port or a tag, and a tag may not have '/'", ":"),
        ("-redis", "each part of the path begins and ends with a letter or digit: '-redis'", "-"),
        ("redis_", "each part of the path begins and ends with a letter or digit: 'redis_'", "_"),
        ("ns/.img", "each part of the path begins and ends with a letter or digit: '.img'", "."),
        ("-ns/img", "each part of the path begins and ends with a letter or digit: '-ns'", "-"),
        ("____/x", "each part of the path begins and ends with a letter or digit: '____'", "____"),
        ("a..b", "only one '.', one or two '_', or any number of '-' may stand side by side in a path; not '..'", ".."),
        (
            "x/a___b",
            "only one '.', one or two '_', or any number of '-' may stand side by side in a path; not '___'",
            "___",
        ),
        (
            "x/a-_b",
            "only one '.', one or two '_', or any number of '-' may stand side by side in a path; not '-_'",
            "-_",
        ),
        (
            "x/a--.b",
            "only one '.', one or two '_', or any number of '-' may stand side by side in a path; not '--.'",
            "--.",
        ),
        # tags
        ("redis:", "the tag after ':' is missing", ":"),
        (f"redis:@{SHA256}", "the tag after ':' is missing", ":"),
        ("redis:1~2", "a tag may not have '~'; it has letters a-z, digits, '_', '.' and '-'", "~"),
        ("redis:1+2", "a tag may not have '+'; it has letters a-z, digits, '_', '.' and '-'", "+"),
        ("redis:1:2", "a tag may not have ':'; it has letters a-z, digits, '_', '.' and '-'", ":"),
        ("redis:\u0661", "a tag may not have '\u0661'; it has letters a-z, digits, '_', '.' and '-'", "\u0661"),
        ("redis:-1", "a tag may not begin with '-'", "-"),
        ("redis:.1", "a tag may not begin with '.'", "."),
        # digests
        ("redis@", "the digest after '@' is missing", "@"),
        ("redis:7@", "the digest after '@' is missing", "@"),
        ("redis@sha256", "a digest is its algorithm, ':' and hexadecimal digits: 'sha256'", "sha256"),
        ("redis@:00", "a digest is its algorithm, ':' and hexadecimal digits: ':00'", ":00"),
        (f"redis@md5:{'0' * 32}", "the algorithm of a digest is sha256, sha384 or sha512, not 'md5'", "md5"),
        (
            f"redis@sha256+b64:{'0' * 64}",
            "the algorithm of a digest is sha256, sha384 or sha512, not 'sha256+b64'",
            "sha256+b64",
        ),
        (f"redis@{SHA256.upper()}", "the algorithm of a digest has no upper-case letters: 'SHA256'", "SHA256"),
        ("redis@sha256:" + "A" * 8, "the digits of a digest have no upper-case letters: 'AAAAAAAA'", "A" * 8),
        ("redis@sha256:00g0", "a digest has only the hexadecimal digits 0-9 and a-f, not 'g'", "g"),
        ("redis@sha256:", "the digest of sha256 needs 64 hexadecimal digits; this one has 0", "sha256:"),
        (f"redis@{SHA256}0", "the digest of sha256 needs 64 hexadecimal digits; this one has 65", SHA256[7:] + "0"),
        (f"redis@{SHA256[:-1]}", "the digest of sha256 needs 64 hexadecimal digits; this one has 63", SHA256[7:-1]),
        ("redis@sha384:" + "0" * 64, "the digest of sha384 needs 96 hexadecimal digits; this one has 64", "0" * 64),
        ("redis@sha512:" + "0" * 96, "the digest of sha512 needs 128 hexadecimal digits; this one has 96", "0" * 96),
        (f"redis@{SHA256}:7", "nothing may stand after the digest; a tag comes before '@'", ":7"),
        (f"redis@{SHA256}@{SHA256}", "a digest has only the hexadecimal digits 0-9 and a-f, not '@'", "@"),
        # of several faults, the first from the left
        ("Foo_/Bar:-1@x", "'Foo_', taken for a host because of its upper-case letters, may not have '_'", "_"),
        ("ns/Bar:-1@x", "the path may not have upper-case letters: 'Bar'", "Bar"),
        ("ns/bar:-1@x", "a tag may not begin with '-'", "-"),
    ],
)
def test_fault(text: str, reason: str, wrong: str) -> None:
    error = fault(text)
    assert str(error) == error.reason == reason
    assert error.string == text
    assert text[error.start : error.end] == wrong
    assert isinstance(error, ValueError)


def test_fault_span_is_the_right_one_of_several_alike() -> None:
    assert (error := fault("h.io:1:2/x")).start == 6, error
    assert (error := fault("a.b/a.b/a..b")).start == 9, error
    assert (error := fault("x/MyApp/MyApp")).start == 2, error
    assert (error := fault("[::1]:/x")).start == 5, error
    assert (error := fault("a/b/c/:1")).start == 5, error


def test_tag_length() -> None:
    assert Reference.parse("x:" + "t" * 128).tag == "t" * 128
    error = fault("ns/x:" + "t" * 130)
    assert (error.reason, error.start, error.end) == ("a tag has at most 128 characters; this one has 130", 5, 135)
    assert fault("x:" + "t" * 129).reason == "a tag has at most 128 characters; this one has 129"


def test_path_length() -> None:
    longest = "ns/" + "x" * 252
    assert Reference.parse(longest).path == longest
    # neither host nor tag nor digest counts
    assert Reference.parse(f"quay.io:5000/{longest}:tag@{SHA256}").path == longest
    assert Reference.parse("h." * 200 + "io/x").domain == "h." * 200 + "io"
    error = fault(f"quay.io/{longest}x:1")
    assert (error.reason, error.start, error.end) == ("a path has at most 255 characters; this one has 256", 8, 264)
    # what could be a host, and is none, counts
    assert fault(f"ns/{'x' * 253}").reason == "a path has at most 255 characters; this one has 256"
    assert fault("a/" * 128).reason == "a name may not end with '/'"


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
        # only these very names are Docker Hub's
        ("Docker.io/redis", "Docker.io/redis"),
        ("docker.io:443/redis", "docker.io:443/redis"),
        ("registry-1.docker.io/redis", "registry-1.docker.io/redis"),
        ("my_host/img", "docker.io/my_host/img"),
        ("my_host.com/img", "my_host.com/img"),
        # with anything beside it, an ID is a name again
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


def test_image_id_is_no_name() -> None:
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


# The grammar backwards: build a reference, read it, and find its parts again


def joined(parts: st.SearchStrategy[str], separators: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """Strings of one to ``most`` parts, each two with a separator between them."""
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
def test_what_the_grammar_builds_is_read_back(ref: Reference) -> None:
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


# The grammar a second time, as its documentation writes it down, to compare with: slow, and for short strings only.

_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
_PART = "[a-z0-9]+(?:(?:[_.]|__|-+)[a-z0-9]+)*"
_AFTER = r"(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
WITH_HOST = re.compile(rf"{_DOMAIN}/{_PART}(?:/{_PART})*{_AFTER}", re.ASCII)
WITHOUT_HOST = re.compile(rf"{_PART}(?:/{_PART})*{_AFTER}", re.ASCII)


def is_reference(text: str) -> bool:
    first, slash, _ = text.partition("/")
    bare = WITHOUT_HOST.fullmatch(text) is not None
    return bare or (bool(slash) and looks_like_host(first) and WITH_HOST.fullmatch(text) is not None)


PIECES = [
    "a",
    "b1",
    "A",
    "0",
    ".",
    "_",
    "__",
    "-",
    "--",
    ":",
    "/",
    "@",
    "[",
    "]",
    "[::1]",
    "localhost",
    "quay.io",
    SHA256,
    "sha256:0",
    "%",
    "é",
    "\n",
]


@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
        st.text(max_size=20),
        st.text("aA0._-:/@[]", max_size=12),
    )
)
@example("[abcd]/x")
@example("my_host.com/x")
@example("redis\n")
def test_any_text_is_a_reference_or_says_why_not(text: str) -> None:
    try:
        ref = Reference.parse(text)
    except InvalidReference as error:
        assert not is_reference(text)
        assert error.string == text
        assert 0 <= error.start <= error.end <= len(text)
        assert error.start < error.end or not text
        assert error.reason != UNEXPLAINED
        assert error.reason.isprintable()
    else:
        assert is_reference(text)
        assert str(ref) == text
    try:
        normalized = Reference.parse_normalized(text)
    except InvalidReference as error:
        assert error.string == text
    else:
        assert normalized.normalized() == normalized


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a-", "a/", "a_", "a__", "A.", "-", ".", "/", ":", "a:", "@", "[", "[:", "1:", "é", " "]
)
@pytest.mark.parametrize("end", ["", "!", "/x", "/X", "]/x", ":t", "@"])
def test_huge_strings_are_read_in_one_pass(unit: str, end: str) -> None:
    # A pattern that tried every way to split the text would not come back from this within anyone's patience.
    text = unit * (100_000 // len(unit)) + end
    try:
        assert str(Reference.parse(text)) == text
    except InvalidReference as error:
        assert len(error.reason) < 300
        assert 0 <= error.start < error.end <= len(text)


# As values


def test_frozen_hashable_slots() -> None:
    ref = Reference.parse("quay.io/ns/img:1")
    with pytest.raises(FrozenInstanceError):
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
    code = "import sys, replreg.reference; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"ruamel", "click", "rich", "jsonschema", "typing_extensions", "asyncio"}


@pytest.mark.parametrize("module", [reference, reference_grammar])
def test_examples_in_the_documentation(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted and not result.failed
