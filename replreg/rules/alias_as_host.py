"""An image string starts with the real host of its registry; a reference name is not a host.

## Why

`source:` takes the reference name, because the platform looks up the endpoint under that name. The image string of a
Swarm service or a Kubernetes container is read by the container runtime, which does not know the name. To Docker,
`mythirdpartyprivateregistry/namespace/imagename` is a repository on Docker Hub. The install fails with "repository does
not exist", which does not point at the mistake. The same is true of the built-in sources: `replicated/…` has to be
`registry.replicated.com/<app slug>/…`, and `public/…` has to be removed.

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

`replreg fix` replaces the name with the endpoint. If the endpoint has a namespace, the fix adds it unless the path
starts with it. The fix is unsafe if the name may be an organisation on Docker Hub, because only one path part follows
and no entry under the registry lists it, and if the name is misspelt. If the name is an organisation on Docker Hub,
list the image as `source: public` with that very name; then nothing is reported.

In the values and templates of a chart nothing rewrites the image, so the fix writes the proxy path of the image
instead, such as `proxy.replicated.com/proxy/my-app/quay.io`. It needs the application's slug.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.finding import Fix, Span
from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import BUILT_IN
from replreg.release.model import Use
from replreg.release.resolution.name_as_host import NameAsHost
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse
from replreg.rules.base import Problem, replacement

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "alias-as-host"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image string starts with a reference name where the endpoint belongs"
APPLIES_TO = ("name-as-host",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each use whose image string starts with a reference name in place of the host."""
    for used in resolution.uses:
        wrong = used.name_as_host
        if wrong is None:
            continue
        written = used.use.reference
        fix = None
        if wrong.address is not None:
            part = written[wrong.start : wrong.end]
            title = f"replace '{part}' with '{wrong.address}'" if wrong.address else f"remove '{part}'"
            fix = _fix(used.use, wrong.start, wrong.end, wrong.address, title, safe=wrong.is_certain)
        # The slash after a name that is to be removed is not a part of the mistake.
        prefix = len(wrong.name) if written.startswith(wrong.name, wrong.start) else wrong.length
        related: tuple[tuple[str, int, int], ...] = ()
        entry = wrong.entry.declaration if wrong.entry is not None else None
        if entry is not None and used.own_declaration is None:
            related = (("the image is listed here", *entry.place.span),) if entry.place is not None else ()
        elif entry is not None and wrong.entry is used.own_declaration and entry.source_field is not None:
            related = (("its source names the registry here", *entry.source_field.span),)
        yield Problem(
            used.use.document,
            _place(used.use, wrong.start, wrong.start + prefix),
            _message(used, wrong, wrong.name in resolution.registries),
            fix=fix,
            notes=_notes(used, wrong),
            related=related,
        )


def check_charts(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report each reference name in place of a host in the values and templates of charts."""
    from replreg.delivery.names_as_hosts import names_as_hosts

    yield from names_as_hosts(delivery)


def _place(use: Use, start: int, end: int) -> Span:
    """Return the file's span of a part of the image string, in the field in which it starts."""
    field, size = use.image, len(use.image.value)
    if use.path_field is not None and end > size:
        if start > size:
            field, start, end = use.path_field, start - size - 1, end - size - 1
        else:
            end = size
    return field.locate(start, end) or field.span


def _fix(use: Use, start: int, end: int, text: str, message: str, *, safe: bool) -> Fix | None:
    """Return the fix that replaces a part of the image string, also where the host and the path have keys of their own.

    The slash between the two fields is in neither.
    """
    field, path, size = use.image, use.path_field, len(use.image.value)
    if path is None or end <= size:
        return replacement(field, start, end, text, message, safe=safe)
    if start > size:
        return replacement(path, start - size - 1, end - size - 1, text, message, safe=safe)
    if end == size + 1 and not text:  # the name is the last part of the first field, after a host or alone
        return replacement(field, start - 1, size, "", message, safe=safe) if start else None
    host = replacement(field, start, size, text, message, safe=safe)
    name = replacement(path, 0, end - size, "", message, safe=safe)  # with the slash after it
    return host and name and Fix(safe, message, tuple(sorted((*host.edits, *name.edits))))


def _host_before(used: ResolvedUse, wrong: NameAsHost) -> str:
    """Return the host that a reference name follows in the image string, "" if the name is in its place."""
    first, _, rest = used.use.reference.partition("/")
    return first if first != wrong.name and rest.startswith(f"{wrong.name}/") and not wrong.is_misspelt else ""


def _message(used: ResolvedUse, wrong: NameAsHost, is_linked: bool) -> str:
    name = wrong.name
    if wrong.is_misspelt:
        mistake = (
            f"'{used.use.reference.partition('/')[0]}' looks like the reference name '{name}', which is not a host"
        )
    elif name in BUILT_IN:
        mistake = f"'{name}' is a source, not a host"
    elif is_linked:
        mistake = f"'{name}' is the reference name of a linked registry, not a host"
    else:
        mistake = f"'{name}' is a reference name, the 'source' of other images here, not a host"
    if wrong.address:
        return f"{mistake}; an image string starts with the real host: write '{wrong.address}'"
    if name == "public":
        return f"{mistake}; an image of Docker Hub needs neither: remove it"
    if wrong.address == "":
        where = "precedes" if _host_before(used, wrong) else "follows"
        return f"{mistake}; the real host {where} it: remove it"
    return f"{mistake}; an image string starts with the registry's real host"


def _notes(used: ResolvedUse, wrong: NameAsHost) -> tuple[str, ...]:
    first = used.use.reference.partition("/")[0]
    if host := _host_before(used, wrong):
        path = f"{wrong.name}/…"
        return (f"a container runtime looks for '{path}' on the host '{host}', so the install cannot pull the image",)
    place = f"on a host '{first}', which does not exist" if is_host(first) else "on Docker Hub"
    why = f"a container runtime looks for '{first}/…' {place}, so the install cannot pull the image"
    if wrong.address is not None:
        return (why,)
    if wrong.name == "replicated":
        return why, "give the application's slug with --app SLUG to get a fix"
    return why, f"give the endpoint with --registry {wrong.name}=HOST to get a fix"
