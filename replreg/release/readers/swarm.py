"""Docker Compose 3.x documents: ``services.<name>.image``."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.release.documents import Document
from replreg.release.model import Release, Use
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["read"]

_VARIABLE = lazy_compile(r"\$(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|[A-Za-z_]\w*)")


def read(document: Document, release: Release) -> None:
    """Add the image of every service, once if aliases or merge keys repeat it."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    services = root.mapping("services")
    if services is None:
        return
    seen: set[int] = set()
    for name, service in services.entries():
        for image in document.fragment.choices(service, "image") if isinstance(service, Mapping) else ():
            if not isinstance(image, Scalar) or id(image) in seen or not image.value:
                continue
            seen.add(id(image))
            field = ScalarValue(document.fragment, image)
            if "$" in field.value:
                # Compose replaces variables when it deploys, so they are unknown, as templates are.
                field.value = _VARIABLE.sub(lambda found: MASK * len(found.group()), field.value)
            release.uses.append(Use(document.index, field, f"service '{name.value}'"))
