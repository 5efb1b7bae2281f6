"""The grammar of image references: its pattern and its limits; `reference_faults` has the rules that a string breaks.

It is the grammar of the ``distribution/reference`` library, with the digest checks of ``go-digest``, as Docker,
containerd and Kubernetes apply them.
"""

from replreg.lazy_re import lazy_compile

__all__ = [
    "COMPONENT",
    "DIGEST_LENGTHS",
    "HOST",
    "MAX_PATH",
    "MAX_TAG",
    "REFERENCE",
    "is_plain_reference",
    "looks_like_host",
]

MAX_PATH = 255
"""The largest number of characters in a path, without the host."""

MAX_TAG = 128
"""The largest number of characters in a tag."""

DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
"""The digest algorithms that container runtimes accept, each with its number of hexadecimal digits."""


# In all of these, a character that can follow a run of characters cannot be in the run. So there is only one way to
# match a text up to the place where a match fails, and the time is linear.
_HOST_NAME = r"[A-Za-z0-9]+(?:(?:\.|-+)[A-Za-z0-9]+)*"
# Brackets without a colon or an upper-case letter do not make a host, and only a host can have brackets.
_IPV6 = r"(?!\[[0-9a-f]+\](?:/|\Z))\[[0-9A-Fa-f:]+\]"
HOST = rf"(?:{_HOST_NAME}|{_IPV6})(?::[0-9]+)?"
"""A host with an optional port, as a regular expression."""

COMPONENT = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
"""A part of a path, as a regular expression."""

_TAG = rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{MAX_TAG - 1}}}"
_DIGEST = "|".join(rf"{algorithm}:[0-9a-f]{{{length}}}" for algorithm, length in DIGEST_LENGTHS.items())

REFERENCE = lazy_compile(rf"(?:({HOST})/)?({COMPONENT}(?:/{COMPONENT})*)(?::({_TAG}))?(?:@({_DIGEST}))?")
"""Matches a whole reference, whatever the length of its path. The groups are the first part if it can be a host
(`looks_like_host` decides whether it is), the rest of the path, the tag and the digest."""


def looks_like_host(part: str) -> bool:
    """Return True if the first of several parts of a name is read as a host, and not as a path on Docker Hub.

    >>> looks_like_host("quay.io"), looks_like_host("registry:5000"), looks_like_host("localhost")
    (True, True, True)
    >>> looks_like_host("MyOrg"), looks_like_host("myregistry")
    (True, False)
    """
    return "." in part or ":" in part or part == "localhost" or part.lower() != part


def is_plain_reference(string: str) -> bool:
    """Return True for most references, without a regular expression: ``host/path:tag`` of words, dots and dashes.

    Where this returns False, the string can be a reference, too; `REFERENCE` decides. Compiling `REFERENCE` costs more
    than one percent of a run over one file.

    >>> is_plain_reference("quay.io/ns/my-app:1.0"), is_plain_reference("localhost:5000/app")
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
