"""File paths as reports write them: with slashes, relative where they were given so, or as URIs."""

from __future__ import annotations

import os

__all__ = ["is_absolute", "portable", "uri"]


def portable(path: str) -> str:
    """Return ``path`` with slashes and without a leading ``./``, as code review tools compare it with their own."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def is_absolute(path: str) -> bool:
    """Tell whether ``path``, as `portable` returns it, starts at a root or, on Windows, at a drive."""
    return path.startswith("/") or (os.sep != "/" and path[1:3] == ":/")


def uri(path: str) -> str:
    """Return ``path``, as `portable` returns it, as a URI reference (RFC 3986), a ``file:`` URI if it is absolute.

    All that is not unreserved is percent-encoded, so that a colon in a first part is not taken for a scheme. Bytes of
    a file name that are no UTF-8 come out as they are on the disk.
    """
    from urllib.parse import quote

    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if not is_absolute(path):
        return quote(raw)
    # A drive's colon is the one that must stay.
    return "file://" + quote(raw) if path.startswith("/") else "file:///" + quote(raw, safe="/:")
