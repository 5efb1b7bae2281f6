"""An image string starts with the registry's real host; a reference name is no host, and no container runtime knows it.

## Why

`source:` takes the reference name, because the platform looks up the endpoint behind it. The image string of a Swarm
service or of a Kubernetes container is read by the container runtime, and that knows no names: to Docker,
`mythirdpartyprivateregistry/namespace/imagename` is a repository on Docker Hub. The install fails with "repository does
not exist", which points nowhere near the mistake. The same goes for the built-in names: `replicated/…` has to be
`registry.replicated.com/<app slug>/…`, and `public/…` has to go.

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
    image: mythirdpartyprivateregistry/namespace/imagename:2.0.0
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

`replreg fix` replaces the name by the endpoint; where the endpoint has a namespace, that comes along unless the path
begins with it already. The fix is unsafe where a single part follows that no entry under the registry lists (the name
may be an organisation on Docker Hub), and where the name is misspelt. If it is an organisation on Docker Hub, list the
image as `source: public` with that very name, and nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import BUILT_IN
from replreg.release.resolution.name_as_host import NameAsHost
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse
from replreg.rules.base import Problem, replacement

ID = "alias-as-host"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image string starts with a reference name where the endpoint belongs"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each use that a reference name stands in front of."""
    for used in resolution.uses:
        impostor = used.name_as_host
        if impostor is None:
            continue
        field = used.use.image
        written = used.use.reference
        fix = None
        if impostor.address is not None:
            wish = f"replace '{written[: impostor.length]}' by '{impostor.address}'"
            if not impostor.address:
                wish = f"drop '{written[: impostor.length]}'"
            fix = replacement(field, 0, impostor.length, impostor.address, wish, safe=impostor.is_certain)
        prefix = len(written.partition("/")[0]) if impostor.is_misspelt else len(impostor.name)
        related: tuple[tuple[str, int, int], ...] = ()
        if (
            used.own_declaration is not None
            and impostor.entry is used.own_declaration
            and used.own_declaration.declaration.source_field is not None
        ):
            related = (("its source names the registry here", *used.own_declaration.declaration.source_field.span),)
        elif (
            used.own_declaration is None and impostor.entry is not None and impostor.entry.declaration.place is not None
        ):
            related = (("the image is listed here", *impostor.entry.declaration.place.span),)
        yield Problem(
            used.use.document,
            field.locate(0, prefix) or field.span,
            _message(used, impostor, impostor.name in resolution.registries),
            fix=fix,
            notes=_notes(used, impostor),
            related=related,
        )


def _message(used: ResolvedUse, impostor: NameAsHost, linked: bool) -> str:
    name = impostor.name
    if impostor.is_misspelt:
        subject = f"'{used.use.reference.partition('/')[0]}' looks like the reference name '{name}', and"
    elif name in BUILT_IN:
        subject = f"'{name}' is a source, not a host, and"
    elif linked:
        subject = f"'{name}' is the reference name of a linked registry, and"
    else:
        subject = f"'{name}' is a reference name, the 'source' of other images here, and"
    if impostor.address:
        return f"{subject} an image string takes the real host: '{impostor.address}'"
    if name == "public":
        return f"{subject} an image of Docker Hub takes neither: leave it out"
    if impostor.address == "":
        return f"{subject} the real host stands behind it already: leave it out"
    return f"{subject} an image string takes the registry's real host"


def _notes(used: ResolvedUse, impostor: NameAsHost) -> tuple[str, ...]:
    first = used.use.reference.partition("/")[0]
    place = f"on a host '{first}', which there is not" if is_host(first) else "on Docker Hub"
    why = (f"a container runtime looks for '{first}/…' {place}, so the install cannot pull it",)
    if impostor.address is not None:
        return why
    if impostor.name == "replicated":
        return (*why, "give the application's slug with --app SLUG, and the fix can be made")
    return (*why, f"give the endpoint with --registry {impostor.name}=HOST, and the fix can be made")
