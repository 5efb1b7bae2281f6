"""`source:` takes the reference name of a registry, not its host."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem, replacement
from replreg.registry import normalize_host, split_endpoint
from replreg.resolution import Resolution

ID = "endpoint-as-source"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`source` is a registry's endpoint where its reference name belongs"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report sources that are the endpoint of a linked registry, however it is written."""
    for declared in resolution.declared:
        field = declared.declaration.source_field
        if field is None or not declared.linked or declared.registry is not None:
            continue
        host, namespace = split_endpoint(declared.source)
        candidates = resolution.hosts.get(normalize_host(host), [])
        if namespace:
            exact = [registry for registry in candidates if registry.namespace == namespace]
            candidates = exact or [registry for registry in candidates if not registry.namespace]
        elif len(candidates) > 1:
            candidates = [registry for registry in candidates if not registry.namespace] or candidates
        if not candidates:
            continue
        if len(candidates) > 1:
            names = " or ".join(f"'{registry.name}'" for registry in candidates)
            message = f"'{field.shown}' is an endpoint; 'source' takes the registry's reference name: {names}"
            yield Problem(declared.declaration.document, field.span, message)
            continue
        name = candidates[0].name
        yield Problem(
            declared.declaration.document,
            field.span,
            f"'{field.shown}' is the endpoint of the registry '{name}'; 'source' takes its reference name",
            fix=replacement(
                field, 0, len(field.value), name, f"name the registry '{name}' instead of its endpoint", safe=True
            ),
        )
