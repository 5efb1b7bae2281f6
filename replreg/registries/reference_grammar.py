"""The grammar of image references: its pattern, its limits, and which of its rules a string breaks.

It is the grammar of the ``distribution/reference`` library, with the digest checks of ``go-digest``, as Docker,
containerd and Kubernetes apply them. All spans are 0-based offsets in code points, the end excluded.
"""

from __future__ import annotations

import re

from replreg.lazy_re import lazy_compile

__all__ = ["DIGEST_LENGTHS", "MAX_PATH", "MAX_TAG", "REFERENCE", "find_fault", "is_plain", "looks_like_host", "quote"]

MAX_PATH = 255
"""The most characters that a path may have; the host does not count."""

MAX_TAG = 128
"""The most characters that a tag may have."""

DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
"""The digest algorithms that container runtimes know, each with its number of hexadecimal digits."""

UNEXPLAINED = "this is no image reference: [host[:port]/]path[:tag][@digest]"

Fault = tuple[str, int, int]
"""A reason, and the span of the wrong part: start and end in code points."""

# In all of these, what may follow a run of letters cannot be in the run. So where a match fails there is one way only
# to have read the text so far, and the time stays linear however long the text is.
_HOST_NAME = r"[A-Za-z0-9]+(?:(?:\.|-+)[A-Za-z0-9]+)*"
# Without a colon or an upper-case letter, brackets do not show a host, and nothing but a host has brackets.
_IPV6 = r"(?!\[[0-9a-f]+\](?:/|\Z))\[[0-9A-Fa-f:]+\]"
_HOST = rf"(?:{_HOST_NAME}|{_IPV6})(?::[0-9]+)?"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_TAG = rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{MAX_TAG - 1}}}"
_DIGEST = "|".join(rf"{algorithm}:[0-9a-f]{{{length}}}" for algorithm, length in DIGEST_LENGTHS.items())

REFERENCE = lazy_compile(rf"(?:({_HOST})/)?({_COMPONENT}(?:/{_COMPONENT})*)(?::({_TAG}))?(?:@({_DIGEST}))?")
"""Matches a reference in full, but for the length of its path. The groups are the first part, where it could be a host
(`looks_like_host` tells whether it is), the rest of the path, the tag and the digest."""


def looks_like_host(part: str) -> bool:
    """Tell whether the first part of a name with several is taken for a host, and not for a path on Docker Hub.

    >>> looks_like_host("quay.io"), looks_like_host("registry:5000"), looks_like_host("localhost")
    (True, True, True)
    >>> looks_like_host("MyOrg"), looks_like_host("myregistry")
    (True, False)
    """
    return "." in part or ":" in part or part == "localhost" or part.lower() != part


