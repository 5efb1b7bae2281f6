"""The second proof of a fix: what every installation pulls, before and after it.

The first proof is that of the text (`replreg.yaml.edits.prove`). It says nothing of what templates make of the edited
literals. So the images of the release are evaluated in each installation once more, and only those with a part that the
edits touched may be others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.finding import Edit
from replreg.yaml.edit_shift import EditShift
from replreg.yaml.edits import UnprovenEdit

__all__ = ["prove_delivery"]

_Key = tuple[str, int, str]
_Pulled = tuple[tuple[str, tuple[str, ...]], ...]


def prove_delivery(before: Delivery, after: Delivery, path: str, edits: Sequence[Edit]) -> None:
    """Compare what is pulled before and after edits of one file, in the order of the text.

    Raises `UnprovenEdit` if an image that no edit touches is another one in any installation, is gone, or is new.
    """
    shift = EditShift(edits)
    given = {_given(image) for image in after.images if _is_added(image, path, shift)} - {None}
    expected: dict[_Key, list[_Pulled]] = {}
    for image in before.images:
        # A value that is added to a `HelmChart` takes the place of the chart's default.
        if not _is_touched(image, path, shift.touches) and (_given(image) is None or _given(image) not in given):
            start = image.place.first.span[0]
            here = shift.moved(start) if image.place.first.path == path else start
            expected.setdefault((image.place.first.path, here, image.place.kind.value), []).append(_pulled(image))
    found: dict[_Key, list[_Pulled]] = {}
    for image in after.images:
        if not _is_touched(image, path, shift.touches_written):
            key = (image.place.first.path, image.place.first.span[0], image.place.kind.value)
            found.setdefault(key, []).append(_pulled(image))
    for key in expected.keys() | found.keys():
        if sorted(expected.get(key, [])) != sorted(found.get(key, [])):
            raise UnprovenEdit(
                f"another image than the edited ones would be pulled, that at offset {key[1]} of {key[0]}"
            )


def _is_added(image: DeliveredImage, path: str, shift: EditShift) -> bool:
    return any(field.path == path and shift.is_written(*field.span) for field in image.place.fields)


def _given(image: DeliveredImage) -> tuple[str, str, str] | None:
    """Return the ``HelmChart`` and the key that an image's value has, which is that of the chart's default, too."""
    resource = image.place.scope.resource
    is_value = image.place.kind in (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT)
    if not is_value or not isinstance(resource, HelmChartResource):
        return None
    return resource.path, resource.name, image.place.key


def _is_touched(image: DeliveredImage, path: str, touches: Callable[[int, int], bool]) -> bool:
    if any(field.path == path and touches(*field.span) for field in image.place.fields):
        return True
    return any(
        piece.place.origin == path and touches(piece.place.start, piece.place.end)
        for addresses in image.written.values()
        for address in addresses
        for piece in address.text.pieces
        if piece.place.start >= 0
    )


def _pulled(image: DeliveredImage) -> _Pulled:
    """Return what the strings make in each installation. A symbol counts as itself, whatever is known of its text."""
    return tuple(
        sorted((str(where), tuple(sorted(one.spelled for one in found))) for where, found in image.written.items())
    )
