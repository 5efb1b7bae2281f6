"""Goes from one place to those that mean the same: definition, references, and the other places in the document."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError
from replreg.files import read_bytes
from replreg.linter.config_check import registry_span
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.landmarks import Landmark, Subject
from replreg.lsp.positions import Positions
from replreg.lsp.protocol import DocumentHighlight, HighlightKind, Location
from replreg.lsp.uris import path_of, uri_of
from replreg.yaml.text import UndecodableText, decode

__all__ = ["Places", "definitions_at", "highlights_at", "references_at", "references_in_releases"]


class Places:
    """Makes places for an editor out of those of an analysis, and finds registries in the configuration."""

    def __init__(self, analysis: Analysis, configurations: Configurations) -> None:
        self._analysis = analysis
        self._configurations = configurations
        self._positions: dict[str, Positions] = {}

    @property
    def analysis(self) -> Analysis:
        """The analysis of the document."""
        return self._analysis

    def location(self, mark: Landmark) -> Location | None:
        """Return where a place is; None for a file inside of an archive."""
        document = self._analysis.document
        marks = self._analysis.landmarks()
        if mark.path == marks.path:
            return {"uri": document.uri, "range": range_of(document.positions, mark.start, mark.end)}
        if "!" in mark.path:
            return None
        return {"uri": uri_of(mark.path), "range": range_of(self.positions(mark.path), mark.start, mark.end)}

    def locations(self, marks: Iterable[Landmark]) -> list[Location]:
        """Return where places are, without those in archives."""
        return [place for place in map(self.location, marks) if place is not None]

    def positions(self, path: str) -> Positions:
        """Return the positions in a file of the release."""
        found = self._positions.get(path)
        if found is None:
            text = self._analysis.landmarks().texts[path]
            found = self._positions[path] = Positions(text, self._analysis.document.positions.encoding)
        return found

    def in_configuration(self, registry: str) -> Location | None:
        """Return where the configuration of the document names a registry; None if it does not, or not in YAML."""
        document = self._analysis.document
        if document.path is None:
            return None
        try:
            path = self._configurations.loaded(document.path).path
            text = decode(read_bytes(path))[0] if path is not None and not path.endswith(".toml") else None
        except (ConfigError, OSError, UndecodableText):
            return None
        span = registry_span(text, registry) if text is not None else None
        if path is None or text is None or span is None:
            return None
        return {"uri": uri_of(path), "range": range_of(Positions(text, document.positions.encoding), *span)}


def definitions_at(places: Places, offset: int) -> list[Location]:
    """Return where what is named at an offset is declared: a registry in the configuration, an image in the release."""
    mark = places.analysis.landmarks().at(offset)
    if mark is None:
        return []
    if mark.subject.kind == "registry":
        found = places.in_configuration(mark.subject.name)
        return [] if found is None else [found]
    marks = places.analysis.landmarks().naming(mark.subject)
    return places.locations([one for one in marks if one.is_declaration] or marks[:1])


def references_at(places: Places, offset: int, *, with_declarations: bool) -> list[Location]:
    """Return every place that names the same as the one at an offset, in all files of the release."""
    mark = places.analysis.landmarks().at(offset)
    return [] if mark is None else references_of(places, mark.subject, with_declarations=with_declarations)


def references_of(places: Places, subject: Subject, *, with_declarations: bool) -> list[Location]:
    """Return every place that names something."""
    marks = places.analysis.landmarks().naming(subject)
    found = places.locations(one for one in marks if with_declarations or not one.is_declaration)
    if with_declarations and subject.kind == "registry":
        configured = places.in_configuration(subject.name)
        found = found if configured is None else [configured, *found]
    return found


def references_in_releases(config: Places, offset: int, releases: Iterable[Places]) -> list[Location]:
    """Return where releases name the registry at an offset of a configuration file, or an image of that registry.

    ``releases`` are those to look at. One that has another configuration is left out.
    """
    mark = config.analysis.landmarks().at(offset)
    if mark is None:
        return []
    found: list[Location] = []
    for places in releases:
        configured = places.in_configuration(mark.subject.name)
        if configured is None or path_of(configured["uri"]) != config.analysis.document.path:
            continue
        marks = places.analysis.landmarks()
        named = marks.naming(mark.subject)
        # KOTS has no place that names a registry alone.
        named = named or [one for one in marks.all if one.row is not None and one.row.source == mark.subject.name]
        found += (place for place in places.locations(named) if place not in found)
    return found


def highlights_at(places: Places, offset: int) -> list[DocumentHighlight]:
    """Return the places of this document that name the same as the one at an offset."""
    marks = places.analysis.landmarks()
    here = marks.at(offset)
    if here is None:
        return []
    positions = places.analysis.document.positions
    kinds = {True: HighlightKind.WRITE, False: HighlightKind.READ}
    return [
        {"range": range_of(positions, mark.start, mark.end), "kind": kinds[mark.is_declaration]}
        for mark in marks.own
        if mark.subject == here.subject
    ]
