"""An entry of `images:` that nothing uses is most often the other half of a mistake, and it fills the airgap bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.document import Kind
from replreg.problem import Problem
from replreg.resolution import Declared, Resolution, Used
from replreg.template import MASK

ID = "unused-image"
SEVERITY = "warning"
FIX = None
SUMMARY = "an `images:` entry that nothing uses"

_MASKS = re.compile(f"{MASK}+")


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report entries without a use, in releases whose scheduler documents can all be read."""
    release = resolution.release
    if not release.has(Kind.SWARM, Kind.KUBERNETES) or not release.uses:
        return
    patterns = [pattern for used in resolution.used if used.unknown and (pattern := _pattern(used))]
    texts = [release.text[info.start : info.end] for info in release.documents if info.kind is not Kind.REPLICATED]
    for declared in resolution.declared_images:
        place = declared.declaration.place
        if declared.used or declared.is_unknown or not declared.name or place is None:
            continue
        address = f"{declared.domain}/{declared.path}"
        if any(pattern.fullmatch(address) or pattern.fullmatch(declared.name) for pattern in patterns):
            continue
        if any(_stands_in(text, declared) for text in texts):
            continue
        yield Problem(
            declared.declaration.document,
            place.span,
            f"no document of this release uses the image '{place.shown}' of '{declared.source}'",
        )


def _pattern(used: Used) -> re.Pattern[str] | None:
    path = used.use.reference.partition("@")[0]
    if path.rfind(":") > path.rfind("/"):
        path = path[: path.rfind(":")]
    return re.compile(".*".join(re.escape(part) for part in _MASKS.split(path)), re.DOTALL)


def _stands_in(text: str, declared: Declared) -> bool:
    """Tell whether an image is named elsewhere than in a container, as in an operator's environment variable."""
    return f"{declared.name}:{declared.tag or 'latest'}" in text
