"""The format ``additional-images``: a YAML list for ``spec.additionalImages`` of a KOTS ``Application``.

The platform wants the names of upstream registries there, no templates and no addresses of its proxy. The list is
indented as it is below that key.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.image_addresses import addresses
from replreg.output.images import ImageReport
from replreg.output.json import dumps

__all__ = ["FORMAT"]


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    listed = addresses(report)
    # A reference with a "/" is a string to every YAML reader; 1:30 may be a number.
    yield from (f"  - {address if '/' in address else dumps(address)}\n" for address in listed)
    if not listed:
        yield "  []\n"


FORMAT = Format(
    "additional-images", "YAML for spec.additionalImages", "application/yaml", {"images": _images}, needs_address=True
)
