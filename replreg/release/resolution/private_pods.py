"""The pods of a classic release that have a private image."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.kinds import Kind
from replreg.release.model import Pod
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse

__all__ = ["private_pods"]


def private_pods(resolution: Resolution) -> Iterator[tuple[Pod, ResolvedUse]]:
    """Yield each pod with a private image, once, and the first such image in it; nothing for other releases."""
    release = resolution.release
    if not release.has(Kind.REPLICATED) and not release.is_marked:
        return
    seen: set[int] = set()
    for used in resolution.uses:
        pod = used.use.pod
        if pod is not None and used.is_private and id(pod) not in seen:
            seen.add(id(pod))
            yield pod, used
