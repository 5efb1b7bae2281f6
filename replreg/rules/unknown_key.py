"""The platform ignores keys that it does not know, so a misspelt key has no effect.

## Why

`imagename` in place of `image_name` leaves a container without an image, and `sorce` in place of `source` makes a
private image a public one. The platform reports neither, and the mistake shows when an install fails. The rule knows
the keys of the `replicated` document, of a Ship release, of the resources of KOTS, Embedded Cluster and Troubleshoot,
of the `Application` of `app.k8s.io` and of the `Backup` of Velero. Other documents are read by Docker and Kubernetes,
which know their own keys. Keys that start with `x-`, `.` or `_` are the author's own, such as a place for anchors. The
finding is an error if the platform refuses the release for the absence of the key that is meant.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: App
    containers:
      - source: mythirdpartyprivateregistry
        image_name: namespace/imagename
        version: 2.0.0
        displayname: The application
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: App
    containers:
      - source: mythirdpartyprivateregistry
        image_name: namespace/imagename
        version: 2.0.0
        display_name: The application
```

## How to fix

`replreg fix --unsafe-fixes` renames the key to a known one that is spelt almost the same, if that one is not there yet.
The value stays. It also renames a word of another place: `tag` to `version` in a container, `image_name` to `name` in
`images:`, and `description` to `help_text` in an item of the config screen. These fixes are unsafe, because the key has
an effect afterwards: check first that its value is still what you want. If the finding says where the key belongs,
move it there. Remove keys that nobody needs, or put `x-` in front of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from replreg.finding import AbsentKey, Edit, Fix
from replreg.messages import suggestion
from replreg.release.documents import Document
from replreg.release.kinds import Kind, has_schema_group
from replreg.release.schema_keys import unknown_keys
from replreg.rules.base import Problem
from replreg.yaml.nodes import Node, Scalar, nodes_in
from replreg.yaml.templates import MASK, legible

if TYPE_CHECKING:
    from replreg.release.key_hints import UnknownKey

ID = "unknown-key"
GROUP = "document"
SEVERITY = "warning"
FIX = "unsafe"
SUMMARY = "a key that the platform ignores; names the nearest known one (`imagename` → `image_name`)"
VENDOR_NAMES = ("additional_property_not_allowed",)

_MOST_VALUES = 100_000
"""How many nodes under misspelt keys are looked at: aliases can put the same ones under many."""


def check_document(document: Document) -> Iterator[Problem]:
    """Report the keys of a ``replicated`` document, a Ship release or a resource of the platform that nothing reads."""
    root = document.root
    name: tuple[str, str | None] | None = None
    if document.kind is Kind.REPLICATED or document.kind is Kind.SHIP:
        name = document.kind.facts.schema, None
    elif document.kind.facts.is_resource and has_schema_group(root):
        from replreg.release.schema_table import schema_of

        name = schema_of(root)
    if root is None or name is None:
        return
    renamed: set[tuple[int, str]] = set()
    left = _MOST_VALUES
    for found in unknown_keys(root, name):
        span = document.fragment.node_span(found.key)
        fix, means, holds = None, None, None
        if found.near is not None and (id(found.mapping), found.near) not in renamed and _is_written(document, found):
            renamed.add((id(found.mapping), found.near))
            message = f"rename '{found.key.value}' to '{found.near}'"
            fix = Fix(False, message, (Edit(*span, found.near),))
            means = AbsentKey(found.near, *document.fragment.span(found.mapping.start, found.mapping.end))
            nodes = list(islice(nodes_in(found.value), left))
            left -= len(nodes)
            holds = _values(nodes) if left else None
        message = f"the platform ignores the key '{legible(found.key.value)}' here"
        yield Problem(document.index, span, message, fix=fix, hint=_hint(found), means=means, holds=holds)


def _values(nodes: list[Node]) -> frozenset[str] | None:
    """Return the values of scalars, None if a template makes one of them."""
    values = frozenset([node.value for node in nodes if isinstance(node, Scalar)])
    return None if any(MASK in value for value in values) else values


def _hint(found: UnknownKey) -> str:
    if found.near is not None:
        return suggestion(found.near)
    if found.place is None:
        return ""
    from replreg.release.key_hints import shown_key_path

    return f"it belongs under '{shown_key_path(found.place)}'" if found.place else "it belongs at the top level"


def _is_written(document: Document, found: UnknownKey) -> bool:
    """Return True if the file has just this key there, with a colon.

    An escape or a template stays as it is. A word without a colon, as in ``{sourc, name: x}``, may be meant for
    something else.
    """
    written = document.fragment.file[slice(*document.fragment.node_span(found.key))]
    return written == found.key.value and found.value.start > found.key.end
