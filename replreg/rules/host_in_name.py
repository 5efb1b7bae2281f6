"""`source:` gives the registry already, so the name beside it starts behind the host."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem, replacement
from replreg.registry import REPLICATED_HOST, normalize_host
from replreg.resolution import Declared, Resolution

ID = "host-in-name"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "`name`/`image_name` repeats the endpoint (or the reference name) that `source` already gives"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report names that start with the host, or the reference name, of their own source."""
    used_as_written = {(used.domain, used.path) for used in resolution.used}
    for declared in resolution.declared:
        declaration = declared.declaration
        field = declaration.name
        if field is None or declaration.form == "ship":
            continue
        length = _prefix(declared, field.value, resolution.app)
        if not length or (declared.domain, field.value.partition(":")[0]) in used_as_written:
            continue
        prefix, rest = field.value[: length - 1], field.value[length:]
        fix = None
        if not (declaration.form == "container" and _named_elsewhere(declared, resolution)):
            fix = replacement(field, 0, length, "", f"remove '{prefix}/' from the name", safe=False)
        yield Problem(
            declaration.document,
            field.locate(0, length - 1) or field.span,
            f"'{declaration.name_key}' repeats '{prefix}', which 'source: {declared.source}' gives already; "
            f"write '{rest}'",
            fix=fix,
        )


def _prefix(declared: Declared, name: str, app: str | None) -> int:
    """Return the length of what is too much at the start of ``name``, its slash included, or 0."""
    first, slash, rest = name.partition("/")
    if not slash or not rest:
        return 0
    if declared.source == "replicated":
        if first.lower() != REPLICATED_HOST:
            return 0
        slug, slash, bare = rest.partition("/")
        return len(name) - len(bare) if slash and bare and (app is None or slug == app) else len(first) + 1
    registry = declared.registry
    if registry is None:
        return 0
    if normalize_host(first) == normalize_host(registry.host):
        return len(first) + 1
    # The namespace behind the host may well be called like the registry: then one part more has to follow.
    if first == registry.name and "/" in rest and first != registry.namespace:
        return len(first) + 1
    return 0


def _named_elsewhere(declared: Declared, resolution: Resolution) -> bool:
    """Tell whether other places of the file know the container by this very name: a change would cut them off."""
    declaration = declared.declaration
    if declaration.node.text("name") or declaration.name is None:
        return False
    return resolution.release.text.count(declaration.name.value) > 1
