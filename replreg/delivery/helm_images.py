"""The images in what a real Helm has made of a chart."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.render import RenderedDocument
from replreg.delivery.files import ReleaseFile
from replreg.delivery.finder import PlaceFinder
from replreg.delivery.folder import FolderRelease
from replreg.delivery.helm_values import values_in
from replreg.delivery.joining import join
from replreg.delivery.manifests import find_manifest_places
from replreg.delivery.places import PlaceKind
from replreg.delivery.stand_ins import text_for_helm
from replreg.named_tuple import NamedTuple

__all__ = ["Made", "images_of"]

_BUNDLE = (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.EXCLUDED_IMAGE)


class Made(NamedTuple):
    """An image in what Helm made: its text as Helm wrote it, and the template that it is from."""

    text: str
    template: str


def images_of(documents: list[RenderedDocument], finder: PlaceFinder) -> Iterator[Made]:
    """Yield the images of what Helm made, each text of a template once."""
    templates: dict[str, str] = {}
    files: list[ReleaseFile] = []
    for number, document in enumerate(documents):
        path = str(number)
        templates[path] = document.template
        files.append(ReleaseFile(path, None, document.text))
    release = FolderRelease(files, (), finder.release.settings)
    values = values_in(finder, None, finder.release.installations[0])
    seen: set[Made] = set()
    for place in find_manifest_places(release, finder.known):
        if place.kind in _BUNDLE:
            continue
        for address in join(place, values):
            made = Made(text_for_helm(address.text), templates[place.first.path])
            if address.is_possible and made not in seen:
                seen.add(made)
                yield made
