"""`source:` takes the reference name of a linked registry, not its endpoint.

## Why

The platform looks up the registry by its reference name. It does not know the endpoint as a name, so the release is
refused or its images cannot be pulled. The same image has its host in the Swarm or Kubernetes document: the host is
right there, and only there. The platform's own registry, `registry.replicated.com`, has the name `replicated`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: quay.io
    name: namespace/imagename
    tag: 2.0.0
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

`replreg fix` writes the reference name of the one registry that has this endpoint, even if the source has a scheme, a
slash at its end or another name of Docker Hub. If the source has a namespace after the host and the endpoint has none,
the fix also moves the namespace into the name of the image; that fix is unsafe. If several registries have the same
endpoint, the finding names them, and you have to choose.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.registries.linked_registry import BUILT_IN, Registry, split_endpoint
from replreg.release.resolution.declarations import ResolvedDeclaration, names_of_endpoint
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem, replacement
from replreg.yaml.insertion import in_style
from replreg.yaml.templates import MASK

ID = "endpoint-as-source"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`source` is a registry's endpoint where its reference name belongs"
APPLIES_TO = ("unlinked-source",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report sources that are the endpoint of a linked registry, in any spelling, each once."""
    written: dict[int, list[ResolvedDeclaration]] = {}
    for declared in resolution.declarations:
        field = declared.declaration.source_field
        if field is None or field.value in resolution.registries or field.value in BUILT_IN or MASK in field.value:
            continue
        written.setdefault(id(field.node), []).append(declared)  # an alias or a merge key repeats it
    for entries in written.values():
        yield from _problem(entries, resolution)


def _problem(entries: list[ResolvedDeclaration], resolution: Resolution) -> Iterator[Problem]:
    """Report one source, which all of ``entries`` have."""
    first = entries[0]
    field = first.declaration.source_field
    if field is None:
        return
    names = names_of_endpoint(field.value, _image(first), resolution.hosts)
    if not names:
        return
    namespace = split_endpoint(field.value)[1]
    if names == ["replicated"]:
        subject = "the host of the platform's own registry"
        safe = namespace in ("", resolution.app)
    else:
        subject = f"the endpoint of the registry '{names[0]}'" if len(names) == 1 else "an endpoint"
        registry = resolution.registries[names[0]]
        safe = len(names) == 1 and all(_is_certain(registry, namespace, _image(entry)) for entry in entries)
    meant = " or ".join(f"'{name}'" for name in names[:5])
    yield Problem(
        first.declaration.document,
        field.span,
        f"'{field.shown}' is {subject}, not a reference name; 'source' takes a reference name: write {meant}",
        fix=_fix(first, names[0], namespace, safe) if len(names) == 1 and (safe or len(entries) == 1) else None,
    )


def _image(declared: ResolvedDeclaration) -> str:
    """Return the name of the image as it is written."""
    name = declared.declaration.name
    return name.value if name is not None else ""


def _is_certain(registry: Registry, namespace: str, image: str) -> bool:
    """Return True if the image's name stays right when the registry's name replaces the endpoint."""
    if registry.namespace == namespace:
        return True
    return image.startswith(f"{namespace or registry.namespace}/")


def _fix(declared: ResolvedDeclaration, name: str, namespace: str, safe: bool) -> Fix | None:
    field = declared.declaration.source_field
    written = in_style(name, field.node.style) if field is not None else None
    if field is None or written is None:
        return None
    fix = replacement(field, 0, len(field.value), written, f"write the reference name '{name}'", safe=safe)
    if safe or not namespace or name == "replicated":
        return fix
    image = declared.declaration.name
    place = image.locate(0, 0) if image is not None else None
    if fix is None or place is None:
        return None
    moved = Edit(place[0], place[0], f"{namespace}/")
    message = f"write the reference name '{name}', and '{namespace}/' before the name of the image"
    return Fix(False, message, tuple(sorted((*fix.edits, moved), key=lambda edit: edit.start)))
