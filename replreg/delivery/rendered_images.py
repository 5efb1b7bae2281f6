"""The images of what a real Helm made of a release's charts, each led back to the value or the line that it is from.

The images that Helm made are compared with those that were read without it, in this order:

1. An image that was read, and is the same: it is marked as rendered.
2. An image of which a part was not known, and the known parts agree: the rest becomes known.
3. An image that was read from the very value that Helm's is from, and that Helm makes nowhere as it was read: it is
   what Helm made of it.
4. Any other is an image that was not known. Its place is the value that has its path, or else a line of the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count

from replreg.charts.render import template_of
from replreg.delivery.address import Address
from replreg.delivery.finder import PlaceFinder
from replreg.delivery.helm_images import Made, images_of
from replreg.delivery.helm_values import Given, values_in
from replreg.delivery.images import DeliveredImage
from replreg.delivery.places import ImagePlace, PlaceKind
from replreg.delivery.rendering import RenderedChart
from replreg.delivery.shapes import Part, Role, Shape
from replreg.delivery.stand_ins import fold, text_for_helm, text_from_helm, unfold
from replreg.delivery.targets import Installation
from replreg.delivery.value_origins import Decided, ValueOrigins, in_templates
from replreg.registries.reference import InvalidReference, Reference
from replreg.templates.texts import HOLE, concatenate
from replreg.templates.values import Known, Place, Text, Unknown
from replreg.templates.worlds import World

__all__ = ["RenderedImages"]

_BUNDLE = (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.EXCLUDED_IMAGE)
_KINDS = {
    "template": PlaceKind.CHART_TEMPLATE,
    "chart": PlaceKind.CHART_DEFAULT,
    "extensions": PlaceKind.EXTENSION_VALUE,
}
_MOST_HOLES = 3
_LONGEST = 1_000


class RenderedImages:
    """Adds what Helm made to the images of a release."""

    def __init__(self, finder: PlaceFinder, images: list[DeliveredImage]) -> None:
        self._finder = finder
        self.images = images
        self._added: dict[tuple[object, ...], DeliveredImage] = {}
        self._agreed: set[tuple[int, Installation]] = set()
        """The images that Helm makes in an installation as they were read, or as they were made known."""

    def add(self, made: RenderedChart) -> None:
        """Add the images of one chart as Helm has rendered it."""
        found = list(images_of(made.rendered.documents, self._finder))
        for given in made.given:
            self._add(made, given, found)

    def _add(self, made: RenderedChart, given: Given, found: list[Made]) -> None:
        is_bundle = given.installation is None
        where = self._finder.release.installations if given.installation is None else (given.installation,)
        values = values_in(self._finder, made.chart, where[0])
        own = [image for image in self.images if _is_of(image, made, is_bundle=is_bundle)]
        origins: ValueOrigins | None = None

        def find() -> ValueOrigins:
            nonlocal origins
            if origins is None:
                origins = ValueOrigins(self._finder.effective(made.chart, given.table).values, values)
            return origins

        known = _AsRead(own, where)
        left = [one for one in found if not self._agree(known, one.text, values.world, find)]
        if not left:
            return
        by_node = {
            id(field.node): image
            for image in own
            if (id(image), where[0]) not in self._agreed
            for part in image.place.shape.parts
            if part.role in (Role.IMAGE, Role.REPOSITORY)
            for field in part.fields
        }
        for one in left:
            if _is_hidden(one.text):
                continue
            decided = find().decide(one.text) or _in_templates(made, one, find())
            if not decided:
                continue
            address = Address(_placed(one.text, decided))
            image = by_node.pop(id(decided[0].field.node), None)
            if image is None:
                image = self._image(made, decided, address, where, is_bundle=is_bundle)
            image.is_rendered = image.is_traced = True
            for installation in where:
                self._set(image, installation, address, values.world)

    def _agree(self, known: _AsRead, text: str, world: World, find: Callable[[], ValueOrigins]) -> bool:
        """Return True if images are what Helm made, as they were read or with the unknown parts filled from it."""
        normal = _normal(text)
        if normal in known.done:
            return True
        found = False
        for image, installation in known.by_text.get(normal, ()):
            self._agreed.add((id(image), installation))
            image.is_rendered = found = True
        for image, installation, address in () if found else known.unknown:
            completed = _completed(address, text, find) if (id(image), installation) not in self._agreed else None
            if completed is not None:
                self._set(image, installation, completed, world)
                image.is_rendered = found = True
        if found:
            known.done.add(normal)
        return found

    def _set(self, image: DeliveredImage, installation: Installation, address: Address, world: World) -> None:
        agreed = (id(image), installation)
        (image.add if agreed in self._agreed else image.replace)(installation, (address,), world)
        self._agreed.add(agreed)

    def _image(
        self,
        made: RenderedChart,
        decided: Sequence[Decided],
        address: Address,
        where: Sequence[Installation],
        *,
        is_bundle: bool,
    ) -> DeliveredImage:
        """Return the image at a place: one for all installations, or another for each that one of them has there."""
        main, scope = decided[0], made.scope
        role = main.field.origin.role.partition(".")[0]
        kind = PlaceKind.BUILDER if is_bundle else _KINDS.get(role, PlaceKind.HELM_VALUE)
        parts = sorted(decided, key=lambda part: part.start)
        spans = tuple((part.field.path, part.field.span) for part in parts)
        for number in count():
            key = (id(scope.resource), id(scope.chart), spans, kind, number)
            found = self._added.get(key)
            if found is None:
                roles = ((Role.IMAGE if part is main else _role(part, main), (part.field,)) for part in parts)
                shape = Shape(main.path, tuple(Part(role, fields) for role, fields in roles))
                found = self._added[key] = DeliveredImage(ImagePlace(kind, shape, scope))
                self.images.append(found)
                return found
            others = {one.shown for installation in where for one in found.written.get(installation, ())}
            if not others - {address.shown}:
                return found
        raise AssertionError("the numbers do not end")


def _role(part: Decided, main: Decided) -> Role:
    return Role.REGISTRY if part.start < main.start else Role.TAG


class _AsRead:
    """The images of a chart as they were read: by their texts, and those of which a part is unknown.

    ``done`` are the texts that agree with one of them.
    """

    def __init__(self, images: Sequence[DeliveredImage], where: Sequence[Installation]) -> None:
        self.by_text: dict[str, list[tuple[DeliveredImage, Installation]]] = {}
        self.unknown: list[tuple[DeliveredImage, Installation, Address]] = []
        self.done: set[str] = set()
        for image in images:
            for installation in where:
                for address in image.written.get(installation, ()):
                    if HOLE in address.spelled:
                        self.unknown.append((image, installation, address))
                    else:
                        text = _normal(text_for_helm(address.text))
                        self.by_text.setdefault(text, []).append((image, installation))


def _is_of(image: DeliveredImage, made: RenderedChart, *, is_bundle: bool) -> bool:
    scope, kind = image.place.scope, image.place.kind
    if scope.resource is not made.scope.resource or scope.chart is not made.scope.chart or kind in _BUNDLE:
        return False
    return (kind is PlaceKind.BUILDER) == is_bundle


def _is_hidden(text: str) -> bool:
    """Return True if what Helm made is a stand-in and nothing more that could name an image."""
    pieces = text_from_helm(text).pieces
    unknown = any(isinstance(piece, Unknown) for piece in pieces)
    return unknown and not any(isinstance(piece, Known) and "/" in piece.text.strip("/") for piece in pieces)


def _in_templates(made: RenderedChart, one: Made, origins: ValueOrigins) -> list[Decided]:
    source = template_of(made.chart, one.template)
    if source is None:
        return []
    line = in_templates(one.text, source[1], source[0])
    return [line, *origins.around(one.text, line)]


def _completed(address: Address, text: str, find: Callable[[], ValueOrigins]) -> Address | None:
    """Return an address with its unknown parts taken from a text; None if the text does not agree with the rest."""
    pieces = address.text.pieces
    holes = sum(isinstance(piece, Unknown) for piece in pieces)
    known = "".join(piece.text for piece in pieces if isinstance(piece, Known))
    if not 0 < holes <= _MOST_HOLES or len(text) > _LONGEST or len(known.strip("/:@.-")) < 3:
        return None
    pattern = "".join(
        "(.*?)" if isinstance(piece, Unknown) else re.escape(fold(text_for_helm(Text((piece,))))) for piece in pieces
    )
    found = re.fullmatch(pattern, fold(text))
    if found is None:
        return None
    groups = map(unfold, found.groups())
    return Address(
        concatenate(
            _filled(piece, next(groups), find()) if isinstance(piece, Unknown) else Text((piece,)) for piece in pieces
        ),
        frozenset(),
        bool(address.host_end),
    )


def _filled(hole: Unknown, text: str, origins: ValueOrigins) -> Text:
    """Return what a hole is: with the place of the one value that has it, or else with that of the hole."""
    place = origins.place_of(text) or hole.place
    pieces = text_from_helm(text).pieces
    return Text(tuple(piece if isinstance(piece, Unknown) else piece._replace(place=place) for piece in pieces))


def _placed(text: str, decided: list[Decided]) -> Text:
    """Return what Helm made as a text in which the decided parts have their places."""
    parts: list[Text] = []
    position = 0
    for one in sorted(decided, key=lambda part: part.start):
        start, end = one.field.span
        parts.append(text_from_helm(text[position : one.start]))
        place = Place(start, end, one.field.path)
        pieces = text_from_helm(text[one.start : one.end]).pieces
        parts.append(Text(tuple(piece._replace(place=place) for piece in pieces)))
        position = one.end
    parts.append(text_from_helm(text[position:]))
    return concatenate(parts)


def _normal(text: str) -> str:
    try:
        reference = Reference.parse_normalized(text)
    except InvalidReference:
        return text
    tag = reference.tag or ("" if reference.digest else "latest")
    return f"{reference.domain}/{reference.path}:{tag}@{reference.digest or ''}"
