"""Where a document and the files of its release name registries and images, and which places mean the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.linter.config_check import registry_span
from replreg.linter.lint import LintResult
from replreg.lsp.open_document import Shift, moved_by
from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.documents import Document, read_documents
from replreg.release.inventory import ImageRow, Place, inventory
from replreg.release.kinds import Kind
from replreg.release.model import Form
from replreg.release.resolution.outcomes import Templated
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.text import LineIndex

if TYPE_CHECKING:
    from replreg.delivery.images import DeliveredImage
    from replreg.linter.delivery_check import DeliveryCheck
    from replreg.release.checks.index import Index

__all__ = ["Landmark", "Landmarks", "Subject", "landmarks_of", "landmarks_of_config"]


_NESTED = 4
"""How many of the places that begin before an offset are looked at. One that contains the offset is among them, since
a place has at most two others in it."""


class Subject(NamedTuple):
    """The meaning of a place: an ``image`` (``name`` is its host and path) or a ``registry`` (its reference name)."""

    kind: str
    name: str


class Landmark(NamedTuple):
    """A place that names something. ``path`` is the file as people see it, ``start`` and ``end`` offsets in it.

    ``is_declaration`` is True where the release says what it needs, rather than uses it. ``row`` is what is known of an
    image; None for a registry. ``is_host`` is True where the host of an image is written apart from its path.
    """

    path: str
    start: int
    end: int
    subject: Subject
    is_declaration: bool = False
    row: ImageRow | None = None
    is_host: bool = False

    def placed(self, start: int, end: int) -> Landmark:
        """Return the same at another place."""
        return Landmark(self.path, start, end, self.subject, self.is_declaration, self.row, self.is_host)


class Landmarks:
    """The places of one document, whose path is ``path``, and those of the other files of its release.

    ``texts`` has the text of each file, ``options`` the names of the config options that the release defines.
    """

    def __init__(
        self, path: str, found: Iterable[Landmark], texts: dict[str, str], options: Iterable[str] = ()
    ) -> None:
        self.path = path
        # A row has every place of its image, so comparing or hashing whole landmarks would take the square of the time.
        distinct = {(mark.path, mark.start, mark.end, mark.subject): mark for mark in found}
        found = [distinct[key] for key in sorted(distinct)]
        self.own: list[Landmark] = [mark for mark in found if mark.path == path]
        self._others = [mark for mark in found if mark.path != path]
        self.texts = texts
        self.options: tuple[str, ...] = tuple(dict.fromkeys(options))
        self._starts = [mark.start for mark in self.own]

    @property
    def all(self) -> list[Landmark]:
        """The places of all files, those of the document first."""
        return self.own + self._others

    def at(self, offset: int) -> Landmark | None:
        """Return the shortest place of the document that an offset is in, or touches."""
        after = bisect_right(self._starts, offset)
        found = [mark for mark in self.own[max(0, after - _NESTED) : after] if offset <= mark.end]
        return min(found, key=lambda mark: mark.end - mark.start, default=None)

    def naming(self, subject: Subject) -> list[Landmark]:
        """Return the places that name the same, in all files."""
        return [mark for mark in self.all if mark.subject == subject]

    def moved(self, text: str, shifts: Sequence[Shift]) -> Landmarks:
        """Return the places as they are after edits of the document, without those that an edit touches."""
        moved = Landmarks(self.path, (), {**self.texts, self.path: text}, self.options)
        moved._others = self._others
        first = min((shift.start for shift in shifts), default=0)
        before = max(0, bisect_left(self._starts, first) - _NESTED)
        moved.own = self.own[:before]  # these end before all edits
        for mark in self.own[before:]:
            span = moved_by(shifts, mark.start, mark.end)
            if span is not None:
                moved.own.append(mark if span[0] == mark.start else mark.placed(*span))
        moved._starts = [mark.start for mark in moved.own]
        return moved

    def images(self) -> Iterator[Landmark]:
        """Yield the places of the document that name an image."""
        return (mark for mark in self.own if mark.subject.kind == "image")


def landmarks_of(result: LintResult, path: str) -> Landmarks:
    """Return the places of a document that was linted. ``path`` is its own."""
    if result.delivered is not None:
        check, own = result.delivered
        release = check.delivery.release
        texts = {file: release.text_of(file) for file in check.paths()}
        documents = (document for file in release.files.values() for document in file.documents)
        return Landmarks(own, _delivered(check), texts, _options(documents))
    text = result.release.text
    return Landmarks(path, _in_one_file(result, path), {path: text}, _options_of(result))


def landmarks_of_config(config: Config, text: str, path: str) -> Landmarks:
    """Return the names of the registries in a configuration file."""
    spans = ((registry.name, registry_span(text, registry.name)) for registry in config.registries)
    found = [Landmark(path, *span, Subject("registry", name), is_declaration=True) for name, span in spans if span]
    return Landmarks(path, found, {path: text})


def _options_of(result: LintResult) -> Iterator[str]:
    """Yield the names of the config options of a release of one file."""
    if not result.release.has(Kind.REPLICATED, Kind.KOTS):
        return iter(())
    if result.index is None:  # no rule that is on needs it
        documents = list(read_documents(result.release.text))
        for document, info in zip(documents, result.release.documents, strict=True):
            document.kind = info.kind  # the configuration may name it
        return _options(documents)
    return _names(result.index)


def _options(documents: Iterable[Document]) -> Iterator[str]:
    """Yield the names of the config options that some documents define, children of options included."""
    from replreg.release.checks.index import Index

    index = Index()
    for document in documents:
        index.add(document)
    return _names(index)


def _names(index: Index) -> Iterator[str]:
    return (option.name.text for option in index.options if option.name.text)


def _in_one_file(result: LintResult, path: str) -> Iterator[Landmark]:
    lines = LineIndex(result.release.text)
    listed = inventory(result.resolution, result.findings, path)
    rows = {(place.line, place.column): row for row in listed for place in _all(row)}

    def row_at(field: ScalarValue) -> ImageRow | None:
        position = lines.position(field.span[0])
        return rows.get((position.line, position.column))

    for declared in result.resolution.declarations:
        declaration = declared.declaration
        if declaration.source_field is not None and declared.source:
            yield Landmark(path, *declaration.source_field.span, Subject("registry", declared.source))
        if declaration.name is not None and declared.path and not declared.is_templated:
            name = f"{declared.domain or declared.source}/{declared.path}"
            is_declaration = declaration.form is not Form.SHIP
            span = declaration.name.span
            yield Landmark(path, *span, Subject("image", name), is_declaration, row_at(declaration.name))
    for used in result.resolution.uses:
        field = used.use.image
        if isinstance(used.outcome, Templated) or used.own_declaration is not None or not used.use.is_certain:
            continue
        yield Landmark(path, *field.span, Subject("image", f"{used.domain}/{used.path}"), False, row_at(field))
        host = field.locate(0, len(used.parts.host)) if used.parts.host else None
        if host is not None and (used.registry is not None or used.domain == REPLICATED_HOST):
            name = used.registry.name if used.registry is not None else "replicated"
            yield Landmark(path, *host, Subject("registry", name))


def _delivered(check: DeliveryCheck) -> Iterator[Landmark]:
    from replreg.delivery.catalogue import Pulls
    from replreg.delivery.places import PlaceKind
    from replreg.linter.delivered_rows import all_rows, row_at

    pulls = Pulls(check.delivery)
    lines: dict[str, LineIndex] = {}
    rows = {(place.path, place.line, place.column): row for row in all_rows(check) for place in _all(row)}
    declaring = (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.BUILDER, PlaceKind.CHART_DEFAULT)
    for image in check.delivery.images:
        first = image.place.first
        if first.path not in lines:
            lines[first.path] = LineIndex(check.delivery.release.text_of(first.path))
        position = lines[first.path].position(first.span[0])
        row = rows.get((first.path, position.line, position.column))
        if row is None:
            continue
        subject = Subject("image", _without_tag(row.image))
        row = row_at(row, image, pulls)
        for path, start, end, is_host in _spans(image):
            yield Landmark(path, start, end, subject, image.place.kind in declaring, row, is_host)


def _spans(image: DeliveredImage) -> Iterator[tuple[str, int, int, bool]]:
    """Yield where the name of an image is: not its tag and digest, which many images have alike.

    The last value is True where only its host belongs.
    """
    from replreg.delivery.shapes import Role

    for part in image.place.shape.parts:
        if part.role not in (Role.TAG, Role.DIGEST):
            for field in part.fields:
                yield field.path, *field.span, part.role is Role.REGISTRY


def _all(row: ImageRow) -> tuple[Place, ...]:
    return (*row.declared, *row.used)


def _without_tag(image: str) -> str:
    name = image.partition("@")[0]
    return name[: name.rfind(":")] if name.rfind(":") > name.rfind("/") else name
