"""The images of an installation as a graph: registries, what is pulled from them, and the lines that name it.

A picture with a thousand nodes shows nothing. Beyond a limit, the images of a registry become one node, and so do the
lines of a file; those that are wrong or not known are folded last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from replreg.messages import counted
from replreg.named_tuple import NamedTuple
from replreg.output.image_worlds import STATES, UNKNOWN_HOST, Origin, faults_of, origin_of, state_of
from replreg.release.inventory import ImageRow

__all__ = ["Graph", "Node", "image_graph"]

_MOST_IMAGES = 60
_MOST_REGISTRIES = 20
_MOST_PLACES = 60

_RANKS = {state: rank for rank, state in enumerate(STATES)}


class Node(NamedTuple):
    """A node: its title, a second line, and its state.

    The state of an image is one of `STATES`, that of a registry is the kind of its `Origin`, and a place is ``plain``.
    A node of several images, registries or files is ``folded``. ``rows`` are the indexes of the report's rows that an
    image is made of.
    """

    title: str
    detail: str
    state: str
    rows: tuple[int, ...] = ()


class Graph(NamedTuple):
    """Nodes of three kinds, and edges between their indexes: registry to image, and image to place.

    ``folded`` is the number of images that have no node of their own; ``by_file`` says that a place is a whole file.
    ``prefix`` is a part that all paths begin with, which the places leave out.
    """

    registries: list[Node]
    images: list[Node]
    places: list[Node]
    pulled: list[tuple[int, int]]
    named: list[tuple[int, int]]
    folded: int = 0
    by_file: bool = False
    prefix: str = ""


class _Image:
    """The rows that pull one address, while the graph is being made."""

    __slots__ = ("origin", "places", "row", "rows", "state")

    def __init__(self, row: ImageRow, origin: Origin, state: str) -> None:
        self.row = row
        self.origin = origin
        self.state = state
        self.rows: list[int] = []
        self.places: dict[tuple[str, int], None] = {}


def image_graph(rows: Sequence[ImageRow], world: str) -> Graph:
    """Return the graph of an installation. An image that several files name is one node."""
    images = _images(rows, world)
    prefix = _prefix({path for image in images for path, _ in image.places})
    numbers = _numbers(images)
    drawn, folded = _choose(images, numbers)
    by_file = len({place for image in images for place in image.places}) > _MOST_PLACES
    graph = Graph([], [], [], [], [], sum(map(len, folded.values())), by_file, prefix)
    _add_registries(graph, images, numbers)
    places = _places(graph, images, by_file)
    for image in drawn:
        _add(graph, numbers[image.origin], _node(image, world), _named(image.places, places, by_file))
    for number, members in folded.items():
        states = Counter(image.state for image in members)
        words = ", ".join(f"{states[state]} {word}" for state, word in STATES.items() if states[state])
        more = "more " if any(registry == number for registry, _ in graph.pulled) else ""
        title = f"{len(members)} {more}{'image' if len(members) == 1 else 'images'}"
        ends = {end for image in members for end in _named(image.places, places, by_file)}
        _add(graph, number, Node(title, words, "folded", tuple(row for image in members for row in image.rows)), ends)
    return graph


def _add(graph: Graph, registry: int, node: Node, places: Iterable[int]) -> None:
    number = len(graph.images)
    graph.images.append(node)
    graph.pulled.append((registry, number))
    graph.named.extend((number, place) for place in sorted(set(places)))


def _images(rows: Sequence[ImageRow], world: str) -> list[_Image]:
    found: dict[tuple[Origin, str, str], _Image] = {}
    for number, row in enumerate(rows):
        pull, state, origin = row.pull(world), state_of(row, world), origin_of(row, world)
        address = "" if pull is None else pull.address
        image = found.setdefault((origin, row.image, address), _Image(row, origin, state))
        if _RANKS[state] < _RANKS[image.state]:
            image.row, image.state = row, state
        image.rows.append(number)
        for place in sorted((place.path or row.path, place.line) for place in (*row.declared, *row.used)):
            image.places[place] = None
    return list(found.values())


def _choose(images: list[_Image], numbers: dict[Origin, int]) -> tuple[list[_Image], dict[int, list[_Image]]]:
    """Return the images to draw, and the others by the number of their registry."""
    if len(images) <= _MOST_IMAGES:
        kept = set(map(id, images))
    else:
        kept = set(map(id, sorted(images, key=lambda image: _RANKS[image.state])[:_MOST_IMAGES]))
    drawn: list[_Image] = []
    folded: dict[int, list[_Image]] = {}
    for image in images:
        number = numbers[image.origin]
        if id(image) in kept and number < _drawn(len(numbers)):
            drawn.append(image)
        else:
            folded.setdefault(min(number, _drawn(len(numbers))), []).append(image)
    return sorted(drawn, key=lambda image: numbers[image.origin]), dict(sorted(folded.items()))


def _drawn(registries: int) -> int:
    """Return how many registries have a node of their own."""
    return registries if registries <= _MOST_REGISTRIES + 1 else _MOST_REGISTRIES


def _numbers(images: Sequence[_Image]) -> dict[Origin, int]:
    """Return a number for each registry, from 0: first those with a wrong image, then those with the most images.

    The one that is not known comes last.
    """
    counts = Counter(image.origin for image in images)
    wrong = {image.origin for image in images if image.state == "wrong"}
    ordered = sorted(counts, key=lambda one: (one.host == UNKNOWN_HOST, one not in wrong, -counts[one], one))
    return {origin: number for number, origin in enumerate(ordered)}


def _add_registries(graph: Graph, images: list[_Image], numbers: dict[Origin, int]) -> None:
    """Add the registries in the order of their numbers; those beyond the limit are one node."""
    members: dict[Origin, list[_Image]] = {}
    for image in images:
        members.setdefault(image.origin, []).append(image)
    for origin in list(numbers)[: _drawn(len(numbers))]:
        graph.registries.append(Node(origin.host, _about(origin, members[origin]), origin.kind))
    if rest := len(numbers) - len(graph.registries):
        graph.registries.append(Node(counted(rest, "more registry", "more registries"), "", "folded"))


def _about(origin: Origin, images: list[_Image]) -> str:
    """Return the second line of a registry: what it is to the release."""
    if origin.kind == "local":
        return "{LocalRegistryHost}"
    if origin.kind == "unknown":
        return ""
    if origin.kind == "proxy":
        pulls = (image.row.online or image.row.airgap for image in images)
        hosts = {pull.upstream.partition("/")[0] for pull in pulls if pull is not None and pull.upstream}
        return f"proxy for {', '.join(sorted(hosts))}" if hosts else "proxy"
    sources = sorted({image.row.source for image in images if image.row.source})
    return ", ".join(sources)


def _node(image: _Image, world: str) -> Node:
    row, pull = image.row, image.row.pull(world)
    detail = STATES[image.state]
    if image.state == "wrong":
        detail += f": {', '.join(faults_of(row, world))}"
    elif image.state == "unknown":
        detail += f": {row.why}" if row.why else ""
    elif pull is not None and image.state in ("proxy", "local"):
        detail += f": {pull.address}"
    if image.state != "wrong" and row.verdict:
        detail += f" ({', '.join(row.verdict)})"
    return Node(row.image, detail, image.state, tuple(image.rows))


def _places(graph: Graph, images: list[_Image], by_file: bool) -> dict[tuple[str, int], int]:
    """Add the places in the order of files and lines, and return their numbers."""
    places = sorted({place for image in images for place in image.places})
    if not by_file:
        graph.places.extend(Node(f"{_short(path, graph.prefix)}:{line}", "", "plain") for path, line in places)
        return {place: number for number, place in enumerate(places)}
    counts = Counter(path for path, _ in places)
    files = {path for path, _ in counts.most_common(_MOST_PLACES if len(counts) > _MOST_PLACES + 1 else None)}
    shown = [path for path in sorted(counts) if path in files]
    graph.places.extend(Node(_short(path, graph.prefix), counted(counts[path], "line"), "plain") for path in shown)
    if rest := len(counts) - len(shown):
        graph.places.append(Node(counted(rest, "more file"), "", "folded"))
    numbers = {path: number for number, path in enumerate(shown)}
    return {(path, 0): numbers.get(path, len(shown)) for path in counts}


def _named(places: Iterable[tuple[str, int]], numbers: dict[tuple[str, int], int], by_file: bool) -> list[int]:
    return [numbers[path, 0 if by_file else line] for path, line in places]


def _short(path: str, prefix: str) -> str:
    return path[len(prefix) :]


def _prefix(paths: set[str]) -> str:
    """Return the folders that all paths begin with, up to a slash."""
    if not paths:
        return ""
    least, most = min(paths), max(paths)
    length = next((at for at, (one, other) in enumerate(zip(least, most, strict=False)) if one != other), len(least))
    return least[: least.rfind("/", 0, length) + 1]
