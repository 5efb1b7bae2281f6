"""The registry that `source` names and the host in the image string are the same place.

## Why

An entry of `images:` says with a reference name where an image is, and the scheduler's document says it with a host. If
the two mean different registries, the platform pulls and bundles the image from one of them, and the installation asks
the other one for it, without credentials. A Ship asset has both in one place: `source`, and the host at the start of
`image`.

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
version: "3.3"
services:
  web:
    image: dtr.example.com:8443/namespace/imagename:2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: dtr
  name: namespace/imagename
  tag: 2.0.0
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: dtr.example.com:8443/namespace/imagename:2.0.0
```

## How to fix

`replreg fix --unsafe-fixes` lists the image under the registry that is linked for the host in the image string. If no
registry is linked for it, the fix writes the host of the listed registry into the image string. Both are unsafe, as
either side may be wrong. Nothing is changed if several registries are linked for the host, or if other entries share
the `source` through an anchor: write the right name, or the right host, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.registries import docker_hub
from replreg.registries.linked_registry import REPLICATED_HOST, Registry, normalize_host
from replreg.registries.path_length import is_too_short
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import DeclaredElsewhere
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.release.resolution.uses import ResolvedUse, has_same_tag
from replreg.rules.base import Problem, replacement
from replreg.yaml.insertion import following_pair, plain_or_quoted
from replreg.yaml.templates import legible

ID = "source-mismatch"
GROUP = "images"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "declared under one registry, used from another's host"
APPLIES_TO = ("declared-elsewhere",)

_SHIP_PARTS = 2
"""How many parts the path of a third-party image of a Ship asset may have."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses of a declared path from another host than the one that its declaration means."""
    shared_nodes = SharedNodes(
        resolution.declarations if any(isinstance(used.outcome, DeclaredElsewhere) for used in resolution.uses) else ()
    )
    for used in resolution.uses:
        if not isinstance(used.outcome, DeclaredElsewhere):
            continue
        declared = used.outcome.declaration
        field = used.use.image
        span = field.locate(0, len(used.parts.host)) if used.parts.host else None
        if declared is used.own_declaration:
            span = field.locate(used.name_as_host.start, used.name_as_host.end) if used.name_as_host else span
            problem = _other_app(used, resolution.app) if _is_of_other_app(used, declared) else None
            yield problem or Problem(
                used.use.document, span or field.span, _beside(used, declared), fix=_fix_beside(used, declared)
            )
            continue
        place = declared.declaration.place
        yield Problem(
            used.use.document,
            span or field.span,
            f"this image comes from {legible(_host_meant(used))}, but 'images:' lists '{legible(declared.name)}' under "
            f"'{legible(declared.source)}', which is {_where(declared)}",
            fix=_fix(resolution, used, declared, shared_nodes),
            related=(("the image is listed here", *place.span),) if place else (),
        )


def _is_of_other_app(used: ResolvedUse, own: ResolvedDeclaration) -> bool:
    """Return True if an image is in the platform's registry, and its source says so."""
    return used.domain == REPLICATED_HOST and own.source == "replicated" and used.name_as_host is None


def _other_app(used: ResolvedUse, app: str | None) -> Problem:
    """Return the problem of an image with ``source: replicated`` in the space of another application."""
    field, slug = used.use.image, used.path.partition("/")[0]
    start = len(used.parts.host or "") + 1
    message = (
        f"this image is in the space of the application '{legible(slug)}', but 'source: replicated' is that of '{app}'"
    )
    fix = replacement(field, start, start + len(slug), str(app), f"take the image of '{app}'", safe=False)
    place = field.locate(start, start + len(slug))
    return Problem(used.use.document, place or field.span, message, fix=fix)


def _beside(used: ResolvedUse, own: ResolvedDeclaration) -> str:
    """Return how an image and the source in the same place disagree."""
    host = legible(_host_meant(used))
    if own.source == "public":
        name = used.registry.name if used.registry else used.source
        return (
            f"this image comes from {host}, the registry of '{name}', but it has no 'source', which means 'public'; "
            f"add 'source: {name}', or 'source: public' if it can be pulled without a login"
        )
    return f"this image comes from {host}, but its source is '{own.source}', which is {_where(own)}"


