"""A key is in a mapping only once, because the platform takes the last value and reports nothing.

## Why

YAML forbids a repeated key, but most readers, the platform's among them, take the last value. The first value is lost:
half of a merged file, or the image that somebody changed in the wrong place. The merge key `<<` may be repeated. If
control flow (`{{repl if …}}`, `{{repl else}}`) is between two keys, only one of them may be left after rendering, so
they are not reported.

## Wrong

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: quay.io/namespace/imagename:2.0.0
    command: serve
    image: quay.io/namespace/imagename:1.9.0
```

## Right

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: quay.io/namespace/imagename:2.0.0
    command: serve
```

## How to fix

`replreg fix` does not choose between two values. Remove the one that is not meant. To keep what the platform does
today, remove the first one. Two mappings under one key, such as two `services:`, have to be merged by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.documents import Document
from replreg.rules.base import Problem
from replreg.yaml.composer import MERGE_KEY, Scalar
from replreg.yaml.templates import MASK, legible

ID = "duplicate-key"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a key twice in one mapping"
APPLIES_TO = ("repeating",)


def check_document(document: Document) -> Iterator[Problem]:
    """Report each further occurrence, unless control flow between the two can mean "one or the other"."""
    fragment = document.fragment
    for mapping in document.repeating:
        first: dict[str, Scalar] = {}
        for key, _ in mapping.pairs:
            if not isinstance(key, Scalar) or key.value == MERGE_KEY or MASK in key.value:
                continue
            earlier = first.setdefault(key.value, key)
            if earlier is key:
                continue
            start, end = fragment.node_span(key)
            earlier_start, earlier_end = fragment.node_span(earlier)
            if fragment.crosses_control_flow(earlier_end, start):
                continue
            yield Problem(
                document.index,
                (start, end),
                f"the key '{legible(key.value)}' is already in this mapping; only the last value counts, so remove one",
                related=(("the first value is here", earlier_start, earlier_end),),
            )
