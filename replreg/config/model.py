"""The settings of a run: the application, its linked registries and domains, and the levels of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from replreg.registries.linked_registry import Registry

__all__ = ["LEVELS", "TARGETS", "Config", "Domains", "Override"]

LEVELS = ("error", "warning", "info", "off")
"""What a rule can be set to."""

TARGETS = ("kots", "embedded-cluster", "helm")
"""The install methods that a release can be for."""

_OWN_LEVELS: Mapping[str, str] = {}  # every rule has its own


class Override(NamedTuple):
    """Rule levels for some paths: ``paths`` are glob patterns relative to the configuration's folder."""

    paths: tuple[str, ...]
    rules: Mapping[str, str]


class Domains(NamedTuple):
    """The vendor's own domains, as hosts: of the platform's proxy, and of the vendor's space in its registry.

    The platform's own domains are known without being named here.
    """

    proxy: tuple[str, ...] = ()
    registry: tuple[str, ...] = ()


class Config(NamedTuple):
    """The settings of a run; a plain value, safe to share and to send to other processes.

    ``app`` is the application's slug; ``rules`` maps a rule's id to one of `LEVELS`; ``select`` (None: all) and
    ``ignore`` name rules; ``exclude`` holds glob patterns of paths that are left out. ``targets`` are some of
    `TARGETS`; none means those that the files of the release show.
    """

    app: str | None = None
    registries: Sequence[Registry] = ()
    rules: Mapping[str, str] = _OWN_LEVELS
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    exclude: Sequence[str] = ()
    overrides: Sequence[Override] = ()
    domains: Domains = Domains()
    targets: tuple[str, ...] = ()

    def level(self, rule: str, default: str) -> str:
        """Return the level of a rule whose own default is ``default``: one of `LEVELS`."""
        if rule in self.ignore or (self.select is not None and rule not in self.select):
            return "off"
        return self.rules.get(rule, default)