def _host_meant(used: ResolvedUse) -> str:
    if used.name_as_host is not None and used.name_as_host.address:
        return used.name_as_host.address
    return used.parts.host or "Docker Hub"


def _fix_beside(used: ResolvedUse, own: ResolvedDeclaration) -> Fix | None:
    """Return a fix that writes the source of the image's host, or else the host of the source."""
    declaration, field = own.declaration, used.use.image
    source = declaration.source_field
    name = used.registry.name if used.registry else used.source if used.source == "replicated" else None
    if name is not None and used.registry is not None and used.path.count("/") > 1:
        return None  # Ship resolves no third-party image with a longer path
    if name is not None and source is not None:
        return replacement(source, 0, len(source.value), name, f"take the image from '{name}'", safe=False)
    if name is not None:
        key = declaration.node.key(declaration.form.name_key)
        written = ("source", plain_or_quoted(name))
        has_key = declaration.node.get("source") is not None  # without a value
        node = declaration.node
        added = following_pair(declaration.fragment, node, key, field.node, written) if key and not has_key else None
        return Fix(False, f"name the source '{name}'", (Edit(added[0], added[0], added[1]),)) if added else None
    if own.registry is None or used.name_as_host is not None:
        return None
    if used.parts.host is not None:
        host = own.registry.pull_host
        if not _may_be_right(f"{host}/{used.parts.path}", own.registry):
            return None
        return replacement(field, 0, len(used.parts.host), host, f"pull the image from '{host}'", safe=False)
    namespace = own.registry.namespace
    has_namespace = bool(namespace) and used.parts.path.startswith(namespace + "/")
    address = own.registry.pull_host if has_namespace else own.registry.address
    if not _may_be_right(f"{address}/{used.parts.path}", own.registry):
        return None
    return replacement(field, 0, 0, f"{address}/", f"put '{address}' in front", safe=False)


def _may_be_right(image: str, registry: Registry) -> bool:
    """Return True if a Ship asset may have such an image: Ship resolves no third-party path of more than two parts."""
    path = image.partition("/")[2]
    return image.count("/") <= _SHIP_PARTS and not is_too_short(normalize_host(registry.host), path, registry)


def _where(declared: ResolvedDeclaration) -> str:
    if declared.registry is not None:
        return declared.registry.address
    return "Docker Hub" if declared.domain == docker_hub.DOMAIN else str(declared.domain)


def _fix(
    resolution: Resolution, used: ResolvedUse, declared: ResolvedDeclaration, shared_nodes: SharedNodes
) -> Fix | None:
    """Return a fix that writes the source of the image's host if that is linked, or else the declared host."""
    if used.name_as_host is not None:
        return None  # `alias-as-host` replaces the same part
    if not has_same_tag(used.parts, declared):
        return None  # with another tag it may be another image, and the fix would make a tag-mismatch
    names = [registry.name for registry in resolution.registries_at(used.domain, used.path)]
    if used.source == "replicated":
        names = ["replicated"] if used.path.partition("/")[0] == (resolution.app or "") else []
    if len(names) == 1:
        return _fix_source(declared, names[0], shared_nodes)
    if names or declared.registry is None or used.parts.host is None or declared.domain == REPLICATED_HOST:
        return None
    if used.parts.path != declared.name:
        return None  # in the platform's own registry, the application's slug is a part of the path
    host = declared.registry.pull_host
    return replacement(used.use.image, 0, len(used.parts.host), host, f"pull the image from '{host}'", safe=False)


def _fix_source(declared: ResolvedDeclaration, name: str, shared_nodes: SharedNodes) -> Fix | None:
    """Return a fix that replaces the source of an entry, or adds it."""
    declaration = declared.declaration
    source, named = declaration.source_field, declaration.name
    message = f"list the image under '{legible(name)}'"
    if source is not None:
        if not shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, source.node):
            return None
        return replacement(source, 0, len(source.value), name, message, safe=False)
    key = declaration.node.key(declaration.form.name_key)
    if key is None or named is None or declaration.node.get("source") is not None:
        return None
    if not shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, named.node):
        return None
    written = ("source", plain_or_quoted(name))
    added = following_pair(declaration.fragment, declaration.node, key, named.node, written)
    return Fix(False, message, (Edit(added[0], added[0], added[1]),)) if added else None
