"""Lists of mirrors: the registries that a container runtime asks in place of others. No image in them is pulled.

They are known by their keys: ``mirrors`` of containerd, k3s and CRI-O, ``registry-mirrors`` of Docker, and
``imageDigestMirrors`` and the like of OpenShift, with all that is below them.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile

__all__ = ["follows_mirror_key", "is_mirror_key"]

_KEY = lazy_compile(r"(?i).*mirrors?(?:[-_]?(?:endpoint|host|list|registr(?:y|ie)|url)s?)?")
_WRITTEN = lazy_compile(r"""(?i)[\w.-]*mirrors?["']?\s*[:=]|\[[\w.\"'-]*\.mirrors?\b[^\]\n]*\]""")
_FARTHEST = 200
"""The most code points before a place that are looked at, in a text of any form."""


def is_mirror_key(key: str) -> bool:
    """Return True if a key is that of a list of mirrors.

    >>> [is_mirror_key(key) for key in ("mirrors", "registry-mirrors", "imageTagMirrors", "mirrorImage")]
    [True, True, True, False]
    """
    return "irror" in key and _KEY.fullmatch(key) is not None


def follows_mirror_key(text: str, place: int, least: int = 0) -> bool:
    """Return True if the key of a list of mirrors is shortly before a place of a text, which is a file of any format.

    ``least`` is where the file begins.
    """
    before = text[max(least, place - _FARTHEST) : place]
    return "irror" in before and _WRITTEN.search(before) is not None
