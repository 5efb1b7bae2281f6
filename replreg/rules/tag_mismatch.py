"""The tag in `images:` is pulled and bundled; the tag in the scheduler's document is the one that runs."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "tag-mismatch"
SEVERITY = "error"
FIX = None
SUMMARY = "declared and used with different tags"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses of a listed image whose tag no entry of that image has."""
    for used in resolution.used:
        entries = used.matches or ([used.missing_host] if used.missing_host else [])
        if not entries or not used.use.is_listable or any(used.tag_agrees(declared) for declared in entries):
            continue
        field = used.use.image
        tags = " and ".join(f"'{declared.tag or 'latest'}'" for declared in entries[:3])
        place = None
        if used.tag is not None:
            end = len(field.value.partition("@")[0])
            place = field.locate(end - len(used.tag), end)
        written = f"tag '{used.tag}'" if used.tag else "no tag, which means 'latest',"
        declaration = entries[0].declaration
        other = declaration.tag or declaration.version or declaration.place
        yield Problem(
            used.use.document,
            place or field.span,
            f"{used.use.role} uses this image with {written} but 'images:' lists it with {tags}",
            related=(("the image is listed here", *other.span),) if other else (),
        )
