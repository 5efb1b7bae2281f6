"""The shapes of a Ship release: its own, and those that it has in common with a ``replicated`` document.

The rows are those of `replreg.release.checks.shapes`.
"""

from __future__ import annotations

from replreg.release.checks.shapes import SHAPES, Row

__all__ = ["SHIP_SHAPES"]

SHIP_SHAPES: dict[str, dict[str, Row]] = {
    **SHAPES,
    "ship": {
        "assets": ("mapping", "ship assets"),
        "config": ("mapping", "ship config"),
        "lifecycle": ("mapping", "ship lifecycle"),
    },
    "ship assets": {"v1": ("list", "ship asset")},
    "ship asset": {
        "inline": ("mapping", "ship file"),
        "docker": ("mapping", "ship file"),
        "dockerlayer": ("mapping", "ship file"),
        "github": ("mapping", "ship file"),
        "web": ("mapping", "ship web asset"),
        "helm": ("mapping", "ship helm chart"),
        "terraform": ("mapping", "ship file"),
        "local": ("mapping", "ship file"),
        "amazon_eks": ("mapping", "ship eks cluster"),
        "google_gke": ("mapping", "ship file"),
        "azure_aks": ("mapping", "ship file"),
    },
    "ship file": {"mode": ("type", "file mode", "P")},
    "ship helm chart": {"mode": ("type", "file mode", "P")},
    "ship eks cluster": {"mode": ("type", "file mode", "P")},
    "ship web asset": {
        "mode": ("type", "file mode", "P"),
        "url": ("format", "URL", "X"),
        "method": ("set", "request method", "D"),
    },
    "ship config": {"v1": ("list", "ship group")},
    "ship group": {
        "test_proc": ("mapping", "test procedure"),
        "items": ("list", "ship item"),
    },
    "ship item": {
        "type": ("set", "config item type", "P"),
        "test_proc": ("mapping", "test procedure"),
        "items": ("list", "child item"),
    },
    "ship lifecycle": {"v1": ("list", "ship step")},
    "ship step": {
        "message": ("mapping", "ship message"),
        "render": ("mapping", "ship render"),
    },
    "ship message": {"level": ("set", "message level", "D")},
    "ship render": {"assets": ("mapping", "ship assets")},
}
"""The shapes by their names. A document starts at ``ship``."""
