"""The addresses by which each image of a release is pulled, in each installation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.delivery.address import PROXY, Address
from replreg.delivery.chart_templates import TemplateValues
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.finder import PlaceFinder
from replreg.delivery.folder import FolderRelease
from replreg.delivery.joining import join, pulled
from replreg.delivery.places import ImagePlace, Scope
from replreg.delivery.targets import Installation
from replreg.delivery.template_results import Written, with_templates
from replreg.delivery.worlds import make_world
from replreg.templates.worlds import World

if TYPE_CHECKING:  # only a run that asks for a real Helm needs it
    from replreg.charts.files import ChartProblem
    from replreg.delivery.rendering import HelmProblem, Renderer

__all__ = ["DeliveredImage", "Delivery"]


class DeliveredImage:
    """An image and what it is pulled as, in each installation.

    ``place`` is where it is. ``written`` are the addresses as the strings in the release make them, before KOTS
    rewrites any, by installation; also of what is for the bundle alone. There are several where something that is not
    known decides, and none where the string is certainly not rendered.
    """

    __slots__ = ("_addresses", "_worlds", "is_rendered", "is_traced", "place", "written")

    def __init__(self, place: ImagePlace) -> None:
        self.place: ImagePlace = place
        self.is_rendered: bool = False
        self.is_traced: bool = False
        self.written: dict[Installation, tuple[Address, ...]] = {}
        self._worlds: dict[Installation, World] = {}
        self._addresses: dict[Installation, tuple[Address, ...]] | None = None

    def add(self, installation: Installation, written: tuple[Address, ...], world: World) -> None:
        """Add the addresses of an installation, to those that the same place has with other values."""
        before = self.written.get(installation)
        if before is not None:
            shown = {address.shown for address in before}
            written = (*before, *(address for address in written if address.shown not in shown))
        self.written[installation] = written
        self._worlds[installation] = world
        self._addresses = None

    def replace(self, installation: Installation, written: tuple[Address, ...], world: World) -> None:
        """Set the addresses of an installation, in place of what was read before."""
        self.written.pop(installation, None)
        self.add(installation, written, world)

    @property
    def addresses(self) -> dict[Installation, tuple[Address, ...]]:
        """The addresses that are pulled, by installation: without those that the image is not a part of."""
        if self._addresses is None:
            self._addresses = {
                installation: pulled(self.place, written, self._worlds[installation])
                for installation, written in self.written.items()
                if self.is_pulled_in(installation)
            }
        return self._addresses

    def is_pulled_in(self, installation: Installation) -> bool:
        """Return True if an installation pulls this image, rather than the bundle's builder or nothing."""
        return installation in self.written and self.place.exists_in(installation.target)


class Delivery:
    """The images of a release, with their addresses. Everything is found when first asked.

    With a ``renderer``, its charts are rendered by a real Helm, too.
    """

    def __init__(self, release: FolderRelease, renderer: Renderer | None = None) -> None:
        self.release = release
        self.finder: PlaceFinder = PlaceFinder(release)
        self._helm_problems: list[HelmProblem] = []
        self._renderer = renderer
        self._images: list[DeliveredImage] | None = None

    @property
    def images(self) -> list[DeliveredImage]:
        """The images, each place once, in the order of the files and of the values of charts."""
        return self._find()

    @property
    def chart_problems(self) -> list[ChartProblem]:
        """The mistakes in the charts and in the values for them; most of it shows where images are looked for."""
        self._find()
        return list(dict.fromkeys((*self.release.problems, *self.finder.templates.problems)))

    @property
    def helm_problems(self) -> list[HelmProblem]:
        """The problems that the real Helm reports."""
        self._find()
        return self._helm_problems

    def _find(self) -> list[DeliveredImage]:
        if self._images is None:
            found: dict[object, DeliveredImage] = {}
            literal: dict[int, tuple[Address, ...]] = {}  # what no template decides is the same everywhere
            for installation in self.release.installations:
                for scoped, world in self._evaluated(installation, literal):
                    for place, written in with_templates(scoped):
                        key = place.identity
                        image = found.get(key)
                        if image is None:
                            image = found[key] = DeliveredImage(place)
                        image.add(installation, written, world)
            self._images = [image for image in found.values() if self._is_image(image)]
            if self._renderer is not None:
                self._add_rendered(self._renderer, self._images)
        return self._images

    def _add_rendered(self, renderer: Renderer, images: list[DeliveredImage]) -> None:
        from replreg.delivery.rendered_images import RenderedImages

        rendered = RenderedImages(self.finder, images)
        for made in renderer.render(self.finder, self._helm_problems):
            rendered.add(made)

    def written(self) -> Iterator[tuple[DeliveredImage, Installation, Address]]:
        """Yield the address that each string makes in each installation, one by one."""
        for image in self.images:
            for installation, addresses in image.written.items():
                yield from ((image, installation, address) for address in addresses)

    def _evaluated(
        self, installation: Installation, literal: dict[int, tuple[Address, ...]]
    ) -> Iterator[tuple[list[Written], World]]:
        """Yield, for each scope, its places in an installation with what the strings in them make, and the world."""
        by_scope: dict[tuple[int, int], tuple[Scope, list[ImagePlace]]] = {}
        for place in self.finder.places(installation):
            scope = place.scope
            by_scope.setdefault((id(scope.resource), id(scope.chart)), (scope, []))[1].append(place)
        for scope, places in by_scope.values():
            world = make_world(self.release, installation, self.finder.chart_values(scope.chart))
            values = FieldValues(self.release.files, world)
            values.prepare(field for place in places if place.shape.chart is None for field in place.fields)
            templates = TemplateValues(self.finder.templates, scope.chart, values, scope.resource)
            scoped: list[Written] = []
            for place in places:
                chart = place.shape.chart
                written = literal.get(id(place))
                if written is None:
                    if chart is not None:  # the same template may be rendered with other values, too
                        values.put(place.first, templates.of(place.first, chart))
                    written = join(place, values)
                    if chart is None and all(map(values.is_literal, place.fields)):
                        literal[id(place)] = written
                scoped.append((place, written))
            yield scoped, world

    def _is_image(self, image: DeliveredImage) -> bool:
        """Return False for a hint that turns out not to be an image."""
        if not image.place.shape.is_hint:
            return True
        for addresses in image.written.values():
            for address in addresses:
                first = address.spelled.partition("/")[0]
                is_known = address.is_local or address.host == PROXY or self.finder.known.begin(f"{first}/x")
                if address.path and is_known:
                    return True
        return False
