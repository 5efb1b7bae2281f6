"""Converts between paths and the URIs of files."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote, urlsplit

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
    path, host = unquote(parts.path), unquote(parts.netloc)
    if host and path:
        path = f"//{host}{path}"  # a share of Windows
    elif _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return path.replace("/", os.sep)


def uri_of(path: str) -> str:
    """Return the URI of a file. ``path`` is made absolute."""
    path = os.path.abspath(path).replace(os.sep, "/")
    if path.startswith("//") and os.sep != "/":
        return f"file:{quote(path)}"
    if re.match("[a-zA-Z]:", path):
        return f"file:///{path[0].lower()}:{quote(path[2:])}"
    return f"file://{quote(path)}"
