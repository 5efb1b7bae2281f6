"""The name of an image starts after the host, because `source` already says which registry it is in.

## Why

The platform puts `source` and the name together: it replaces a reference name with the endpoint of its registry, so the
name is `namespace/image` alone. If the name repeats the host, the platform asks `quay.io` for a repository called
`quay.io/namespace/image`, which does not exist. The same is true of a reference name in front of the name, and under
`source: replicated` of `registry.replicated.com` and the application's slug. Only `source: public` takes a whole path
with the host.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
- name: Web
  containers:
  - source: mythirdpartyprivateregistry
    image_name: quay.io/namespace/imagename
    version: 2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
- name: Web
  containers:
  - source: mythirdpartyprivateregistry
    image_name: namespace/imagename
    version: 2.0.0
```

## How to fix

`replreg fix --unsafe-fixes` removes the repeated part. The fix is unsafe, because a namespace can be called like a
registry. Monitors, admin commands, events and template calls know a container by its `image_name`, exactly as written;
the fix changes them along. If one of these places is not certain, or if another container has the same name and keeps
it, nothing is changed: change all of them by hand. A name that starts with the host of *another* registry has no fix,
because either `source` or the host can be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Span
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.model import Form, Release
from replreg.release.resolution.container_mentions import edits_of_mentions, find_container_mentions
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.rules.base import Problem, replacement
from replreg.yaml.fragment import ScalarValue, part
from replreg.yaml.templates import legible

ID = "host-in-name"
GROUP = "images"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "`name`/`image_name` repeats the endpoint (or the reference name) that `source` already gives"
APPLIES_TO = ("foreign-prefix",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report names that start with the host or the reference name of their own source, or with another host."""
    wrong = [item for item in resolution.declarations if item.redundant_prefix_length or item.foreign_host]
    wrong = [item for item in wrong if item.declaration.form is not Form.SHIP]
    if not wrong:
        return
    shared_nodes = SharedNodes(resolution.declarations)
    mentions = find_container_mentions(resolution.release, wrong)
    known_as = _names_of_containers(resolution)
    names = ((item, item.declaration.name) for item in resolution.declarations)
    kept = {name.value for item, name in names if name is not None and not item.redundant_prefix_length}
    reported: set[int] = set()
    for declared in wrong:
        field = declared.declaration.name
        if field is None or id(field.node) in reported:
            continue
        reported.add(id(field.node))
        if declared.foreign_host or declared.foreign_app:
            yield _foreign(declared, field, resolution)
        else:
            yield _repeated(
                declared, field, mentions.get(id(declared), []), shared_nodes, known_as, resolution.release, kept
            )


def _repeated(
    declared: ResolvedDeclaration,
    field: ScalarValue,
    mentions: list[Span],
    shared_nodes: SharedNodes,
    known_as: dict[str, int],
    release: Release,
    kept: set[str],
) -> Problem:
    declaration = declared.declaration
    length = declared.redundant_prefix_length
    prefix = part(field, 0, length - 1)
    rest = part(field, length, length + len(declared.name))
    fix = None
    notes: tuple[str, ...] = ()
    sharing = shared_nodes.declarations_using(declaration.fragment, field.node)
    more: list[Edit] | None = None
    if not mentions or field.value not in kept:  # else another container has the name and keeps it
        more = edits_of_mentions(release, mentions, 0, length)
    if more is None:
        notes = ("other places of this file know the container by this name; change them as well",)
    elif declaration.form is Form.CONTAINER and not declaration.node.text("name") and known_as.get(declared.name):
        notes = (f"another container is known as '{rest}'; give each a 'name' of its own",)
    elif sharing is None or any(
        other.redundant_prefix_length != length for other in sharing if _has_name(other, field)
    ):
        notes = ("the value is written once and used in several places, so it has to be changed by hand",)
    else:
        fix = replacement(field, 0, length, "", f"remove '{prefix}/' from the name", safe=False)
        if fix is not None and more:
            message = f"{fix.message} and from the places that refer to it"
            fix = Fix(False, message, tuple(sorted((*fix.edits, *more))))
    return Problem(
        declaration.document,
        field.locate(0, length - 1) or field.span,
        f"'{declaration.form.name_key}' repeats '{prefix}', which 'source: {legible(declared.source)}' already gives; "
        f"write '{rest}'",
        fix=fix,
        notes=notes,
        related=tuple(("the container is known by this name here", *span) for span in mentions[:3]),
    )


def _has_name(declared: ResolvedDeclaration, field: ScalarValue) -> bool:
    name = declared.declaration.name
    return name is not None and name.node is field.node


def _foreign(declared: ResolvedDeclaration, field: ScalarValue, resolution: Resolution) -> Problem:
    declaration = declared.declaration
    source = legible(declared.source)
    if declared.foreign_app is not None:
        length = declared.redundant_prefix_length - 1
        message = (
            f"'{declaration.form.name_key}' is in the space of the application '{legible(declared.foreign_app)}', but "
            f"'source: {source}' is that of '{legible(resolution.app or '')}'"
        )
    else:
        host = str(declared.foreign_host)
        length = len(host)
        address = declared.registry.address if declared.registry is not None else REPLICATED_HOST
        names = [f"'source: {registry.name}'" for registry in resolution.hosts.get(declared.domain or "", ())]
        hint = f"write {' or '.join(names)}, and remove the host" if names else "correct the one that is wrong"
        message = (
            f"'{declaration.form.name_key}' starts with the host '{legible(host)}', but 'source: {source}' is "
            f"'{legible(address)}'; {hint}"
        )
    return Problem(declaration.document, field.locate(0, length) or field.span, message)


def _names_of_containers(resolution: Resolution) -> dict[str, int]:
    """Return how many containers of the native scheduler are known by each name."""
    known: dict[str, int] = {}
    for declared in resolution.declarations:
        declaration = declared.declaration
        if declaration.form is Form.CONTAINER and declaration.name is not None:
            name = declaration.node.text("name") or declaration.name.value
            known[name] = known.get(name, 0) + 1
    return known
