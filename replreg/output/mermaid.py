"""The format ``mermaid``: a flowchart of registries, their images, and the places that name them.

Mermaid is a language for diagrams, which GitHub, GitLab and many editors draw from a fenced block. A release with two
installations has a box for each of them, or one box if both pull the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.output.formats import Format, Screen
from replreg.output.image_graph import Graph, Node, image_graph
from replreg.output.image_worlds import STATES, WORLDS, worlds_of
from replreg.output.images import ImageReport
from replreg.output.terminal import escape_controls

__all__ = ["FORMAT"]

# In quoted labels Mermaid reads ``#NUMBER;`` as a character (decimal), and reads some characters as Markdown or HTML.
_SPECIAL = lazy_compile('["#&;<>`*_\\\\{}|\\[\\]$~]')

_CLASSES = """\
  classDef direct stroke:#0969da,stroke-width:2px
  classDef proxy stroke:#8250df,stroke-width:2px,stroke-dasharray:12 3
  classDef local stroke:#1b7c83,stroke-width:2px
  classDef ok stroke:#1a7f37,stroke-width:2px
  classDef wrong stroke:#cf222e,stroke-width:3px
  classDef unknown stroke:#9a6700,stroke-width:2px,stroke-dasharray:6 4
  classDef listed stroke:#6e7781,stroke-dasharray:2 3
  classDef folded stroke:#6e7781
  classDef plain stroke:#6e7781
"""


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    yield "flowchart LR\n"
    graphs = {world: image_graph(report.rows, world) for world in worlds_of(report)}
    if not report.is_delivered:
        yield from _graph(graphs["online"], "")
    elif len(graphs) == 2 and graphs["online"] == graphs["airgap"]:
        yield from _box("Online and air gap", graphs["online"], "A")
    else:
        for prefix, (world, graph) in zip("AB", graphs.items(), strict=False):
            yield from _box(WORLDS[world], graph, prefix)
    yield _CLASSES


def _box(title: str, graph: Graph, prefix: str) -> Iterator[str]:
    yield f'  subgraph {prefix}["{title}"]\n  direction LR\n'
    yield from _graph(graph, prefix)
    yield "  end\n"


def _graph(graph: Graph, prefix: str) -> Iterator[str]:
    """Yield the nodes and the edges; the name of each node begins with ``prefix``."""
    places = [
        node._replace(title=graph.prefix + node.title) if node.state == "plain" else node for node in graph.places
    ]
    for kind, nodes, opening, closing in (
        ("r", graph.registries, "([", "])"),
        ("i", graph.images, "[", "]"),
        ("p", places, ">", "]"),
    ):
        for number, node in enumerate(nodes):
            yield f'  {prefix}{kind}{number}{opening}"{_label(_words(node))}"{closing}:::{node.state}\n'
    yield from (f"  {prefix}r{registry} --> {prefix}i{image}\n" for registry, image in graph.pulled)
    yield from (f"  {prefix}i{image} --> {prefix}p{place}\n" for image, place in graph.named)


def _words(node: Node) -> str:
    """Return the text of a node: a state is said in words, since not everyone sees its colour."""
    is_state = node.state in STATES and node.state != "wrong" and node.rows
    words = STATES[node.state] if is_state else node.detail
    return f"{node.title} ({words})" if words else node.title


def _label(text: str) -> str:
    return _SPECIAL.sub(_reference, escape_controls(text)) or " "


def _reference(match: re.Match[str]) -> str:
    return f"#{ord(match[0])};"


FORMAT = Format("mermaid", "a diagram of registries, images and places", "text/vnd.mermaid", {"images": _images})
