"""Reads an image string with a scheme, such as ``https://``, as the image that is meant.

``invalid-image`` reports the scheme. Everything else about the image is reported at once, and not only after the scheme
is removed.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.registries.docker_hub import is_on_web_site
from replreg.registries.reference import is_reference
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["drop_scheme"]

_SCHEME = lazy_compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}://(?=[A-Za-z0-9])")
_PAGES = "quay.io/repository/"
"""How the pages about repositories on the web site of Quay begin, whose path is not that of an image."""


def drop_scheme(field: ScalarValue) -> None:
    """Leave the scheme at the start of an image string out of a field's value, if an image reference follows it."""
    found = _SCHEME.match(field.value) if "://" in field.value else None
    if found is None:
        return
    image = field.value[found.end() :]
    if is_on_web_site(image) or image.startswith(_PAGES):
        return  # the address of a page for people
    if is_reference(image.replace(MASK, "a")):
        field.skip(found.end())
