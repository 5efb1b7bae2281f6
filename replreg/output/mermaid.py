"""The format ``mermaid``: a flowchart of registries, their images, and the places that name them.

Mermaid is a language for diagrams, which GitHub, GitLab and many editors draw from a fenced block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.output.formats import Format, Screen
from replreg.output.image_graph import image_graph
from replreg.output.images import ImageReport
from replreg.output.terminal import escape_controls

__all__ = ["FORMAT"]

# In quoted labels Mermaid reads ``#NUMBER;`` as a character (decimal), and reads some characters as Markdown or HTML.
_SPECIAL = lazy_compile('["#&;<>`*_\\\\{}|\\[\\]$~]')


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    graph = image_graph(report)
    yield "flowchart LR\n"
    for kind, nodes, opening, closing in (
        ("r", graph.registries, "([", "])"),
        ("i", graph.images, "[", "]"),
        ("p", graph.places, ">", "]"),
    ):
        for number, node in enumerate(nodes):
            yield f'  {kind}{number}{opening}"{_label(node.label)}"{closing}:::{node.verdict}\n'
    yield from (f"  r{registry} --> i{image}\n" for registry, image in graph.pulled)
    yield from (f"  i{image} --> p{place}\n" for image, place in graph.named)
    yield "  classDef ok stroke:#1a7f37,stroke-width:2px\n"
    yield "  classDef wrong stroke:#cf222e,stroke-width:3px\n"
    yield "  classDef unknown stroke:#9a6700,stroke-width:2px,stroke-dasharray:5 4\n"
    yield "  classDef plain stroke:#6e7781\n"


def _label(text: str) -> str:
    return _SPECIAL.sub(_reference, escape_controls(text)) or " "


def _reference(match: re.Match[str]) -> str:
    return f"#{ord(match[0])};"


FORMAT = Format("mermaid", "a diagram of registries, images and places", "text/vnd.mermaid", {"images": _images})
