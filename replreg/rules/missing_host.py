"""An image that is listed under a linked registry is used with the host of that registry.

## Why

In `images:` the source says where an image is, so its name has no host. The image string of a Swarm service or a
Kubernetes container needs the host: without one, every container runtime asks Docker Hub, where the image does not
exist or belongs to somebody else. If the linked registry is Docker Hub itself, nothing is missing. The rule compares
image strings with the `images:` list and needs to know the registries. A namespace is often called like a registry: if
the list has `acme/web`, and no `web` under `acme`, this rule reports it instead of `alias-as-host`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyprivateregistry
    name: namespace/imagename
    tag: 2.0.0
---
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: namespace/imagename:2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyprivateregistry
    name: namespace/imagename
    tag: 2.0.0
---
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: quay.io/namespace/imagename:2.0.0
```

## How to fix

`replreg fix` puts the endpoint of the registry in front. The fix is unsafe if the image is one word, such as `redis`,
that is listed with another tag or is used by its digest alone: it may be the image of that name on Docker Hub. Then
list that image as `source: public`. If several registries list the path, the finding names them, and you have to
choose. Under `replicated` the application's slug belongs in front as well; give it with `--app` or in `replreg.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import MissingHost
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse, has_same_tag
from replreg.rules.base import Problem, replacement
from replreg.yaml.templates import legible

ID = "missing-host"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image declared under a linked registry is used without the host, so it would come from Docker Hub"
APPLIES_TO = ("missing-host",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses without a host whose path is listed under a registry that is not Docker Hub."""
    for used in resolution.uses:
        outcome = used.outcome
        if not isinstance(outcome, MissingHost):
            continue
        entries = [outcome.entry, *outcome.other_candidates]
        addresses = [_address(used, entry, resolution.app) for entry in entries]
        field = used.use.image
        image = legible(used.use.reference) if used.use.suffix else field.shown
        sources = " and ".join(f"'{entry.source}'" for entry in entries[:3])
        wanted = " or ".join(f"'{address}/{image}'" for address in addresses[:3])
        fix = None
        if len(entries) == 1 and "<" not in addresses[0]:
            # A name of one word, such as `redis`, may also be on Docker Hub. Only the tag can tell which one is meant.
            certain = entries[0].registry is not None or resolution.app_is_given
            by_tag = used.tag is not None or used.parts.digest is None
            safe = certain and ("/" in used.parts.path or (by_tag and has_same_tag(used.parts, entries[0])))
            address = addresses[0]
            fix = replacement(field, 0, 0, f"{address}/", f"put '{address}/' in front", safe=safe)
        yield Problem(
            used.use.document,
            field.span,
            f"this image has no host, so it comes from Docker Hub, but 'images:' lists it under {sources}; "
            f"write {wanted}",
            fix=fix,
            related=tuple(
                ("the image is listed here", *entry.declaration.place.span)
                for entry in entries
                if entry.declaration.place is not None
            ),
        )


def _address(used: ResolvedUse, entry: ResolvedDeclaration, app: str | None) -> str:
    """Return what belongs in front of a use: the host, and the namespace or the slug unless the path starts with it."""
    path = used.parts.path
    if entry.registry is None:
        return REPLICATED_HOST if app and path.startswith(f"{app}/") else f"{REPLICATED_HOST}/{app or '<app slug>'}"
    namespace = entry.registry.namespace
    return entry.registry.pull_host if namespace and path.startswith(f"{namespace}/") else entry.registry.address
