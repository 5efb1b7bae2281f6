"""Moves what was read of a document to another place in the file, where it is as if it had been read there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from replreg.finding import AbsentKey, Edit
from replreg.release.model import Declaration, Release, Use
from replreg.rules.base import Problem
from replreg.yaml.embedded import ScalarMap
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.nodes import Mapping, Node, Sequence
from replreg.yaml.offset_maps import ChainedMap, OffsetMap, PiecewiseMap
from replreg.yaml.templates import Masked

if TYPE_CHECKING:
    from replreg.release.checks.index import Index
    from replreg.release.checks.index_model import Component, Container, Option
    from replreg.release.checks.names import Names, Site

__all__ = ["CannotMove", "Mover", "refresh"]


class CannotMove(Exception):
    """There is something in what was read that this module does not know; the document has to be read again."""


class Mover:
    """Moves what was read of one document by ``delta`` code points and ``numbers`` documents, in place.

    ``text`` and ``masked`` are the whole file's with the document at its new place, ``templates`` those of the file in
    which it was read. Each object is moved once, however many others hold it.
    """

    def __init__(self, text: str, masked: Masked, templates: object, delta: int, numbers: int) -> None:
        self._text = text
        self._masked = masked
        self._templates = templates
        self._delta = delta
        self._numbers = numbers
        self._moved: set[int] = set()
        self.fragments: list[Fragment] = []
        """The fragments that were met."""

    def release(self, release: Release) -> None:
        """Move the places of the images. Raises `CannotMove`."""
        for document in release.documents:
            document.start += self._delta
            document.end += self._delta
            document.index += self._numbers
            if document.marker is not None and self._is_new(document.marker):
                document.marker.start += self._delta
                document.marker.end += self._delta
        for declaration in release.declarations:
            self._declaration(declaration)
        for use in release.uses:
            self._use(use)
        for images in release.image_lists:
            images.document += self._numbers
            self._node(images.fragment, images.node)
        for fragment, root in release.unlisted:
            self._node(fragment, root)

    def problems(self, problems: Iterable[tuple[str, Problem]]) -> None:
        """Move the places of what single documents have wrong."""
        delta = self._delta
        for _, problem in problems:
            if not self._is_new(problem):
                continue
            problem.document += self._numbers
            problem.start += delta
            problem.end += delta
            if problem.related:
                problem.related = tuple((text, start + delta, end + delta) for text, start, end in problem.related)
            if problem.fix is not None:
                edits = tuple(Edit(edit.start + delta, edit.end + delta, edit.text) for edit in problem.fix.edits)
                problem.fix = problem.fix._replace(edits=edits)
            problem.lacks = self._keys(problem.lacks)
            if problem.means is not None:
                (problem.means,) = self._keys((problem.means,))

    def index(self, index: Index) -> None:
        """Move the places of names. The numbers of documents stay: they count within the part. Raises `CannotMove`."""
        index.starts = {self._text: [start + self._delta for found in index.starts.values() for start in found]}
        for component in index.components:
            self._component(component)
        index.lacked = {thing: list(self._keys(keys)) for thing, keys in index.lacked.items()}
        for names in (index.component_names, index.option_names, *index.defined.values()):
            self._names(names)
        for reference in index.container_references:
            self._sites(reference.component, reference.container, reference.whole)
        for subscription in index.subscriptions:
            self._container(subscription.publisher)
        for sites in index.referred.values():
            self._sites(*sites)
        for option in index.options:
            self._option(option)
        self._sites(*(site for site, _ in index.conditions))
        self._sites(*(site for site, _ in index.option_references))
        self._sites(*(site for pair in index.item_commands for site in pair))
        self._sites(*(site for site, _ in index.selectors))

    def _is_new(self, value: object) -> bool:
        """Return True if an object is met for the first time."""
        if id(value) in self._moved:
            return False
        self._moved.add(id(value))
        return True

    def _declaration(self, declaration: Declaration) -> None:
        if self._is_new(declaration):
            declaration.document += self._numbers
            self._node(declaration.fragment, declaration.node)
            for field in (declaration.source_field, declaration.name, declaration.tag, declaration.ignored_version):
                self._field(field)

    def _use(self, use: Use) -> None:
        if self._is_new(use):
            use.document += self._numbers
            self._field(use.image)
            self._field(use.path_field)
            if use.declaration is not None:
                self._declaration(use.declaration)

    def _field(self, field: ScalarValue | None) -> None:
        if field is None or not self._is_new(field):
            return
        self._node(field.fragment, field.node)
        if self._delta:
            if type(field) is not ScalarValue:
                raise CannotMove
            field.forget_places()

    def _node(self, fragment: Fragment, node: Node | None) -> None:
        """Move a node with those in it, if its offsets are those of the file, and its fragment."""
        self._fragment(fragment)
        if fragment.map is not None or node is None or not self._delta:
            return
        stack = [node]
        while stack:
            one = stack.pop()
            if self._is_new(one):
                one.start += self._delta
                one.end += self._delta
                if isinstance(one, Mapping):
                    for pair in one.pairs:
                        stack += pair
                elif isinstance(one, Sequence):
                    stack += one.items

    def _fragment(self, fragment: Fragment) -> None:
        if not self._is_new(fragment):
            return
        self.fragments.append(fragment)
        refresh(fragment, self._text, self._masked, self._templates)
        if fragment.map is not None:
            self._map(fragment.map)

    def _map(self, offsets: OffsetMap) -> None:
        if not self._is_new(offsets):
            return
        if isinstance(offsets, PiecewiseMap):
            offsets.move(self._delta)
        elif isinstance(offsets, ScalarMap):
            self._node(offsets.fragment, offsets.scalar)
            offsets.forget_places()
        elif isinstance(offsets, ChainedMap) and isinstance(offsets.second, Fragment):
            self._fragment(offsets.second)  # which has a map, since its text is not the file's
        elif self._delta:
            raise CannotMove

    def _sites(self, *sites: Site | None) -> None:
        for site in sites:
            if site is not None and self._is_new(site):
                self._node(site.fragment, site.node)

    def _names(self, names: Names) -> None:
        if self._is_new(names):
            self._sites(*names.exact.values())

    def _keys(self, keys: Iterable[AbsentKey]) -> tuple[AbsentKey, ...]:
        return tuple([AbsentKey(key, start + self._delta, end + self._delta, value) for key, start, end, value in keys])

    def _component(self, component: Component) -> None:
        if not self._is_new(component):
            return
        component.lacks = self._keys(component.lacks)
        self._sites(component.name)
        self._names(component.image_names)
        for container in (*component.containers, *component.names.values()):
            self._container(container)

    def _container(self, container: Container) -> None:
        if self._is_new(container):
            container.lacks = self._keys(container.lacks)
            self._sites(container.name, container.image, *container.volumes_from)
            self._names(container.ports)
            self._component(container.component)

    def _option(self, option: Option) -> None:
        if not self._is_new(option):
            return
        delta = self._delta
        self._sites(option.name)
        self._names(option.choices)
        self._fragment(option.fragment)
        option.extent = _moved(option.extent, delta)
        option.tests = None if option.tests is None else _moved(option.tests, delta)
        option.valued = [_moved(span, delta) for span in option.valued]


def refresh(fragment: Fragment, text: str, masked: Masked, templates: object) -> None:
    """Let a fragment be one of a file whose text is another now. ``templates`` are those that the file had before."""
    is_masked = fragment.templates is templates
    if fragment.map is None:
        fragment.text = masked.text if is_masked else text
    if is_masked:
        fragment.templates = masked.templates
    fragment.file = text


def _moved(span: tuple[int, int], delta: int) -> tuple[int, int]:
    return span[0] + delta, span[1] + delta
