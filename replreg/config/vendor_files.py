"""The vendor's own ``.replicated`` files: the application's slug, and where manifests, charts and preflights are.

The platform's command-line tool reads ``.replicated``, else ``.replicated.yaml``, in the working folder and in every
folder above it. The nearer file counts for a single value, lists are added up, and paths are relative to their file.
"""

import os
from typing import Any

from replreg.files import StrPath, upward
from replreg.lazy_re import lazy_compile

__all__ = [
    "ENVIRONMENT",
    "NAMES",
    "VendorFiles",
    "is_slug",
    "read_vendor_files",
    "refused_in_environment",
    "slug_of_environment",
]

NAMES = (".replicated", ".replicated.yaml")
ENVIRONMENT = "REPLICATED_APP"
"""The variable that names the application, for this program and for the platform's."""

_SLUG = lazy_compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID = lazy_compile(r"[A-Za-z0-9]{27}")
_LARGEST = 1_000_000  # bytes


class VendorFiles:
    """The settings of all files together.

    ``patterns`` are pairs of an absolute folder and a path or glob that is relative to it.

    ``refused`` is the ``appSlug`` that is not a slug, and so is not ``app``, with the path of its file.
    """

    __slots__ = ("app", "app_id", "paths", "patterns", "refused")

    def __init__(
        self,
        app: str | None,
        patterns: tuple[tuple[str, str], ...],
        paths: tuple[str, ...],
        app_id: str | None = None,
        refused: tuple[str, str] | None = None,
    ) -> None:
        self.app: str | None = app
        self.refused: tuple[str, str] | None = refused
        self.app_id: str | None = app_id
        self.patterns: tuple[tuple[str, str], ...] = patterns
        self.paths: tuple[str, ...] = paths


def is_slug(text: str) -> bool:
    """Return True if a text can be an application's slug: lower-case letters, digits, and single hyphens between."""
    return _SLUG.fullmatch(text) is not None


def slug_of_environment(environ: Any) -> str | None:
    """Return the slug in ``REPLICATED_APP``; None where it is absent, or an application's id, which is not a slug."""
    value = str(environ.get(ENVIRONMENT) or "").strip()
    return value if value and is_slug(value) else None


def refused_in_environment(environ: Any) -> str | None:
    """Return what ``REPLICATED_APP`` has if it is neither a slug nor an application's id; None if all is well.

    The platform's command-line tool takes an id there, too: 27 letters and digits.
    """
    value = str(environ.get(ENVIRONMENT) or "").strip()
    return None if not value or is_slug(value) or _ID.fullmatch(value) else value


def read_vendor_files(folder: StrPath) -> VendorFiles | None:
    """Return what the files in a folder and above it say; None where there are none.

    A file that cannot be read or is not YAML says nothing.
    """
    app: str | None = None
    app_id: str | None = None
    refused: tuple[str, str] | None = None
    patterns: list[tuple[str, str]] = []
    paths: list[str] = []
    for above in upward(folder):
        path = next((path for name in NAMES if os.path.isfile(path := os.path.join(above, name))), None)
        if path is None:
            continue
        paths.append(path)
        content = _read(path)
        slug = content.get("appSlug")
        if app is None and isinstance(slug, str) and slug:
            if is_slug(slug):
                app = slug
            else:
                refused = refused or (slug, path)
        number = content.get("appId")
        if app_id is None and isinstance(number, str) and number.strip():
            app_id = number.strip()
        patterns += ((above, pattern) for pattern in _patterns(content))
    return VendorFiles(app, tuple(dict.fromkeys(patterns)), tuple(paths), app_id, refused) if paths else None


def _patterns(content: dict[str, Any]) -> list[str]:
    found = [item for item in _list(content.get("manifests")) if isinstance(item, str)]
    for key in ("charts", "preflights"):
        found += [item["path"] for item in _list(content.get(key)) if isinstance(item, dict) and "path" in item]
    return [item for item in found if isinstance(item, str) and item.strip()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read(path: str) -> dict[str, Any]:
    from replreg.config.plain_data import plain_data
    from replreg.yaml.composer import YAMLSyntaxError, compose
    from replreg.yaml.text import UndecodableText, decode

    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return {}
        roots = compose(decode(data)[0]).roots
    except (OSError, UndecodableText, YAMLSyntaxError):
        return {}
    content = plain_data(roots[0]) if roots else None
    return content if isinstance(content, dict) else {}
