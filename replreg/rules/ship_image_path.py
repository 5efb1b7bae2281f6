"""Ship finds a third-party image only by a path of two parts: the namespace and the name.

## Why

Ship asks the platform for an image of a linked registry by its namespace and its name. If the path has three or more
parts, Ship takes the first two and drops the rest, so the image is not found when the customer installs. A public
image, and one of `replicated`, can have any path.

## Wrong

```yaml
assets:
  v1:
    - docker:
        image: quay.io/my-org/backend/worker:1.4.0
        source: mythirdpartyprivateregistry
        dest: images/worker.tar
```

## Right

```yaml
assets:
  v1:
    - docker:
        image: quay.io/my-org/backend-worker:1.4.0
        source: mythirdpartyprivateregistry
        dest: images/worker.tar
```

## How to fix

This rule has no automatic fix. Push the image under a path of two parts, `namespace/name`, and name that path here. An
image that has to keep its path can be copied to the platform's own registry, and then has `source: replicated`.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import MASK

ID = "ship-image-path"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "a third-party Ship image with more than two path parts"
APPLIES_TO = ("declared-in-place",)

_MOST_PARTS = 2


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report images with a source in the same place that names a linked registry, known or not."""
    for used in resolution.uses:
        own = used.own_declaration
        if own is None or not own.names_linked_registry or MASK in used.path:
            continue
        parts = used.path.split("/")
        if len(parts) <= _MOST_PARTS or "" in parts:
            continue  # a part is missing, so this is not a path
        field = used.use.image
        start = field.value.find(used.path)
        place = field.locate(start, start + len(used.path)) if start >= 0 else None
        yield Problem(
            used.use.document,
            place or field.span,
            f"the path '{used.path}' has {len(parts)} parts; Ship resolves a third-party image only if it has two, "
            "'namespace/name'",
        )
