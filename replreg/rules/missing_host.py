"""An image of a linked registry that is used without the host is looked for on Docker Hub."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Fix
from replreg.problem import Problem, replacement
from replreg.registry import REPLICATED_HOST
from replreg.resolution import Declared, Resolution, Used

ID = "missing-host"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image declared under a linked registry is used without the host, so it would come from Docker Hub"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses without a host whose path is listed under a registry that is not Docker Hub."""
    for used in resolution.used:
        declared = used.missing_host
        if declared is None:
            continue
        if declared.registry is not None:
            address = declared.registry.address
            namespace = declared.registry.namespace
            if namespace and used.parts.path.startswith(namespace + "/"):
                address = declared.registry.host
        else:
            address = f"{REPLICATED_HOST}/{resolution.app}" if resolution.app else REPLICATED_HOST + "/<app slug>"
        certain = declared.registry is not None or resolution.config.app is not None
        place = declared.declaration.place
        yield Problem(
            used.use.document,
            used.use.image.span,
            f"this image is listed under '{declared.source}', but without a host it comes from Docker Hub; "
            f"write '{address}/{used.use.image.shown}'",
            fix=_fix(used, declared, address, certain),
            related=(("the image is listed here", *place.span),) if place else (),
        )


def _fix(used: Used, declared: Declared, address: str, certain: bool) -> Fix | None:
    if "<" in address:
        return None
    # One name is easily shared: a `redis` of one's own and Docker Hub's. The tag tells them apart, or nothing does.
    safe = certain and ("/" in used.parts.path or used.tag_agrees(declared))
    return replacement(used.use.image, 0, 0, f"{address}/", f"put '{address}' in front", safe=safe)
