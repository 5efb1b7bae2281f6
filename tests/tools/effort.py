"""How many examples the property tests try: few in the quick run, all if REPLREG_TESTS=long, as nox -s slow sets it."""

from __future__ import annotations

import os

LONG = os.environ.get("REPLREG_TESTS") == "long"
"""Whether this is the long run."""


def examples(number: int) -> int:
    """Return how many examples to try of those of the long run: all of them there, a fifth in the quick run."""
    return number if LONG else max(5, number // 5)
