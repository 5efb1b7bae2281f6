"""Entries of ``images:`` without a use whose names lack the namespace of their registry's endpoint.

With a namespace in the endpoint, names are still written with it. The platform's page on registries says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import Unlisted
from replreg.release.resolution.uses import ResolvedUse
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.resolution.resolve import Resolution

__all__ = ["ShortNames"]

_ANY = ""
"""The tag of an entry whose tag is a template."""

_MOST_REGISTRIES = 50
"""How many registries with one endpoint are looked at for each use."""


class ShortNames:
    """The entries with short names, and the uses that they were written for.

    Several registries may have one endpoint: an entry of each of them is looked for, and the first one is taken.
    """

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._entries: dict[tuple[str, str], dict[str, ResolvedDeclaration]] = {}
        if any(registry.namespace for registry in resolution.registries.values()):
            for entry in resolution.unused_images:
                tag = entry.tag or "latest"
                by_tag = self._entries.setdefault((entry.source, entry.name), {})
                by_tag.setdefault(_ANY if MASK in tag else tag, entry)

    def meant_by(self, used: ResolvedUse) -> ResolvedDeclaration | None:
        """Return the entry that lists an unlisted image by its short name; None if there is none."""
        if not self._entries or used.name_as_host is not None or not isinstance(used.outcome, Unlisted):
            return None
        tag = used.tag or ("latest" if used.parts.digest is None else "")
        for registry in self._resolution.registries_at(used.domain, used.path)[:_MOST_REGISTRIES]:
            name = used.path.removeprefix(f"{registry.namespace}/")
            by_tag = self._entries.get((registry.name, name)) if registry.namespace and name != used.path else None
            if by_tag is not None:
                is_any = not tag or MASK in tag
                entry = next(iter(by_tag.values())) if is_any else by_tag.get(tag) or by_tag.get(_ANY)
                if entry is not None:
                    return entry
        return None
