"""The format ``list``: one pull address a line, for ``xargs`` and the like. No address has a space or a quote."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.image_addresses import addresses
from replreg.output.images import ImageReport

__all__ = ["FORMAT"]


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    return (f"{address}\n" for address in addresses(report))


FORMAT = Format("list", "one address a line", "text/plain", {"images": _images}, needs_address=True)
