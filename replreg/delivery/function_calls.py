"""Calls of functions in a release's files, each with the resource that it is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

from replreg.delivery import cluster
from replreg.delivery.files import ReleaseFile, Resource
from replreg.named_tuple import NamedTuple
from replreg.templates.calls import FoundCall, find_calls
from replreg.templates.values import Known

__all__ = ["PlacedCall", "placed_calls"]


class PlacedCall(NamedTuple):
    """A call of a function in a file. ``resource`` is what it is in; None for a document that is not one."""

    path: str
    call: FoundCall
    resource: Resource | None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.call.name

    @property
    def start(self) -> int:
        """The offset of the name."""
        return self.call.start

    @property
    def name_span(self) -> tuple[int, int]:
        """The offsets of the name alone."""
        return self.call.start, self.call.start + len(self.call.name)

    @property
    def is_in_helm_chart(self) -> bool:
        """Whether it is in a ``HelmChart`` that Embedded Cluster 3 deploys, too."""
        resource = self.resource
        return resource is not None and resource.kind == "HelmChart" and resource.api_version == "kots.io/v1beta2"

    @property
    def is_in_new_cluster(self) -> bool:
        """Whether it is in a ``Config`` of Embedded Cluster 3."""
        resource = self.resource
        if resource is None or resource.group != cluster.GROUP or resource.spec is None:
            return False
        return (resource.spec.text("version") or "").strip().removeprefix("v").partition(".")[0] == "3"

    def text_of(self, number: int) -> tuple[str, int, int] | None:
        """Return an argument that is written out, with its offsets in the file; None of any other."""
        if number >= len(self.call.arguments):
            return None
        literal = self.call.arguments[number].literal
        if literal is None or literal.known is None or not literal.pieces:
            return None
        places = [piece.place for piece in literal.pieces if isinstance(piece, Known)]
        return literal.known, places[0].start, places[-1].end


def placed_calls(file: ReleaseFile, names: Collection[str]) -> Iterator[PlacedCall]:
    """Yield the calls of functions with these names in a file, in the order in which they are written."""
    if not any(name in file.text for name in names) or file.template is None:
        return
    calls = find_calls(file.template, names)
    if not calls:
        return
    starts = [document.start for document in file.documents]
    by_document = {id(resource.document): resource for resource in file.resources()}
    for call in calls:
        number = max(0, bisect_right(starts, call.start) - 1)
        document = file.documents[number] if file.documents else None
        yield PlacedCall(file.path, call, by_document.get(id(document)))
