"""The format ``skopeo``: the file that ``skopeo sync --src yaml`` reads (``skopeo-sync(1)``).

It maps registries to ``images``, which maps paths to lists of tags or digests. An empty list would mean all tags, so
an image without a tag has ``latest``.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.image_addresses import tags_by_registry
from replreg.output.images import ImageReport
from replreg.output.json import dumps

__all__ = ["FORMAT"]


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    registries = tags_by_registry(report)
    if not registries:
        yield "{}\n"
    for registry, paths in registries.items():
        yield f"{dumps(registry)}:\n  images:\n"
        for path, tags in paths.items():
            yield f"    {dumps(path)}:\n"
            yield from (f"      - {dumps(tag)}\n" for tag in tags)


FORMAT = Format("skopeo", "for skopeo sync", "application/yaml", {"images": _images}, needs_address=True)
