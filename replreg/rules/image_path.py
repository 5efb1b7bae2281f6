"""Some registries have no image directly below the host: a path starts with a project or a namespace.

## Why

`gcr.io/app` and `quay.io/app` are well-formed, so nothing reports them until the pull fails with "not found" or "access
denied". In Google Container Registry a path starts with the project, in Artifact Registry with the project and the
repository, on Quay with the namespace, and on GitHub with the owner. Amazon ECR and private servers do not have such a
rule.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyprivateregistry
    name: worker
    tag: 1.4.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyprivateregistry
    name: my-org/worker
    tag: 1.4.0
```

## How to fix

This rule has no automatic fix. Write the whole path that the registry's own page shows for the image, without the host
if `source` names the registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.registries.linked_registry import Registry
from replreg.registries.path_length import provider_with_paths
from replreg.registries.providers import Provider
from replreg.release.model import Form
from replreg.release.resolution.outcomes import Listed, MissingHost, Templated
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK, legible

ID = "image-path"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a path that the provider cannot have (`gcr.io/app`, `quay.io/app`)"
APPLIES_TO = ("short-path",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report declarations, and the uses that no declaration covers."""
    providers: dict[tuple[str, int], Provider | None] = {}
    for declared in resolution.declarations:
        field = declared.declaration.name
        if field is None or declared.domain is None or declared.path is None or declared.declaration.form is Form.SHIP:
            continue
        registry = declared.registry if declared.foreign_host is None else None
        provider = _provider(providers, declared.domain, registry)
        if provider is not None:
            yield from _problems(declared.declaration.document, field, declared.path, provider)
    for used in resolution.uses:
        if isinstance(used.outcome, (Listed, MissingHost, Templated)):
            continue
        if not used.use.is_certain or used.use.is_embedded:
            continue
        provider = _provider(providers, used.domain, used.registry)
        if provider is not None:
            yield from _problems(used.use.document, used.use.image, used.path, provider)


def _provider(known: dict[tuple[str, int], Provider | None], domain: str, registry: Registry | None) -> Provider | None:
    """Return the provider of a host if it has a rule for paths."""
    key = (domain, id(registry))
    if key not in known:
        known[key] = provider_with_paths(domain, registry)
    return known[key]


def _problems(document: int, field: ScalarValue, path: str, provider: Provider) -> Iterator[Problem]:
    parts = path.split("/")
    if MASK in path or not path or len(parts) >= provider.least:
        return
    start = field.value.find(path)
    place = field.locate(start, start + len(path)) if start >= 0 else None
    yield Problem(
        document,
        place or field.span,
        f"the path '{legible(path)}' is too short: a path in {provider.title} is '{provider.path}'",
    )
