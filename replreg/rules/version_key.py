"""In an entry of `images:` the tag stands under `tag:`. A `version:` there is ignored, and `latest` is pulled."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "version-key"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`version:` in an `images:` entry, where the key is `tag:`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each such key; renaming it is the fix, unless a tag is there as well."""
    for declared in resolution.declared:
        declaration = declared.declaration
        key = declaration.node.key("version") if declaration.form == "images" else None
        if key is None:
            continue
        start, end = declaration.source.node_span(key)
        if declaration.node.get("tag") is not None:
            message = "an 'images:' entry has no 'version'; it has a 'tag' beside it, so remove 'version'"
            yield Problem(declaration.document, (start, end), message)
            continue
        yield Problem(
            declaration.document,
            (start, end),
            "an 'images:' entry takes its tag from 'tag'; 'version' is ignored, and 'latest' is pulled",
            fix=Fix(True, "rename 'version' to 'tag'", (Edit(start, end, "tag"),)),
        )
