"""Which rules a configuration leaves on."""

from __future__ import annotations

from replreg.config.model import Config
from replreg.rules.catalogue import RULES

__all__ = ["rules_on"]

_last: tuple[Config, frozenset[str]] | None = None
"""The last configuration with its rules: nearly all files of a run have the same one."""


def rules_on(config: Config) -> frozenset[str]:
    """Return the ids of the rules that are not off."""
    global _last
    known = _last  # read once: another thread may set it meanwhile
    if known is None or known[0] is not config:
        found = [rule.id for rule in RULES.values() if config.is_on(rule.id, rule.severity.value, rule.group)]
        known = _last = config, frozenset(found)
    return known[1]
