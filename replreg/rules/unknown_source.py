"""`source:` takes the reference name of a linked registry, or `public`, or `replicated`.

## Why

The platform looks up credentials by this name. A name that is not linked has none, so the image cannot be pulled and
the release is refused. It is the name in the vendor's form, letter by letter, upper and lower case included. The rule
needs to know the registries: if neither `replreg.yaml` nor `--registry` names any, nothing is reported.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyregistry
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
  - source: public
    name: redis
    tag: 3.2-alpine
```

## How to fix

`replreg fix` does not choose a registry, because a wrong registry has the wrong credentials. Write the name that the
finding suggests if it is the right one. If the registry is linked and `replreg` does not know it, add it to
`replreg.yaml`, or import the list from the platform with `replreg registries import`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from replreg.messages import NearWords, suggestion
from replreg.registries import docker_hub
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem

ID = "unknown-source"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "`source` names no linked registry, nor `public` or `replicated`"
APPLIES_TO = ("unlinked-source",)

_MOST_NAMES = 5


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report sources that are not linked. If no registry is known at all, nothing is reported."""
    if not resolution.registries:
        return
    hints = _Hints(resolution)
    seen: set[int] = set()
    for declared in resolution.declarations:
        field = declared.declaration.source_field
        if field is None or not declared.names_linked_registry or declared.registry is not None:
            continue
        host = normalize_host(split_endpoint(declared.source)[0])
        if host in resolution.hosts or host == REPLICATED_HOST:
            continue  # an endpoint, which `endpoint-as-source` reports
        if id(field.node) in seen:
            continue  # an alias or a merge key repeats it
        seen.add(id(field.node))
        hint = hints.hint(declared.source, host)
        message = f"'{field.shown}' is not the reference name of a linked registry; {hint}"
        yield Problem(declared.declaration.document, field.span, message)


class _Hints:
    """Suggestions of the sources that may be meant. What depends on the registries alone is made once."""

    def __init__(self, resolution: Resolution) -> None:
        self._known = [*resolution.registries, *BUILT_IN]
        self._by_lower_case = {name.lower(): name for name in reversed(self._known)}
        self._near = NearWords()
        self._by_host: dict[str, Registry] = {}
        for registries in resolution.hosts.values():
            for registry in registries:
                self._by_host.setdefault(registry.host.partition(":")[0].lower(), registry)
        names = [repr(name) for name in islice(resolution.registries, _MOST_NAMES)]
        more = len(resolution.registries) - len(names)
        self._listed = f"the linked registries are {', '.join(names)}{f' and {more} more' if more else ''}"
        self._made: dict[str, str] = {}

    def hint(self, source: str, host: str) -> str:
        """Return the suggestion for a source; ``host`` is what its host would be."""
        if source not in self._made:
            self._made[source] = self._hint(source, host)
        return self._made[source]

    def _hint(self, source: str, host: str) -> str:
        near = self._by_lower_case.get(source.lower()) or self._near.nearest(source[:200], self._known)
        if near is not None:
            return suggestion(near)
        registry = self._by_host.get(host.partition(":")[0].lower())
        if registry is not None:
            return f"'{registry.name}' has the endpoint '{registry.address}'"
        if host == docker_hub.DOMAIN:
            return "an image of Docker Hub that needs no login has 'source: public'"
        return self._listed
