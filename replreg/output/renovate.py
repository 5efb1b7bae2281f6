"""The format ``renovate``: ``registryAliases`` for Renovate, so that it looks for new tags at the upstream registry.

Renovate replaces the start of an image string that equals a key, up to a ``/``, with the value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.image_addresses import registry_aliases
from replreg.output.images import ImageReport

__all__ = ["FORMAT"]


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    yield json.dumps({"registryAliases": registry_aliases(report)}, indent=2) + "\n"


FORMAT = Format("renovate", "registryAliases for Renovate", "application/json", {"images": _images})
