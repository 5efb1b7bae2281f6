"""`replicated_api_version` says which version of the platform's YAML a release is written for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.config import Config
from replreg.document import Document, Kind
from replreg.problem import Problem
from replreg.template import MASK
from replreg.yamltree import Mapping, Scalar

ID = "api-version"
SEVERITY = "warning"
FIX = None
SUMMARY = "`replicated_api_version` missing or not a semantic version"

_SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


def check_document(document: Document, config: Config) -> Iterator[Problem]:
    """Look at the root of ``replicated`` documents."""
    root = document.root
    if document.kind is not Kind.REPLICATED or not isinstance(root, Mapping):
        return
    key = root.key("replicated_api_version")
    version = root.get("replicated_api_version")
    if key is None and version is None:
        if not root.pairs:
            return
        yield Problem(
            document.index,
            document.source.node_span(root.pairs[0][0]),
            "this document has no 'replicated_api_version'; add the version of the platform's YAML that it is "
            "written for, such as 'replicated_api_version: 2.9.2'",
        )
        return
    if not isinstance(version, Scalar):
        return  # its shape is wrong, and that is said elsewhere
    if MASK in version.value or _SEMANTIC.fullmatch(version.value):
        return
    start, end = document.source.node_span(version)
    shown = f"'{version.value}' is not" if version.value else "an empty value is not"
    if start == end and key is not None:
        start, end = document.source.node_span(key)
    yield Problem(document.index, (start, end), f"{shown} a semantic version: it takes three numbers, such as 2.9.2")
