"""The platform pulls and bundles what `images:` lists; unlisted, an image of a linked registry cannot be pulled."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Kind
from replreg.finding import Edit, Fix, Severity
from replreg.layout import appended_entry, plain_or_quoted
from replreg.problem import Problem
from replreg.registry import BUILT_IN
from replreg.resolution import Resolution, Used, split_image
from replreg.template import MASK

ID = "undeclared-image"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "a use that no `images:` entry lists; the fix adds the entry"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each unlisted image once, at its first use.

    Of a release without any list, only the images of linked registries: it makes no airgap bundle.
    """
    release = resolution.release
    if not release.has(Kind.REPLICATED):
        return
    told: set[tuple[str, str, str]] = set()
    for used in resolution.used:
        if used.unknown or used.matches or used.missing_host or used.misplaced or not used.source or not used.path:
            continue
        if not used.use.is_listable:
            continue
        linked = used.source not in BUILT_IN
        key = (used.domain, used.path, used.tag or "")
        if key in told or (not linked and not resolution.has_list):
            continue
        told.add(key)
        if linked:
            why = f"it is in the linked registry '{used.source}' and cannot be pulled"
        else:
            why = "it is missing from the airgap bundle"
        yield Problem(
            used.use.document,
            used.use.image.span,
            f"'images:' does not list this image, so {why}",
            severity=Severity.ERROR if linked else Severity.WARNING,
            fix=_fix(resolution, used),
        )


def _fix(resolution: Resolution, used: Used) -> Fix | None:
    """Add an entry at the end of the list, laid out as the last one is."""
    lists = resolution.release.image_lists
    if len(lists) != 1 or lists[0].node is None or used.impostor is not None:
        return None
    name = used.parts.path
    if used.source == "replicated":
        name = name.rpartition("/")[2]
    elif used.source == "public":
        name = split_image(used.use.image.value)._replace(tag=None, digest=None).path
        name = f"{used.parts.host}/{name}" if used.parts.host else name
    if MASK in name or MASK in (used.tag or "") or used.parts.digest is not None:
        return None
    pairs = [("source", used.source), ("name", name)]
    if used.tag is not None:
        pairs.append(("tag", used.tag))
    added = appended_entry(lists[0].source, lists[0].node, [(key, plain_or_quoted(value)) for key, value in pairs])
    if added is None:
        return None
    return Fix(False, f"list it under '{used.source}'", (Edit(added[0], added[0], added[1]),))
