"""Some keys of an image are set by the platform when it builds the release, and must not be set by hand.

## Why

To pull an image through its proxy, the platform sets the linked registry of the image: `key` and `domain` in an entry
of `images:`, `image_key` and `image_domain` in a native container. They are visible in what the platform renders and
are easily copied from there. The platform refuses a release that sets them. The endpoint belongs to the linked
registry, and `source` names that registry; no other key has to.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
  domain: quay.io
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
```

## How to fix

This rule has no automatic fix. Remove the key. If it says where the image comes from, link a registry with that
endpoint and write its reference name as `source`. A key without a value is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.composer import Node, Scalar, scalar_type

ID = "reserved-key"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "`key`, `domain`, `image_key` or `image_domain` set by hand"
APPLIES_TO = ("reserved-key",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report reserved keys in native containers and in `images:` entries, each once where it is written."""
    reported: set[tuple[int, str]] = set()
    for declared in resolution.declarations:
        declaration = declared.declaration
        for name in declaration.form.reserved_keys:
            holder = declaration.node.holder(name)
            if holder is None or (id(holder), name) in reported:
                continue
            reported.add((id(holder), name))
            key = holder.key(name)
            if key is None or _is_empty(holder.index[name]):
                continue
            yield Problem(
                declaration.document,
                declaration.fragment.node_span(key),
                f"'{name}' is set here, but only the platform may set it; remove it, and name the registry with "
                "'source' alone",
            )


def _is_empty(value: Node) -> bool:
    return isinstance(value, Scalar) and (not value.value or scalar_type(value) == "null")
