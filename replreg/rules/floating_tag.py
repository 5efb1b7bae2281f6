"""`latest` is a different image tomorrow, and no tag at all means `latest`."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "floating-tag"
SEVERITY = "warning"
FIX = None
SUMMARY = "no tag, or `latest`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report declarations, and those uses that no declaration stands for."""
    for declared in resolution.declared:
        declaration = declared.declaration
        if declaration.name is None or (declared.tag or "latest") != "latest" or "@" in declaration.name.value:
            continue
        place = declaration.tag or declaration.version or declaration.name
        yield Problem(declaration.document, place.span, _message(declared.tag, declaration.tag_key))
    if not resolution.release.is_release:
        return
    for used in resolution.used:
        if not used.use.is_listable or used.unknown or used.matches or used.missing_host or used.misplaced:
            continue
        if (used.tag or "latest") == "latest" and used.parts.digest is None and used.parts.path:
            yield Problem(used.use.document, used.use.image.span, _message(used.tag, ""))


def _message(tag: str | None, key: str) -> str:
    if tag:
        return "the tag 'latest' moves: an install tomorrow gets another image than one today; name a version"
    where = f" ('{key}')" if key else ""
    return f"there is no tag{where}, which means 'latest', and that one moves; name a version"
