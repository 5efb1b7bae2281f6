"""Some keys of an image are written by the platform when it makes the release, and must not be set by hand.

## Why

To pull an image through its proxy, the platform fills in which linked registry it belongs to: `key` and `domain` in an
entry of `images:`, `image_key` and `image_domain` in a native container. They can be seen in what the platform renders
and are easily copied from there. A release that sets them is refused. The endpoint belongs to the linked registry, and
its reference name under `source`: nothing else in the file has to say it.

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

There is no automatic fix. Remove the key. If it was there to say where the image comes from, link a registry with that
endpoint and write its reference name as `source`. A key without a value is as good as none, and is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.model import Form
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.composer import Node, Scalar, scalar_type

ID = "reserved-key"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "`key`, `domain`, `image_key` or `image_domain` set by hand"

_RESERVED = {Form.IMAGES: ("key", "domain"), Form.CONTAINER: ("image_key", "image_domain"), Form.SHIP: ()}
_ALL = [name for names in _RESERVED.values() for name in names]


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report reserved keys in native containers and in `images:` entries, each where it is written."""
    told: set[tuple[int, str]] = set()
    for declared in resolution.declarations:
        declaration = declared.declaration
        for name in _RESERVED[declaration.form]:
            holder = declaration.node.holder(name)
            if holder is None or (id(holder), name) in told:
                continue
            told.add((id(holder), name))
            key = holder.key(name)
            if key is None or _is_empty(holder.index[name]):
                continue
            yield Problem(
                declaration.document,
                declaration.fragment.node_span(key),
                f"'{name}' is filled in by the platform and must not be set; remove it, and name the registry "
                "with 'source' alone",
            )


def _is_empty(value: Node) -> bool:
    return isinstance(value, Scalar) and (not value.value or scalar_type(value) == "null")
