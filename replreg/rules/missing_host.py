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
list that image as `source: public`. If the endpoint has a namespace that the name of the entry lacks, the fix puts it
in front of both, since names in `images:` are written with the namespace. If several registries list the path, the
finding names them, and you have to choose. Under `replicated` the application's slug belongs in front as well; give it
with `--app` or in `replreg.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from replreg.finding import Edit, Fix
from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import MissingHost
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.release.resolution.uses import ResolvedUse, has_same_tag
from replreg.rules.base import Problem, replacement
from replreg.yaml.templates import legible

ID = "missing-host"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image declared under a linked registry is used without the host, so it would come from Docker Hub"
APPLIES_TO = ("missing-host",)

_MOST_EDITS = 100
"""The most places of one fix. Each finding has all of them, so that their number counts by the square."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses without a host whose path is listed under a registry that is not Docker Hub."""
    found = [(used, used.outcome) for used in resolution.uses if isinstance(used.outcome, MissingHost)]
    fixes = {id(used): _fix(used, outcome, resolution) for used, outcome in found}
    short = _ShortNames(resolution, found, fixes)
    for used, outcome in found:
        entries = [outcome.entry, *outcome.other_candidates]
        addresses = [_address(used, entry, resolution.app) for entry in entries]
        field = used.use.image
        image = legible(used.use.reference) if used.use.suffix else field.shown
        sources = " and ".join(f"'{entry.source}'" for entry in entries[:3])
        wanted = " or ".join(f"'{address}/{image}'" for address in addresses[:3])
        fix, notes = short.fix(used, outcome) or (fixes[id(used)], ())
        yield Problem(
            used.use.document,
            field.span,
            f"this image has no host, so it comes from Docker Hub, but 'images:' lists it under {sources}; "
            f"write {wanted}",
            fix=fix,
            notes=notes,
            related=tuple(
                ("the image is listed here", *entry.declaration.place.span)
                for entry in entries
                if entry.declaration.place is not None
            ),
        )


def _fix(used: ResolvedUse, outcome: MissingHost, resolution: Resolution) -> Fix | None:
    """Return the fix that puts the host in front of a use, None if several can be meant or the slug is not known."""
    entry = outcome.entry
    address = _address(used, entry, resolution.app)
    if outcome.other_candidates or "<" in address:
        return None
    # A name of one word, such as `redis`, may also be on Docker Hub. Only the tag can tell which one is meant.
    certain = entry.registry is not None or resolution.app_is_given
    by_tag = used.tag is not None or used.parts.digest is None
    safe = certain and ("/" in used.parts.path or (by_tag and has_same_tag(used.parts, entry)))
    return replacement(used.use.image, 0, 0, f"{address}/", f"put '{address}/' in front", safe=safe)


class _ShortNames:
    """Entries that lack the namespace of their registry's endpoint. The uses and the entries are corrected at once.

    With a namespace in the endpoint, names are still written with it. If only the uses had it, no entry listed them.
    """

    def __init__(
        self,
        resolution: Resolution,
        found: Sequence[tuple[ResolvedUse, MissingHost]],
        fixes: Mapping[int, Fix | None],
    ) -> None:
        self._uses: dict[tuple[str, str], list[Fix | None]] = {}
        for used, outcome in found:
            if _lacks_namespace(used, outcome):
                self._uses.setdefault(_key(outcome.entry), []).append(fixes[id(used)])
        self._entries: dict[tuple[str, str], list[ResolvedDeclaration]] = {}
        if not self._uses:
            return
        for declared in resolution.declared_images:
            if _key(declared) in self._uses:
                self._entries.setdefault(_key(declared), []).append(declared)
        used_otherwise = (used for used in resolution.uses if not isinstance(used.outcome, MissingHost))
        lists = {id(entries): entries for entries in (used.outcome.entries for used in used_otherwise)}
        self._listing_others = {_key(declared) for entries in lists.values() for declared in entries}
        self._shared_nodes = SharedNodes(resolution.declarations)
        self._known: dict[tuple[str, str], Fix | None] = {}

    def fix(self, used: ResolvedUse, outcome: MissingHost) -> tuple[Fix | None, tuple[str, ...]] | None:
        """Return the fix of all uses and entries of an image, and the notes; None if the entry has the namespace."""
        if not _lacks_namespace(used, outcome):
            return None
        entry = outcome.entry
        namespace = entry.registry.namespace if entry.registry is not None else ""
        key = _key(entry)
        if key not in self._known:
            self._known[key] = self._make(key, namespace)
        return self._known[key], (
            f"the entry '{legible(entry.name)}' lacks '{namespace}', the namespace of the endpoint",
        )

    def _make(self, key: tuple[str, str], namespace: str) -> Fix | None:
        fixes = self._uses[key]
        if key in self._listing_others or is_host(namespace.partition("/")[0]):
            return None  # the name is right for another use, or would start with what looks like a host
        if len(fixes) + len(self._entries[key]) > _MOST_EDITS:
            return None
        edits: set[Edit] = set()
        for fix in [*fixes, *(self._fix_entry(declared, namespace) for declared in self._entries[key])]:
            if fix is None:
                return None
            edits.update(fix.edits)
        safe = all(fix is not None and fix.safe for fix in fixes)
        address = next(fix.message for fix in fixes if fix is not None)
        return Fix(safe, f"{address}, and '{namespace}/' in front of the name in 'images:'", tuple(sorted(edits)))

    def _fix_entry(self, declared: ResolvedDeclaration, namespace: str) -> Fix | None:
        """Return the fix that puts the namespace in front of the name of an entry, None if it cannot be made."""
        declaration = declared.declaration
        field, start = declaration.name, declared.redundant_prefix_length
        if field is None or not field.value.startswith(declared.name, start):
            return None
        if not self._shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, field.node):
            return None
        return replacement(field, start, start, f"{namespace}/", "", safe=True)


def _key(declared: ResolvedDeclaration) -> tuple[str, str]:
    return declared.source, declared.name


def _lacks_namespace(used: ResolvedUse, outcome: MissingHost) -> bool:
    """Return True if the only entry that can be meant lists a path outside of the namespace of its endpoint."""
    entry = outcome.entry
    namespace = entry.registry.namespace if entry.registry is not None else ""
    if outcome.other_candidates or not namespace:
        return False
    return not used.parts.path.startswith(f"{namespace}/") and entry.path == entry.name == used.parts.path


def _address(used: ResolvedUse, entry: ResolvedDeclaration, app: str | None) -> str:
    """Return what belongs in front of a use: the host, and the namespace or the slug unless the path starts with it."""
    path = used.parts.path
    if entry.registry is None:
        return REPLICATED_HOST if app and path.startswith(f"{app}/") else f"{REPLICATED_HOST}/{app or '<app slug>'}"
    namespace = entry.registry.namespace
    return entry.registry.pull_host if namespace and path.startswith(f"{namespace}/") else entry.registry.address
