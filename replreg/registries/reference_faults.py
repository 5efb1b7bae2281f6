"""The rule that an invalid image reference breaks. All spans are offsets in code points from 0, the end excluded."""

from __future__ import annotations

import re

from replreg.messages import quote
from replreg.named_tuple import NamedTuple
from replreg.registries.reference_grammar import COMPONENT, DIGEST_LENGTHS, HOST, MAX_PATH, MAX_TAG, looks_like_host

__all__ = ["UNEXPLAINED", "Fault", "find_fault"]

UNEXPLAINED = "this is not an image reference: [host[:port]/]path[:tag][@digest]"


class Fault(NamedTuple):
    """The reason why a string is not an image reference, and the span of the wrong part in code points."""

    reason: str
    start: int
    end: int


def find_fault(string: str) -> Fault:
    """Return the rule that ``string`` breaks, which does not match `REFERENCE` or has too long a path.

    Where it breaks several, this is the one that a reader would fix first. Takes time linear in the length.
    """
    name, at, digest = string.partition("@")
    colon = name.find(":", name.rfind("/") + 1)
    repository = name if colon < 0 else name[:colon]
    fault = _fault_in_general(string, name) or _fault_of_repository(repository)
    if fault is None and colon >= 0:
        fault = _fault_of_tag(name[colon + 1 :], colon + 1)
    if fault is None and at:
        fault = _fault_of_digest(digest, len(name) + 1)
    return fault or Fault(UNEXPLAINED, 0, len(string))


def _fault_in_general(string: str, name: str) -> Fault | None:
    """Return the fault of the string as a whole, if any; ``name`` is the part before ``@``."""
    if not string:
        return Fault("an image reference may not be empty", 0, 0)
    if blank := re.search(r"\s+", string):
        return Fault(f"an image reference has no white space: {quote(blank[0])}", *blank.span())
    if scheme := re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", string):
        return Fault(f"an image reference has no scheme; leave {quote(scheme[0])} out", *scheme.span())
    if not name:
        return Fault("the name before '@' is missing", 0, 1)
    if name[0] == "[" and "/" not in name:
        return Fault(f"a host needs '/' and a path after it: {quote(name)}", 0, len(name))
    return None


def _fault_of_repository(repository: str) -> Fault | None:
    """Return the fault of ``[host[:port]/]path``, which is the start of the string, if any."""
    if not repository:
        return Fault("the name before ':' is missing", 0, 1)
    first, slash, _ = repository.partition("/")
    start = 0
    if slash and (looks_like_host(first) or first.startswith("[")):
        if re.fullmatch(HOST, first):
            start = len(first) + 1
        elif not re.fullmatch(COMPONENT, first):  # "my_host.com" is not a host, but it can begin a path
            return _fault_of_host(first)
    if start == len(repository):
        return Fault(f"the path after the host {quote(first)} is missing", start - 1, start)
    offset = start
    for component in repository[start:].split("/"):
        if fault := _fault_of_component(component, offset, len(repository)):
            return fault
        offset += len(component) + 1
    length = len(repository) - start
    if length > MAX_PATH:
        return Fault(f"a path has at most {MAX_PATH} characters; this one has {length}", start, len(repository))
    return None


def _fault_of_host(host: str) -> Fault:
    """Return the fault of the part before the first slash, which is read as a host and is not a valid one."""
    if host.startswith("["):
        return _fault_of_ipv6(host)
    if host.count(":") > 1:
        if re.fullmatch(r"[0-9A-Fa-f:]+", host):
            return Fault(f"an IPv6 address needs brackets: {quote(f'[{host}]')}", 0, len(host))
        second = host.index(":", host.index(":") + 1)
        return Fault(f"a host has one ':' at most, before its port: {quote(host)}", second, second + 1)
    name, colon, port = host.partition(":")
    if not name:
        return Fault(f"the host before {quote(colon + port)} is missing", 0, 1)
    # Where neither a dot nor a colon makes the part a host, upper-case letters do, which is worth saying.
    whose = f"the host {quote(name)}"
    if not colon and "." not in name:
        whose = f"{quote(name)}, read as a host because of its upper-case letters,"
    if wrong := re.search(r"[^A-Za-z0-9.-]", name):
        return Fault(f"{whose} may not have {quote(wrong[0])}", *wrong.span())
    if wrong := re.search(r"(?:^|\.)[.-]|[.-](?:\.|$)", name):
        return Fault(f"each part of {whose} begins and ends with a letter or digit", *wrong.span())
    return _fault_of_port(port, len(name) + 1)


