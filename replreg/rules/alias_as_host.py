"""An image string starts with the registry's real host. A reference name is no host, and no runtime knows it."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem, replacement
from replreg.resolution import Impostor, Resolution, Used

ID = "alias-as-host"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image string starts with a reference name where the endpoint belongs"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each use that a reference name stands in front of."""
    for used in resolution.used:
        impostor = used.impostor
        if impostor is None:
            continue
        field = used.use.image
        fix = None
        if impostor.address is not None:
            wish = f"replace '{impostor.name}' by '{impostor.address}'" if impostor.address else "drop 'public/'"
            fix = replacement(field, 0, impostor.length, impostor.address, wish, safe=impostor.safe)
        prefix = len(field.value.partition("/")[0]) if impostor.misspelt else len(impostor.name)
        related: tuple[tuple[str, int, int], ...] = ()
        if used.own is not None and impostor.entry is used.own and used.own.declaration.source_field is not None:
            related = (("its source names the registry here", *used.own.declaration.source_field.span),)
        elif used.own is None and impostor.entry is not None and impostor.entry.declaration.place is not None:
            related = (("the image is listed here", *impostor.entry.declaration.place.span),)
        yield Problem(
            used.use.document,
            field.locate(0, prefix) or field.span,
            _message(used, impostor),
            fix=fix,
            notes=_notes(impostor),
            related=related,
        )


def _message(used: Used, impostor: Impostor) -> str:
    name = impostor.name
    if impostor.misspelt:
        written = used.use.reference.partition("/")[0]
        subject = f"'{written}' looks like the reference name '{name}', and"
    elif name in ("public", "replicated"):
        subject = f"'{name}' is a source, not a host, and"
    else:
        subject = f"'{name}' is the reference name of a linked registry, and"
    if impostor.address:
        return f"{subject} an image string takes the real host: '{impostor.address}'"
    if name == "public":
        return f"{subject} an image string takes neither: leave it out"
    return f"{subject} an image string takes the registry's real host"


def _notes(impostor: Impostor) -> tuple[str, ...]:
    why = (f"to a container runtime '{impostor.name}/…' is a repository on Docker Hub, so the install cannot pull it",)
    if impostor.address is not None:
        return why
    if impostor.name == "replicated":
        return (*why, "give the application's slug with --app SLUG, and the fix can be made")
    return (*why, f"give the endpoint with --registry {impostor.name}=HOST, and the fix can be made")
