"""The images of a release, one row each: what is pulled online and in an air gap, where it is declared and used."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.address import Address, Via
from replreg.delivery.field import Field
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.proxy_path import ProxyJudge
from replreg.finding import Position
from replreg.named_tuple import NamedTuple
from replreg.templates.texts import HOLE
from replreg.yaml.text import LineIndex

__all__ = ["Catalogue", "CatalogueAddress", "CatalogueRow", "Coverage", "Pulls", "RowPlace", "make_catalogue"]

_DECLARING = (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.BUILDER)
_BUILT_IN_HOSTS = ("registry.replicated.com",)


class RowPlace(NamedTuple):
    """Where an image is: the file as people see it, line and column from 1, the keys that lead to it, its kind."""

    path: str
    line: int
    column: int
    key: str
    kind: PlaceKind


class CatalogueAddress(NamedTuple):
    """The pull of an image: the ``address``, through what, and the ``upstream`` where that is another registry."""

    address: str
    via: Via
    upstream: str | None = None


class CatalogueRow(NamedTuple):
    """One image of the release.

    ``image`` is the upstream reference where it is known, or else the string as written. ``source`` is the reference
    name of the linked registry, ``replicated``, ``public``, or "" where that is not known. ``online`` and ``airgap``
    are None where nothing is pulled. ``certain`` is False where a part is not known or something that is not known
    decides, and ``why`` says what. ``rendered`` says that a real Helm made it. ``lines`` are the path and the
    line of each value that it is made of, its tag and its host included.
    """

    image: str
    source: str
    online: CatalogueAddress | None
    airgap: CatalogueAddress | None
    declared: tuple[RowPlace, ...]
    used: tuple[RowPlace, ...]
    certain: bool
    why: str | None
    rendered: bool = False
    lines: frozenset[tuple[str, int]] = frozenset()


class Coverage(NamedTuple):
    """How much of a release is known: counts of images, charts and files."""

    images: int
    known: int
    unknown: int
    charts_read: int
    charts_missing: int
    files_skipped: int


class Catalogue(NamedTuple):
    """The rows in the order in which their images are found first, and the coverage."""

    rows: tuple[CatalogueRow, ...]
    coverage: Coverage


class _Row:
    def __init__(self, image: str, source: str) -> None:
        self.image = image
        self.source = source
        self.online: CatalogueAddress | None = None
        self.airgap: CatalogueAddress | None = None
        self.declared: dict[RowPlace, None] = {}
        self.used: dict[RowPlace, None] = {}
        self.why: list[str] = []
        self.rendered = False
        self.is_certain = False
        self.lines: set[tuple[str, int]] = set()


def make_catalogue(delivery: Delivery) -> Catalogue:
    """Return the images of a release, and how much of it is known."""
    maker = _Maker(delivery)
    for image in delivery.images:
        if image.place.kind is not PlaceKind.EXCLUDED_IMAGE:
            maker.add(image)
    rows = tuple(maker.finished())
    unknown = sum(1 for row in rows if not row.certain)
    release = delivery.release
    scopes = delivery.finder.scopes()
    missing = sum(1 for scope in scopes if isinstance(scope.resource, HelmChartResource) and scope.chart is None)
    read = len({id(scope.chart) for scope in scopes if scope.chart is not None})
    coverage = Coverage(len(rows), len(rows) - unknown, unknown, read, missing, len(release.unreadable))
    return Catalogue(rows, coverage)


class Pulls:
    """Finds out how single places are pulled. A row has one address for all places of an image, which may differ."""

    def __init__(self, delivery: Delivery) -> None:
        self._maker = _Maker(delivery)

    def of(self, image: DeliveredImage) -> tuple[CatalogueAddress | None, CatalogueAddress | None] | None:
        """Return what is pulled for one place, online and in an air gap; None if that is nothing, or not certain."""
        found: list[CatalogueAddress | None] = [None, None]
        for installation, addresses in image.addresses.items():
            if len(addresses) > 1:
                return None
            if addresses and found[installation.airgap] is None:
                found[installation.airgap] = self._maker.address(addresses[0])
        online, airgap = found
        return None if online is None and airgap is None else (online, airgap)


class _Maker:
    def __init__(self, delivery: Delivery) -> None:
        self._release = delivery.release
        self._judge = ProxyJudge(delivery.release.domains, delivery.release.registries)
        self._rows: dict[tuple[str, str], _Row] = {}
        self._lines: dict[str, LineIndex] = {}

    def add(self, image: DeliveredImage) -> None:
        """Add an image to the row that it belongs to: one row for each upstream that it may have."""
        done: set[int] = set()
        alternatives = max((len(found) for found in image.written.values()), default=0)
        for number in range(alternatives):
            for installation, written in image.written.items():
                if number < len(written) and not (installation.airgap and written[number].is_local):
                    row = self._row(written[number])
                    self._fill(row, image, number)
                    done.add(number)
                    break
        if not done:  # it is used in an air gap alone
            local = next((address for found in image.written.values() for address in found), None)
            if local is not None:
                self._fill(self._row(local), image, 0)

    def _row(self, address: Address) -> _Row:
        upstream = self._judge.upstream(address)
        if upstream is None:
            return self._rows.setdefault(("", address.shown), _Row(address.shown, ""))
        image = _reference(upstream.host, upstream.path, address)
        registry = self._release.registries.at(upstream.host, upstream.path)
        own = upstream.host in self._release.domains.registries or upstream.host in _BUILT_IN_HOSTS
        source = "replicated" if own else registry.name if registry is not None else "public"
        return self._rows.setdefault((source, image), _Row(image, source))

    def _fill(self, row: _Row, image: DeliveredImage, number: int) -> None:
        place = self._place(image)
        row.lines.update(self._lines_of(image))
        row.rendered = row.rendered or image.is_rendered
        (row.declared if image.place.kind in _DECLARING else row.used)[place] = None
        for installation, addresses in image.addresses.items():
            address = addresses[min(number, len(addresses) - 1)] if addresses else None
            if address is None:
                continue
            if installation.airgap:
                row.airgap = row.airgap or self.address(address)
            else:
                row.online = row.online or self.address(address)
            if address.why is not None:
                row.why.append(address.why)
            elif len(addresses) > 1:
                row.why.append(_why_several(addresses))
        row.is_certain = row.is_certain or image.place.is_certain

    def address(self, address: Address) -> CatalogueAddress:
        """Return an address and what it is pulled through."""
        if address.is_local:
            return CatalogueAddress(address.shown, Via.LOCAL)
        if HOLE in address.host or not address.is_possible:
            return CatalogueAddress(address.shown, Via.UNKNOWN)
        if not self._judge.is_proxy(address):
            return CatalogueAddress(address.shown, Via.DIRECT)
        upstream = self._judge.upstream(address)
        upstream_image = None if upstream is None else _reference(upstream.host, upstream.path, address)
        return CatalogueAddress(address.shown, Via.PROXY, upstream_image)

    def _place(self, image: DeliveredImage) -> RowPlace:
        first = image.place.first
        position = self._position(first)
        return RowPlace(first.path, position.line, position.column, image.place.key, image.place.kind)

    def _lines_of(self, image: DeliveredImage) -> Iterable[tuple[str, int]]:
        """Yield the path and the line of each value that an image is made of, also through templates."""
        yield from ((field.path, self._position(field).line) for field in image.place.fields)
        pieces = {piece for found in image.written.values() for address in found for piece in address.text.pieces}
        for start, _, origin in {piece.place for piece in pieces}:
            if start >= 0 and isinstance(origin, str):
                if origin not in self._lines:
                    self._lines[origin] = LineIndex(self._release.text_of(origin))
                yield origin, self._lines[origin].position(start).line

    def _position(self, field: Field) -> Position:
        lines = self._lines.get(field.path)
        if lines is None:
            lines = self._lines[field.path] = LineIndex(field.origin.fragment.file)
        return lines.position(field.span[0])

    def finished(self) -> Iterable[CatalogueRow]:
        """Yield the rows."""
        for row in self._rows.values():
            why = next(iter(row.why), None if row.is_certain else "whether its `optionalValues` apply is not known")
            declared, used = tuple(row.declared), tuple(row.used)
            yield CatalogueRow(
                row.image,
                row.source,
                row.online,
                row.airgap,
                declared,
                used,
                why is None,
                why,
                row.rendered,
                frozenset(row.lines),
            )


def _reference(host: str, path: str, address: Address) -> str:
    tail = address.show(address.path_end)
    return f"{host}/{path}{tail}"


def _why_several(addresses: tuple[Address, ...]) -> str:
    subject = next((one.subject for address in addresses for one in sorted(address.assumptions)), None)
    return "several addresses are possible" if subject is None else f"it depends on `{subject}`"
