"""Converts between paths and the URIs of files."""

from __future__ import annotations

import os
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from replreg import files
from replreg.lazy_re import lazy_compile

__all__ = ["path_of", "uri_of"]

_DRIVE = lazy_compile(r"/[a-zA-Z]:")


def path_of(uri: str) -> str | None:
    """Return the path of a file's URI; None for another URI. The letter of a drive is in lower case."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    # As `replreg.files.uri` has it: a byte of a file name that is not UTF-8 stays itself.
    path = unquote_to_bytes(parts.path.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogateescape")
    host = unquote(parts.netloc)
    if host and path:
        path = f"//{host}{path}"  # a share of Windows
    elif _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return path.replace("/", os.sep)


def uri_of(path: str) -> str:
    """Return the URI of a file. ``path`` is made absolute."""
    path = files.portable(os.path.abspath(path))
    if os.sep == "/":
        return files.uri(path)
    if path.startswith("//"):
        return f"file:{files.uri(path).removeprefix('file://')}"
    return files.uri(path[0].lower() + path[1:])
