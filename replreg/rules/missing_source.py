"""A container of the native scheduler has to say which registry its image comes from."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "missing-source"
SEVERITY = "error"
FIX = None
SUMMARY = "a native container without `source`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report native containers whose source is absent, null or empty."""
    for declared in resolution.declared:
        declaration = declared.declaration
        if declaration.form != "container" or declaration.source_field is not None:
            continue
        if declaration.node.get("source") is not None and declaration.node.scalar("source") is None:
            continue  # a source of the wrong shape is there
        if declaration.place is not None:
            span = declaration.place.span
        elif declaration.node.pairs:
            span = declaration.source.node_span(declaration.node.pairs[0][0])
        else:
            continue
        yield Problem(
            declaration.document,
            span,
            "this container has no 'source'; say 'source: public', 'source: replicated' or the reference name "
            "of a linked registry",
        )
