"""A container of the native scheduler says which registry its image comes from.

## Why

In an entry of `images:` an absent `source` means `public`. In a container of `components:` the key is required, and the
platform refuses the release without it. No other key of the container says where the image is: `image_name` has no host
unless the source is `public`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: App
    containers:
      - image_name: namespace/imagename
        version: 2.0.0
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
```

## How to fix

`replreg fix` does not guess where an image comes from. Write `source: public` for an image that can be pulled without a
login, `source: replicated` for one that you pushed to the platform's own registry, and otherwise the reference name of
the linked registry, not its host.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.model import Form
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.json_schema import has_masked_key

ID = "missing-source"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "a native container without `source`"
APPLIES_TO = ("container",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report native containers whose source is absent, null or empty."""
    for declared in resolution.declarations:
        declaration = declared.declaration
        if declaration.form is not Form.CONTAINER or declaration.source_field is not None:
            continue
        if declaration.node.get("source") is not None and declaration.node.scalar("source") is None:
            continue  # `schema` reports a source of a wrong shape
        if has_masked_key(declaration.node):
            continue  # the key may come from a template
        if not declaration.node.pairs:
            continue
        yield Problem(
            declaration.document,
            declaration.own_span,
            "this container has no 'source', and the platform refuses it",
            hint="write 'source: public', 'source: replicated' or the reference name of a linked registry",
            lacks=declaration.absent("source"),
        )