def _fault_of_ipv6(host: str) -> Fault:
    """Return the fault of a host that begins with a bracket."""
    address, closing, rest = host[1:].partition("]")
    end = len(address) + 1
    if not closing:
        return Fault(f"the IPv6 address {quote(host)} lacks its closing ']'", 0, len(host))
    if not address:
        return Fault("the IPv6 address between '[' and ']' is missing", 0, 2)
    if wrong := re.search("[^0-9A-Fa-f:]", address):
        what = "an IPv6 address has hexadecimal digits and ':' only, neither a zone nor an IPv4 part"
        return Fault(f"{what}; not {quote(wrong[0])}", wrong.start() + 1, wrong.end() + 1)
    if not rest:
        return Fault(f"an IPv6 address has ':' between its groups: {quote(host)}", 0, len(host))
    if rest[0] != ":":
        return Fault(f"only ':' and a port may be between ']' and '/', not {quote(rest)}", end + 1, len(host))
    return _fault_of_port(rest[1:], end + 2)


def _fault_of_port(port: str, offset: int) -> Fault:
    """Return the fault of a port that is not a number."""
    if not port:
        return Fault("the port after ':' is missing", offset - 1, offset)
    what = "the port between ':' and '/' may have only the digits 0 to 9"
    return Fault(f"{what}: {quote(port)}", offset, offset + len(port))


def _fault_of_component(component: str, offset: int, end: int) -> Fault | None:
    """Return the fault of one part of a path, if any, at ``offset`` in a name of ``end`` characters."""
    after = offset + len(component)
    if not component:
        if offset == 0:
            return Fault("a name may not begin with '/'", 0, 1)
        if offset == end:
            return Fault("a name may not end with '/'", offset - 1, offset)
        return Fault("a part of the path is missing between '/' and '/'", offset - 1, offset + 1)
    if wrong := re.search(r"[^a-z0-9._-]", component):
        at = offset + wrong.start()
        if "A" <= wrong[0] <= "Z":
            return Fault(f"the path may not have upper-case letters: {quote(component)}", offset, after)
        if wrong[0] == ":":
            return Fault("':' is allowed only before a port or a tag, and a tag may not have '/'", at, at + 1)
        return Fault(f"the path may not have {quote(wrong[0])}; it has a-z, 0-9, '.', '_', '-' and '/'", at, at + 1)
    for run in re.finditer(r"[._-]+", component):
        separator, span = run[0], (offset + run.start(), offset + run.end())
        if run.start() == 0 or run.end() == len(component):
            return Fault(f"each part of the path begins and ends with a letter or digit: {quote(component)}", *span)
        if separator not in (".", "_", "__") and separator.strip("-"):
            what = "only one '.', one or two '_', or any number of '-' are allowed side by side in a path"
            return Fault(f"{what}; not {quote(separator)}", *span)
    return None


def _fault_of_tag(tag: str, offset: int) -> Fault | None:
    """Return the fault of a tag at ``offset``, if any."""
    if not tag:
        return Fault("the tag after ':' is missing", offset - 1, offset)
    if wrong := re.search(r"[^A-Za-z0-9_.-]", tag):
        at = offset + wrong.start()
        return Fault(f"a tag may not have {quote(wrong[0])}; it has letters a-z, digits, '_', '.' and '-'", at, at + 1)
    if tag[0] in ".-":
        return Fault(f"a tag may not begin with {quote(tag[0])}", offset, offset + 1)
    if len(tag) > MAX_TAG:
        return Fault(f"a tag has at most {MAX_TAG} characters; this one has {len(tag)}", offset, offset + len(tag))
    return None


def _fault_of_digest(digest: str, offset: int) -> Fault | None:
    """Return the fault of a digest at ``offset``, if any."""
    algorithm, colon, digits = digest.partition(":")
    after = offset + len(algorithm)
    whole = offset, offset + len(digest)
    if not digest:
        return Fault("the digest after '@' is missing", offset - 1, offset)
    if not colon or not algorithm:
        return Fault(f"a digest is its algorithm, ':' and hexadecimal digits: {quote(digest)}", *whole)
    length = DIGEST_LENGTHS.get(algorithm)
    if length is None:
        if algorithm.lower() in DIGEST_LENGTHS:
            return Fault(f"the algorithm of a digest has no upper-case letters: {quote(algorithm)}", offset, after)
        *others, last = DIGEST_LENGTHS
        known = f"{', '.join(others)} or {last}"
        return Fault(f"the algorithm of a digest is {known}, not {quote(algorithm)}", offset, after)
    if wrong := re.search(r"[^0-9a-f]", digits):
        at = after + 1 + wrong.start()
        if wrong[0] in "ABCDEF":
            return Fault(f"the digits of a digest have no upper-case letters: {quote(digits)}", after + 1, whole[1])
        if wrong[0] == ":":
            return Fault("nothing may follow the digest; a tag comes before '@'", at, whole[1])
        return Fault(f"a digest has only the hexadecimal digits 0-9 and a-f, not {quote(wrong[0])}", at, at + 1)
    if len(digits) != length:
        what = f"the digest of {algorithm} needs {length} hexadecimal digits; this one has {len(digits)}"
        return Fault(what, after + 1, whole[1]) if digits else Fault(what, *whole)
    return None
