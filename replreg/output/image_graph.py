"""The images of a run as a graph: registries, what is pulled from them, and the places that name it."""

from __future__ import annotations

from replreg.named_tuple import NamedTuple
from replreg.output.image_addresses import address_of
from replreg.output.images import ImageReport
from replreg.registries.reference import Reference
from replreg.release.inventory import ImageRow

__all__ = ["Graph", "Node", "image_graph", "registry_of", "state_of"]

_UNKNOWN_REGISTRY = "not known"


class Node(NamedTuple):
    """A node: its label, and ``ok``, ``wrong`` (a rule is broken), ``unknown`` or ``plain`` (without a verdict)."""

    label: str
    verdict: str


class Graph(NamedTuple):
    """Nodes of three kinds, and edges between their indexes: registry to image, and image to place."""

    registries: list[Node]
    images: list[Node]
    places: list[Node]
    pulled: list[tuple[int, int]]
    named: list[tuple[int, int]]


def state_of(row: ImageRow) -> str:
    """Return ``wrong``, ``unknown`` or ``ok`` for an image."""
    return "wrong" if row.verdict else "ok" if row.address is not None else "unknown"


def registry_of(row: ImageRow) -> str:
    """Return the registry (``host[:port]``) that an image is pulled from, or "not known"."""
    address = address_of(row)
    return (Reference.parse_normalized(address).domain if address is not None else None) or _UNKNOWN_REGISTRY


def image_graph(report: ImageReport) -> Graph:
    """Return the graph of a report. An image that several files name is one node; a file's lines are one place."""
    graph = Graph([], [], [], [], [])
    registries: dict[str, int] = {}
    images: dict[tuple[str, str], int] = {}
    places: dict[str, int] = {}
    edges: set[tuple[int, int]] = set()
    for row in report.rows:
        host = registry_of(row)
        registry = registries.setdefault(host, len(graph.registries))
        if registry == len(graph.registries):
            graph.registries.append(Node(host, "unknown" if host == _UNKNOWN_REGISTRY else "plain"))
        image = images.setdefault((host, row.address or row.image), len(graph.images))
        verdict = state_of(row)
        if image == len(graph.images):
            graph.images.append(Node(row.image, verdict))
            graph.pulled.append((registry, image))
        elif verdict == "wrong":
            graph.images[image] = graph.images[image]._replace(verdict=verdict)
        for label in _places(row):
            place = places.setdefault(label, len(graph.places))
            if place == len(graph.places):
                graph.places.append(Node(label, "plain"))
            if (image, place) not in edges:
                edges.add((image, place))
                graph.named.append((image, place))
    return graph


def _places(row: ImageRow) -> list[str]:
    """Return a label for each line that names the image, once, in the order of lines."""
    lines = sorted({(place.path or row.path, place.line) for place in (*row.declared, *row.used)})
    return [f"{path}:{line}" for path, line in lines]
