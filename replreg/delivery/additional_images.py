"""Adds images to ``additionalImages`` of a release's KOTS ``Application``."""

from __future__ import annotations

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.finding import Edit, Fix
from replreg.yaml.scalar_lists import ItemPlace, item_place

__all__ = ["ListOfImages"]

_KEY = "additionalImages"


class ListOfImages:
    """The list of a release; nothing can be added where there is not exactly one ``Application`` that can be edited."""

    def __init__(self, release: FolderRelease) -> None:
        self._place: ItemPlace | None = None
        self.path: str = ""
        found: list[Resource] = [one for one in release.applications if release.can_edit(one.file.path)]
        if len(release.applications) == len(found) == 1:
            resource = found[0]
            self.path = resource.file.path
            spec = resource.spec
            if spec is not None:
                self._place = item_place(resource.fragment, spec, _KEY)

    def fix(self, image: str) -> tuple[str, Fix] | None:
        """Return the fix that lists an image, with its file; None where the list cannot be continued with certainty.

        A list that is made for the first image takes the others afterwards.
        """
        place = self._place
        if place is None:
            return None
        if place.for_one:
            self._place = None
        edit = Edit(place.offset, place.offset, place.text(image))
        return self.path, Fix(False, f"list '{image}' in '{_KEY}'", (edit,))
