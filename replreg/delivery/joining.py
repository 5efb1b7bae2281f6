"""Joins the parts of an image to the address that is pulled, in every way that is possible."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.delivery.address import Address
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.places import ImagePlace, PlaceKind
from replreg.delivery.shapes import Part, Role
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.templates.functions.base import Call, Refused
from replreg.templates.functions.images import local_image_name
from replreg.templates.lexer import Dialect
from replreg.templates.texts import HOLE, concatenate, cut, flat, made, strip, unknown_text
from replreg.templates.values import (
    MAX_ALTERNATIVES,
    NOWHERE,
    Alternative,
    Assumption,
    Opaque,
    Text,
    Unknown,
    Value,
)
from replreg.templates.worlds import World

__all__ = ["join", "pulled"]

_CHART_PATH = "the chart has the path of the image"
_CHART_TAG = "the chart has the tag of the image"
_VALUES = (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.EXTENSION_VALUE, PlaceKind.BUILDER)
_PODS = (PlaceKind.CONTAINER, PlaceKind.RUN_COLLECTOR)


class _Option(NamedTuple):
    text: Text
    assumptions: frozenset[Assumption]


_SCHEME = lazy_compile(r"(?i)https?://(?=[^/])")
_TAG = made(":tag")
_ABSENT = _Option(Text(), frozenset())


def join(place: ImagePlace, values: FieldValues) -> tuple[Address, ...]:
    """Return the addresses that the strings of a place make: none where its first part is not rendered, or is empty."""
    options: list[tuple[dict[Role, Text], frozenset[Assumption]]] = [({}, frozenset())]
    for part in place.shape.parts:
        found = list(_options(part, values)) or [_ABSENT]
        joined: list[tuple[dict[Role, Text], frozenset[Assumption]]] = []
        for texts, assumptions in options:
            for text, more in found:
                both = _together(assumptions, more)
                if both is not None:
                    joined.append(({**texts, part.role: text}, both))
        options = joined[:MAX_ALTERNATIVES]
    written = (_address(place, texts, assumptions) for texts, assumptions in options)
    return tuple(address for address in written if address is not None)


def pulled(place: ImagePlace, written: tuple[Address, ...], world: World) -> tuple[Address, ...]:
    """Return what is pulled for the addresses of a place: those that KOTS makes of them where it rewrites them."""
    if not place.is_rewritten(world.target):
        return written
    return tuple(found for address in written for found in _rewritten(address, world))


def _options(part: Part, values: FieldValues) -> Iterable[_Option]:
    for field in part.fields:
        value = values.of(field)
        if value is None:
            continue
        for datum, assumptions in value.alternatives:
            if isinstance(datum, Text):
                yield _Option(_cut(part, datum), assumptions)
            elif isinstance(datum, Opaque):
                yield _Option(unknown_text(datum.reason, datum.place), assumptions)


def _cut(part: Part, text: Text) -> Text:
    """Return the part of a field's text that a part of an image is."""
    if part.stop is not None:
        return cut(text, part.skip, part.stop)
    if not part.skip:
        return text
    string = flat(text)
    return cut(text, string.find("=") + 1, len(string))


def _together(first: frozenset[Assumption], second: frozenset[Assumption]) -> frozenset[Assumption] | None:
    if any(one.contradicts(other) for one in second for other in first):
        return None
    return first | second


def _address(place: ImagePlace, texts: dict[Role, Text], assumptions: frozenset[Assumption]) -> Address | None:
    registry = strip(texts.get(Role.REGISTRY, Text()), "/")
    main = texts.get(Role.REPOSITORY) or texts.get(Role.IMAGE) or Text()
    if place.part(Role.REPOSITORY) is None and place.part(Role.IMAGE) is None:
        if not registry.pieces:
            return None
        main = unknown_text(_CHART_PATH, NOWHERE, may_be_empty=False)
    if not main.pieces:
        return None
    pieces = [registry, made("/"), strip(main, "/", right=False)] if registry.pieces else [main]
    pieces.extend(_ending(place, texts, main))
    text = concatenate(pieces)
    found = _SCHEME.match(flat(text))
    if found is None:
        return Address(text, assumptions, bool(registry.pieces))
    rest = cut(text, found.end(), len(flat(text)))
    return Address(rest, assumptions, bool(registry.pieces), cut(text, 0, found.end()))


def _ending(place: ImagePlace, texts: dict[Role, Text], main: Text) -> Iterable[Text]:
    """Yield the tag and the digest, with what separates them, as far as the main part has none."""
    string = flat(main)
    has_tag = ":" in string[string.rfind("/") + 1 :] or "@" in string
    tag, digest = texts.get(Role.TAG, Text()), texts.get(Role.DIGEST, Text())
    if tag.pieces and not has_tag:
        yield from (made(":"), tag)
    if digest.pieces and "@" not in string:
        yield from (made("@"), digest)
    if has_tag or tag.pieces or digest.pieces or isinstance(main.pieces[-1], Unknown):
        return
    if place.kind in _PODS or place.shape.chart is not None:
        yield made(":latest")
    elif place.kind in _VALUES:
        yield from (made(":"), unknown_text(_CHART_TAG, NOWHERE, may_be_empty=False))


def _rewritten(address: Address, world: World) -> Iterable[Address]:
    """Yield what KOTS makes of an image string: the proxy path or the place in the local registry.

    Where no registry is linked, no image is private.
    """
    is_private = world.is_private
    world = world._replace(is_private=lambda host: bool(is_private is not None and is_private(host)))
    call = Call("LocalImageName", NOWHERE, world, Dialect.PLATFORM)
    image, tail = address.text, Text()
    if HOLE in address.spelled[address.path_end :]:  # what the tag is does not change how the rest is rewritten
        image = concatenate((cut(image, 0, address.path_end), _TAG))
        tail = cut(address.text, address.path_end, len(address.spelled))
    try:
        found = local_image_name(call, (image,))
    except Refused as reason:
        found, tail = unknown_text(str(reason), NOWHERE), Text()
    alternatives = found.alternatives if isinstance(found, Value) else (Alternative(found),)
    for datum, assumptions in alternatives:
        both = _together(address.assumptions, assumptions)
        if both is not None and isinstance(datum, Text):
            if tail.pieces:
                datum = concatenate((cut(datum, 0, len(flat(datum)) - len(flat(_TAG))), tail))
            yield Address(datum, both)