def quote(text: str, limit: int = 60) -> str:
    """Return ``text`` in quotes for a message, cut to ``limit`` characters, with whatever is unprintable escaped."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def is_plain(string: str) -> bool:
    """Tell at a glance that a string is a reference, as most are: ``host/path:tag`` of words, dots and single dashes.

    A string of which this is not true can be one as well; ask `REFERENCE`.

    >>> is_plain("quay.io/ns/my-app:1.0"), is_plain("localhost:5000/app")
    (True, False)
    """
    name, colon, tag = string.partition(":")
    words = name.replace("/", ".").replace("-", ".").split(".")
    return (
        len(string) <= MAX_TAG
        and string.isascii()
        and all(word.isalnum() for word in words)
        and name == name.lower()
        and (not colon or (tag[:1].isalnum() and tag.replace(".", "").replace("-", "").isalnum()))
    )


def find_fault(string: str) -> Fault:
    """Say which rule ``string`` breaks, which does not match `REFERENCE` or has too long a path.

    Where it breaks several, the one that a reader would mend first is named. Takes time linear in the length.
    """
    name, at, digest = string.partition("@")
    colon = name.find(":", name.rfind("/") + 1)
    repository = name if colon < 0 else name[:colon]
    fault = _fault_in_general(string, name) or _fault_of_repository(repository)
    if fault is None and colon >= 0:
        fault = _fault_of_tag(name[colon + 1 :], colon + 1)
    if fault is None and at:
        fault = _fault_of_digest(digest, len(name) + 1)
    return fault or (UNEXPLAINED, 0, len(string))


def _fault_in_general(string: str, name: str) -> Fault | None:
    """Find what is wrong with the string as a whole; ``name`` is what stands before its ``@``."""
    if not string:
        return "an image reference may not be empty", 0, 0
    if blank := re.search(r"\s+", string):
        return f"an image reference has no white space: {quote(blank[0])}", *blank.span()
    if scheme := re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", string):
        return f"an image reference has no scheme; leave {quote(scheme[0])} out", *scheme.span()
    if not name:
        return "the name before '@' is missing", 0, 1
    if name[0] == "[" and "/" not in name:
        return f"a host needs '/' and a path behind it: {quote(name)}", 0, len(name)
    return None


def _fault_of_repository(repository: str) -> Fault | None:
    """Find what is wrong with ``[host[:port]/]path``, which stands at the start of the string."""
    if not repository:
        return "the name before ':' is missing", 0, 1
    first, slash, _ = repository.partition("/")
    start = 0
    if slash and (looks_like_host(first) or first.startswith("[")):
        if re.fullmatch(_HOST, first):
            start = len(first) + 1
        elif not re.fullmatch(_COMPONENT, first):  # "my_host.com" is no host, but it can begin a path
            return _fault_of_host(first)
    if start == len(repository):
        return f"the path after the host {quote(first)} is missing", start - 1, start
    offset = start
    for component in repository[start:].split("/"):
        if fault := _fault_of_component(component, offset, len(repository)):
            return fault
        offset += len(component) + 1
    length = len(repository) - start
    if length > MAX_PATH:
        return f"a path has at most {MAX_PATH} characters; this one has {length}", start, len(repository)
    return None


def _fault_of_host(host: str) -> Fault:
    """Find what is wrong with the part before the first slash, which is taken for a host and cannot be one."""
    if host.startswith("["):
        return _fault_of_ipv6(host)
    if host.count(":") > 1:
        if re.fullmatch(r"[0-9A-Fa-f:]+", host):
            return f"an IPv6 address stands in brackets: {quote(f'[{host}]')}", 0, len(host)
        second = host.index(":", host.index(":") + 1)
        return f"a host has one ':' at most, before its port: {quote(host)}", second, second + 1
    name, colon, port = host.partition(":")
    if not name:
        return f"the host before {quote(colon + port)} is missing", 0, 1
    # Letters tell why the part is taken for a host at all, where neither a dot nor a colon does.
    whose = f"the host {quote(name)}"
    if not colon and "." not in name:
        whose = f"{quote(name)}, taken for a host because of its upper-case letters,"
    if wrong := re.search(r"[^A-Za-z0-9.-]", name):
        return f"{whose} may not have {quote(wrong[0])}", *wrong.span()
    if wrong := re.search(r"(?:^|\.)[.-]|[.-](?:\.|$)", name):
        return f"each part of {whose} begins and ends with a letter or digit", *wrong.span()
    return _fault_of_port(port, len(name) + 1)


def _fault_of_ipv6(host: str) -> Fault:
    """Find what is wrong with a host that begins with a bracket."""
    address, closing, rest = host[1:].partition("]")
    end = len(address) + 1
    if not closing:
        return f"the IPv6 address {quote(host)} lacks its closing ']'", 0, len(host)
    if not address:
        return "the IPv6 address between '[' and ']' is missing", 0, 2
    if wrong := re.search("[^0-9A-Fa-f:]", address):
        what = "an IPv6 address has hexadecimal digits and ':' only, neither a zone nor an IPv4 part"
        return f"{what}; not {quote(wrong[0])}", wrong.start() + 1, wrong.end() + 1
    if not rest:
        return f"an IPv6 address has ':' between its groups: {quote(host)}", 0, len(host)
    if rest[0] != ":":
        return f"only ':' and a port may stand between ']' and '/', not {quote(rest)}", end + 1, len(host)
    return _fault_of_port(rest[1:], end + 2)


def _fault_of_port(port: str, offset: int) -> Fault:
    """Say what is wrong with a port that is no number."""
    if not port:
        return "the port after ':' is missing", offset - 1, offset
    what = "what stands between ':' and '/' is a port, which has only the digits 0 to 9"
    return f"{what}: {quote(port)}", offset, offset + len(port)


def _fault_of_component(component: str, offset: int, end: int) -> Fault | None:
    """Find what is wrong with one part of a path, at ``offset`` in a name of ``end`` characters."""
    after = offset + len(component)
    if not component:
        if offset == 0:
            return "a name may not begin with '/'", 0, 1
        if offset == end:
            return "a name may not end with '/'", offset - 1, offset
        return "a part of the path is missing between '/' and '/'", offset - 1, offset + 1
    if wrong := re.search(r"[^a-z0-9._-]", component):
        at = offset + wrong.start()
        if "A" <= wrong[0] <= "Z":
            return f"the path may not have upper-case letters: {quote(component)}", offset, after
        if wrong[0] == ":":
            return "':' may stand only before a port or a tag, and a tag may not have '/'", at, at + 1
        return f"the path may not have {quote(wrong[0])}; it has a-z, 0-9, '.', '_', '-' and '/'", at, at + 1
    for run in re.finditer(r"[._-]+", component):
        separator, span = run[0], (offset + run.start(), offset + run.end())
        if run.start() == 0 or run.end() == len(component):
            return f"each part of the path begins and ends with a letter or digit: {quote(component)}", *span
        if separator not in (".", "_", "__") and separator.strip("-"):
            what = "only one '.', one or two '_', or any number of '-' may stand side by side in a path"
            return f"{what}; not {quote(separator)}", *span
    return None


def _fault_of_tag(tag: str, offset: int) -> Fault | None:
    """Find what is wrong with a tag, at ``offset``."""
    if not tag:
        return "the tag after ':' is missing", offset - 1, offset
    if wrong := re.search(r"[^A-Za-z0-9_.-]", tag):
        at = offset + wrong.start()
        return f"a tag may not have {quote(wrong[0])}; it has letters a-z, digits, '_', '.' and '-'", at, at + 1
    if tag[0] in ".-":
        return f"a tag may not begin with {quote(tag[0])}", offset, offset + 1
    if len(tag) > MAX_TAG:
        return f"a tag has at most {MAX_TAG} characters; this one has {len(tag)}", offset, offset + len(tag)
    return None


def _fault_of_digest(digest: str, offset: int) -> Fault | None:
    """Find what is wrong with a digest, at ``offset``."""
    algorithm, colon, digits = digest.partition(":")
    after = offset + len(algorithm)
    whole = offset, offset + len(digest)
    if not digest:
        return "the digest after '@' is missing", offset - 1, offset
    if not colon or not algorithm:
        return f"a digest is its algorithm, ':' and hexadecimal digits: {quote(digest)}", *whole
    length = DIGEST_LENGTHS.get(algorithm)
    if length is None:
        if algorithm.lower() in DIGEST_LENGTHS:
            return f"the algorithm of a digest has no upper-case letters: {quote(algorithm)}", offset, after
        *others, last = DIGEST_LENGTHS
        known = f"{', '.join(others)} or {last}"
        return f"the algorithm of a digest is {known}, not {quote(algorithm)}", offset, after
    if wrong := re.search(r"[^0-9a-f]", digits):
        at = after + 1 + wrong.start()
        if wrong[0] in "ABCDEF":
            return f"the digits of a digest have no upper-case letters: {quote(digits)}", after + 1, whole[1]
        if wrong[0] == ":":
            return "nothing may stand after the digest; a tag comes before '@'", at, whole[1]
        return f"a digest has only the hexadecimal digits 0-9 and a-f, not {quote(wrong[0])}", at, at + 1
    if len(digits) != length:
        what = f"the digest of {algorithm} needs {length} hexadecimal digits; this one has {len(digits)}"
        return (what, after + 1, whole[1]) if digits else (what, *whole)
    return None
