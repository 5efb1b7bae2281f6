"""Config options over all files of a release folder: one index of the ``Config`` screens, and what each file reads.

The checks are those of `replreg.release.checks.options`. A file with a classic or a Ship document has a config screen
of its own and is not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.release.checks.index import Index
from replreg.release.checks.options import Edges, circle, closing_edges, read_edges, unknown_options
from replreg.release.checks.record import Record
from replreg.release.kinds import Kind

__all__ = ["option_problems"]


def option_problems(release: FolderRelease, rule: str) -> Iterator[DeliveryProblem]:
    """Yield what one rule, ``unknown-option`` or ``circular-option``, has to say of a release folder.

    Without any ``Config``, there is nothing to compare with. A problem that a ``Config`` in another file is the reason
    of has that place in ``related``.
    """
    screens = [resource for resource in release.config_screens if resource.spec is not None]
    if not screens:
        return
    index = Index()
    for resource in dict.fromkeys(screen.document for screen in screens):
        index.add(resource)
    for path, record in _unknown(release, index) if rule == "unknown-option" else _circular(release, index):
        other = next((screen for screen in screens if screen.file.path != path), None)
        related: tuple[tuple[str, str, int, int], ...] = ()
        if other is not None and all(screen.file.path != path for screen in screens):
            related = (("the config screen", other.file.path, *_start_of(other.fragment.node_span(other.root))),)
        yield DeliveryProblem(path, *record.span, record.text, record.severity, record.fix, related=related)


def _start_of(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], span[0]


def _unknown(release: FolderRelease, index: Index) -> Iterator[tuple[str, Record]]:
    for path in _paths(release, index):
        for record in unknown_options(index):
            yield path, record


def _circular(release: FolderRelease, index: Index) -> Iterator[tuple[str, Record]]:
    edges: Edges = {}
    paths: dict[int, str] = {}
    for path in _paths(release, index):
        known = {name: len(found) for name, found in edges.items()}
        for record in read_edges(index, edges):
            yield path, record
        for name, found in edges.items():
            paths.update((id(argument), path) for _, argument in found[known.get(name, 0) :])
    for names, argument in closing_edges(edges):
        yield paths[id(argument)], circle(index, names, argument)


def _paths(release: FolderRelease, index: Index) -> Iterator[str]:
    """Yield the path of each file that reads options, after its calls are in the index."""
    for file in release.files.values():
        if "ConfigOption" not in file.text:  # all functions that read one begin so
            continue
        if any(document.kind in (Kind.REPLICATED, Kind.SHIP) for document in file.documents):
            continue
        index.add_text(file.text)
        yield file.path
