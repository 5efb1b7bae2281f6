from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.registries.reference import InvalidReference, Reference
from replreg.registries.reference_faults import UNEXPLAINED
from replreg.registries.reference_grammar import is_plain_reference, looks_like_host

SHA256 = "sha256:" + "0123456789abcdef" * 4


def fault(text: str) -> InvalidReference:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse(text)
    return caught.value


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


# Strings that are not references: why, and where the fault is


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
        ("[::1]", "a host needs '/' and a path after it: '[::1]'", "[::1]"),
        ("[::1]:5000", "a host needs '/' and a path after it: '[::1]:5000'", "[::1]:5000"),
        ("quay.io/", "the path after the host 'quay.io' is missing", "/"),
        ("quay.io/:1", "the path after the host 'quay.io' is missing", "/"),
        (f"Foo/@{SHA256}", "the path after the host 'Foo' is missing", "/"),
        (":5000/x", "the host before ':5000' is missing", ":"),
        ("my_host:5000/x", "the host 'my_host' may not have '_'", "_"),
        ("my_host.com:5000/x", "the host 'my_host.com' may not have '_'", "_"),
        ("h\u00e9.io/x", "the host 'h\u00e9.io' may not have '\u00e9'", "\u00e9"),
        ("$HOST.io/x", "the host '$HOST.io' may not have '$'", "$"),
        ("My_Org/x", "'My_Org', read as a host because of its upper-case letters, may not have '_'", "_"),
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
            "each part of 'Org-', read as a host because of its upper-case letters, begins and ends with a letter or digit",
            "-",
        ),
        ("quay.io:/x", "the port after ':' is missing", ":"),
        (
            "quay.io:http/x",
            "the port between ':' and '/' may have only the digits 0 to 9: 'http'",
            "http",
        ),
        (
            "app:feature/x",
            "the port between ':' and '/' may have only the digits 0 to 9: 'feature'",
            "feature",
        ),
        (
            "quay.io:\u0661/x",
            "the port between ':' and '/' may have only the digits 0 to 9: '\u0661'",
            "\u0661",
        ),
        ("a:1:2/x", "an IPv6 address needs brackets: '[a:1:2]'", "a:1:2"),
        ("fc00::1:5000/x", "an IPv6 address needs brackets: '[fc00::1:5000]'", "fc00::1:5000"),
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
        ("[::1]5000/x", "only ':' and a port may be between ']' and '/', not '5000'", "5000"),
        ("[::1]:/x", "the port after ':' is missing", ":"),
        ("[::1]:a/x", "the port between ':' and '/' may have only the digits 0 to 9: 'a'", "a"),
        ("[::1]::1/x", "the port between ':' and '/' may have only the digits 0 to 9: ':1'", ":1"),
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
        ("ns/img:a/b", "':' is allowed only before a port or a tag, and a tag may not have '/'", ":"),
        ("-redis", "each part of the path begins and ends with a letter or digit: '-redis'", "-"),
        ("redis_", "each part of the path begins and ends with a letter or digit: 'redis_'", "_"),
        ("ns/.img", "each part of the path begins and ends with a letter or digit: '.img'", "."),
        ("-ns/img", "each part of the path begins and ends with a letter or digit: '-ns'", "-"),
        ("____/x", "each part of the path begins and ends with a letter or digit: '____'", "____"),
        (
            "a..b",
            "only one '.', one or two '_', or any number of '-' are allowed side by side in a path; not '..'",
            "..",
        ),
        (
            "x/a___b",
            "only one '.', one or two '_', or any number of '-' are allowed side by side in a path; not '___'",
            "___",
        ),
        (
            "x/a-_b",
            "only one '.', one or two '_', or any number of '-' are allowed side by side in a path; not '-_'",
            "-_",
        ),
        (
            "x/a--.b",
            "only one '.', one or two '_', or any number of '-' are allowed side by side in a path; not '--.'",
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
        (f"redis@{SHA256}:7", "nothing may follow the digest; a tag comes before '@'", ":7"),
        (f"redis@{SHA256}@{SHA256}", "a digest has only the hexadecimal digits 0-9 and a-f, not '@'", "@"),
        # the first one of several faults
        ("Foo_/Bar:-1@x", "'Foo_', read as a host because of its upper-case letters, may not have '_'", "_"),
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


def test_the_span_of_a_fault_among_equal_parts() -> None:
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
    # a part that could be a host and is not one counts
    assert fault(f"ns/{'x' * 253}").reason == "a path has at most 255 characters; this one has 256"
    assert fault("a/" * 128).reason == "a name may not end with '/'"


# The grammar as its documentation has it, to compare with; slow, so for short strings only.

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


PIECES = [*"a0A._-:/@[]%é\n", "b1", "__", "--", "[::1]", "localhost", "quay.io", SHA256, "sha256:0"]


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
def test_huge_strings_are_read_in_one_pass(unit: str) -> None:
    # A pattern with several ways to match the text would take exponential time.
    for end in ["", "!", "/x", "/X", "]/x", ":t", "@"]:
        text = unit * (10_000 // len(unit)) + end
        try:
            assert str(Reference.parse(text)) == text
        except InvalidReference as error:
            assert len(error.reason) < 300
            assert 0 <= error.start < error.end <= len(text)


@given(
    st.text("aB0-_./:@é٣", max_size=12)
    | st.from_regex(r"[a-z.]{1,8}(/[a-z-]{1,5}){0,3}(:[\w.-]{1,6})?", fullmatch=True)
)
@example("a" * 128)
@example("a:" + "1" * 127)
def test_a_plain_string_is_a_reference(string: str) -> None:
    if is_plain_reference(string):
        assert str(Reference.parse(string)) == string


@pytest.mark.parametrize("string", ["redis", "redis:3.2-alpine", "quay.io/ns/my-app:1.0", "index.docker.io/a/b/c:v1"])
def test_most_references_are_plain(string: str) -> None:
    assert is_plain_reference(string)


@pytest.mark.parametrize("text", ["ns/a.b/C", "ns/a_b/C", "ns/a__b/C", "ns/a--b/C"])
def test_separators_that_are_allowed_are_not_taken_for_the_mistake(text: str) -> None:
    assert fault(text).string[fault(text).start : fault(text).end] == "C"


def test_a_tag_alone_lacks_its_name() -> None:
    assert (fault(":1").reason, fault(":1").start) == ("the name before ':' is missing", 0)
