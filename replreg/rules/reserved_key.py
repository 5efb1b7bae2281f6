"""The platform writes these keys itself when it makes a release; what a vendor writes there is refused."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "reserved-key"
SEVERITY = "error"
FIX = None
SUMMARY = "`key`, `domain`, `image_key` or `image_domain` set by hand"

_RESERVED = {"images": ("key", "domain"), "container": ("image_key", "image_domain"), "ship": ()}


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report reserved keys in native containers and in `images:` entries."""
    for declared in resolution.declared:
        declaration = declared.declaration
        for name in _RESERVED[declaration.form]:
            key = declaration.node.key(name)
            if key is None or not declaration.node.text(name):
                continue
            yield Problem(
                declaration.document,
                declaration.source.node_span(key),
                f"'{name}' is filled in by the platform and must not be set; remove it, and name the registry "
                "with 'source' alone",
            )
