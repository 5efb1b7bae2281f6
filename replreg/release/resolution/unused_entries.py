"""Entries of ``images:`` without a use, by what they list: one of them may list a path on another host than its use."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.registries.image_string import split_image
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.uses import ResolvedUse

__all__ = ["UnusedEntries"]


class UnusedEntries:
    """Entries by the names that they list. A look-up takes constant time, however many registries list one name.

    An entry of another host than the image's is sought, so the first entries of two hosts are enough for each name.
    """

    def __init__(self, entries: Iterable[ResolvedDeclaration]) -> None:
        self._all: dict[str, list[ResolvedDeclaration]] = {}
        self._private: dict[str, list[ResolvedDeclaration]] = {}
        for declared in entries:
            if declared.domain is None or declared.foreign_host is not None or declared.is_templated:
                continue
            _keep(self._all, declared)
            if declared.registry is not None or declared.source == "replicated":
                _keep(self._private, declared)

    def on_another_host(self, used: ResolvedUse) -> ResolvedDeclaration | None:
        """Return the first entry that lists the path of a use on another host than the use's, None if there is none.

        Two public hosts may have different images of one name, so the entry or the use has to be private.
        """
        # In the platform's registry the name follows the application's slug.
        name = used.path[used.path.find("/") + 1 :] if used.source == "replicated" else _path_meant(used)
        is_private = used.registry is not None or used.source == "replicated"
        entries = (self._all if is_private else self._private).get(name, ())
        return next((declared for declared in entries if declared.domain != used.domain), None)


def _path_meant(used: ResolvedUse) -> str:
    """Return the path as it is written, or as it will be once a reference name in place of the host is replaced."""
    wrong = used.name_as_host
    if wrong is None or wrong.address is None:
        return used.parts.path
    written = used.use.reference
    return split_image(written[: wrong.start] + wrong.address + written[wrong.end :]).path


def _keep(found: dict[str, list[ResolvedDeclaration]], declared: ResolvedDeclaration) -> None:
    known = found.setdefault(declared.name, [])
    if not known or (len(known) == 1 and known[0].domain != declared.domain):
        known.append(declared)
