"""Finds registry reference names that are used as image hosts in Replicated releases, explains them, and mends them."""

from __future__ import annotations

from replreg.version import __version__

__all__ = ["__version__"]
