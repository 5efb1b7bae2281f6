"""`replicated_api_version` says for which version of the platform's YAML a release is written.

## Why

The platform reads a release by the rules of this version and refuses a release without one. The value is a semantic
version: three numbers, such as 2.9.2. YAML reads a value with two numbers as a number, so `2.10` becomes `2.1`.

A value that is not a semantic version is an error. A document without the key may be a fragment: it gets a warning.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9
name: My Application
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
name: My Application
```

## How to fix

`replreg fix` does not choose a version, because the version decides how the whole release is read. Write the version
whose keys the release uses. If you are not sure, use the version of an older release of the same application, or the
newest version that your customers' installations of the platform support.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import AbsentKey, Severity
from replreg.lazy_re import lazy_compile
from replreg.release.documents import Document
from replreg.release.kinds import Kind
from replreg.rules.base import Problem
from replreg.yaml.composer import Mapping, Scalar, scalar_type
from replreg.yaml.json_schema import has_masked_key
from replreg.yaml.templates import MASK, legible

ID = "api-version"
GROUP = "document"
SEVERITY = "warning"
FIX = None
SUMMARY = "`replicated_api_version` missing or not a semantic version"

_SEMANTIC = lazy_compile(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


def check_document(document: Document) -> Iterator[Problem]:
    """Report a ``replicated`` document without a version, and a version that is not a semantic one."""
    root = document.root
    if document.kind is not Kind.REPLICATED or not isinstance(root, Mapping):
        return
    key = root.key("replicated_api_version")
    version = root.get("replicated_api_version")
    if key is None and version is None:
        if has_masked_key(root) or (not root.pairs and document.marker is None):
            return
        yield Problem(
            document.index,
            document.fragment.node_span(root.pairs[0][0] if root.pairs else root),
            "this document has no 'replicated_api_version', and the platform refuses it",
            hint="add the version of the platform's YAML that it is written for, such as 'replicated_api_version: "
            "2.9.2'",
            lacks=(AbsentKey("replicated_api_version", *document.fragment.span(root.start, root.end)),),
        )
        return
    if not isinstance(version, Scalar):
        return  # `schema` reports a wrong shape
    if MASK in version.value or _is_semantic(version.value):
        return
    span = document.fragment.node_span(version)
    if span[0] == span[1] and key is not None:
        span = document.fragment.node_span(key)
    value = version.value.strip()
    shown = f"'{legible(value)}' is" if value else "an empty value is"
    meant = f"{value}.0" if _is_semantic(f"{value}.0") else value.removeprefix("v")
    hint = f"write {meant}" if _is_semantic(meant) else "write three numbers, such as 2.9.2"
    # Without a version, it may be a fragment; so it may with a placeholder of another program.
    is_there = value and scalar_type(version) != "null" and "{{" not in value
    severity = Severity.ERROR if is_there else None
    yield Problem(document.index, span, f"{shown} not a semantic version; {hint}", severity=severity)


def _is_semantic(version: str) -> bool:
    """Return True for a semantic version; for three plain numbers, without compiling the expression."""
    numbers = version.split(".")
    if len(numbers) == 3 and all(number.isascii() and number.isdecimal() and number[0] != "0" for number in numbers):
        return True
    return _SEMANTIC.fullmatch(version) is not None
