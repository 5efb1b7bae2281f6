"""The registry that `source:` names and the host of the image string have to be the same place."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Fix
from replreg.problem import Problem, replacement
from replreg.registry import REPLICATED_HOST
from replreg.resolution import Declared, Resolution, Used

ID = "source-mismatch"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "declared under one registry, used from another's host"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses of a listed path from another host than its entry means."""
    for used in resolution.used:
        declared = used.misplaced
        if declared is None:
            continue
        place = declared.declaration.place
        host = used.parts.host or "Docker Hub"
        field = used.use.image
        span = field.locate(0, len(used.parts.host)) if used.parts.host else None
        yield Problem(
            used.use.document,
            span or field.span,
            f"this image comes from {host}, but 'images:' lists '{declared.name}' under "
            f"'{declared.source}', which is {_where(declared)}",
            fix=_fix(used, declared),
            related=(("the image is listed here", *place.span),) if place else (),
        )


def _where(declared: Declared) -> str:
    if declared.registry is not None:
        return declared.registry.address
    return "Docker Hub" if declared.domain == "docker.io" else str(declared.domain)


def _fix(used: Used, declared: Declared) -> Fix | None:
    """Name the right source where the image's host is linked; else write the declared host into the image string."""
    source = declared.declaration.source_field
    if used.registry is not None and source is not None:
        name = used.registry.name
        return replacement(source, 0, len(source.value), name, f"list the image under '{name}'", safe=False)
    if declared.registry is None or used.parts.host is None or declared.domain == REPLICATED_HOST:
        return None
    host = declared.registry.host
    return replacement(used.use.image, 0, len(used.parts.host), host, f"pull the image from '{host}'", safe=False)
