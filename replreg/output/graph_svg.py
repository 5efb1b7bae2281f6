"""Draws a graph of images as SVG, for a page or for a file of its own: text, shape and dashes say what colours say."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.output.graph_layout import Layout, lay_out
from replreg.output.html_page import escaped
from replreg.output.image_graph import Graph, Node
from replreg.output.image_worlds import STATES
from replreg.output.terminal import display_width, escape_controls

__all__ = ["COLORS", "GRAPH_STYLE", "SYMBOLS", "Drawing", "icon"]

COLORS = {
    "light": "--text: #1b1f24; --soft: #57606a; --back: #ffffff; --box: #f6f8fa; --line: #d0d7de; --edge: #7d8590; "
    "--wrong: #b3122a; --unknown: #7d4e00; --direct: #0550ae; --proxy: #6e40aa; --local: #0b6e4f; --state-ok: #116329; "
    "--listed: #57606a;",
    "dark": "--text: #e6edf3; --soft: #9aa4af; --back: #0d1117; --box: #161b22; --line: #3d444d; --edge: #6e7681; "
    "--wrong: #ff9a94; --unknown: #e3b341; --direct: #79b8ff; --proxy: #cba6ff; --local: #5fd7ae; --state-ok: #7ee08f; "
    "--listed: #9aa4af;",
}
"""The custom properties of the two schemes; each text has a contrast of at least 4.5 to 1 with ``back`` and ``box``."""

_STATE_STYLE = "\n".join(
    f".s-{state} {{ --state: var(--{'state-ok' if state == 'ok' else state}); }}" for state in STATES
)
GRAPH_STYLE = f"""
.graph {{ --state: var(--soft); font: 12px/1 ui-monospace, SFMono-Regular, Consolas, "DejaVu Sans Mono", monospace; }}
{_STATE_STYLE}
.graph .s-plain, .graph .s-folded, .graph .s-unknown-host {{ --state: var(--soft); }}
.graph text {{ fill: var(--text); }}
.graph .detail {{ font-size: 10.5px; fill: var(--state); }}
.graph .column {{ font: 600 12px system-ui, sans-serif; fill: var(--soft); }}
.graph .box {{ fill: var(--box); stroke: var(--state); stroke-width: 1.2; }} .graph .stripe {{ fill: var(--state); }}
.graph .place .box, .graph .s-folded .box {{ stroke: var(--line); }}
.graph .s-wrong .box {{ stroke-width: 2.2; }} .graph .s-unknown .box {{ stroke-dasharray: 6 4; }}
.graph .s-listed .box {{ stroke-dasharray: 1.5 3; }}
.graph .edge {{ fill: none; stroke: var(--state); stroke-width: 1.4; opacity: .8; }} .graph .named {{ opacity: .45; }}
.graph .edge.s-plain, .graph .edge.s-folded {{ stroke: var(--edge); }} .graph .named.s-folded {{ opacity: .25; }}
.graph .edge.s-wrong {{ stroke-width: 2.2; }} .graph .edge.s-unknown {{ stroke-dasharray: 6 4; }}
.graph .edge.s-listed {{ stroke-dasharray: 1.5 3; }} .graph .edge.s-proxy {{ stroke-dasharray: 12 3; }}
.icon {{ width: 16px; height: 16px; fill: none; stroke: var(--state, currentColor); stroke-width: 1.7;
  stroke-linecap: round; stroke-linejoin: round; }}
"""

_DRAWINGS = {
    "wrong": '<circle cx="8" cy="8" r="6.5"/><path d="M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6"/>',
    "unknown": '<path d="M5 6a3 3 0 1 1 4.4 2.7C8.4 9.2 8 9.6 8 10.6"/><path d="M8 13.4v.1"/>',
    "direct": '<path d="M2 8h11.5M9.5 4l4 4-4 4"/>',
    "proxy": '<path d="M1.5 8h3.2M11.3 8h3.2"/><rect x="4.7" y="4.7" width="6.6" height="6.6" rx="1.4"/>',
    "local": '<path d="M2 7.6L8 2.4l6 5.2M3.8 6.4v7h8.4v-7M6.6 13.2V9.4h2.8v3.8"/>',
    "ok": '<path d="M2.6 8.6l3.6 3.6 7.2-8"/>',
    "listed": '<path d="M2 4h.1M2 8h.1M2 12h.1M5.4 4h8.4M5.4 8h8.4M5.4 12h8.4"/>',
    "folded": '<rect x="5" y="2" width="9" height="9" rx="1.5"/><path d="M2 5.4v7.2A1.4 1.4 0 0 0 3.4 14h7.2"/>',
    "plain": '<ellipse cx="8" cy="4" rx="5.4" ry="2.1"/>'
    '<path d="M2.6 4v8c0 1.2 2.4 2.1 5.4 2.1s5.4-.9 5.4-2.1V4M2.6 8c0 1.2 2.4 2.1 5.4 2.1s5.4-.9 5.4-2.1"/>',
}
SYMBOLS = "<defs>{}</defs>\n".format(
    "".join(f'<symbol id="icon-{name}" viewBox="0 0 16 16">{shape}</symbol>' for name, shape in _DRAWINGS.items())
)
"""The drawings that `icon` refers to; once in a document."""

_COLUMNS = ((1.0, 236.0), (318.0, 420.0), (820.0, 292.0))  # the left edge and the width of each
_WIDTH = 1113
_TOP = 34.0
_SIZES = (46.0, 44.0, 26.0)
_HEADINGS = ("Pulled from", "Image", "Named at")
_CHARACTER, _SMALL_CHARACTER = 7.25, 6.35  # the widths of characters of 12 and 10.5 pixels


def icon(name: str, place: str = "") -> str:
    """Return a small drawing: that of a state, ``folded`` or ``plain``. ``place`` has more attributes for it."""
    return f'<svg class="icon" aria-hidden="true"{place}><use href="#icon-{name}"/></svg>'


class Drawing:
    """A graph with the places of its nodes; ``width`` and ``height`` are in pixels."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._layout = _lay_out(graph)
        self.width: int = _WIDTH
        self.height: int = round(_TOP + self._layout.height) + 2

    def svg(self, links: dict[int, str] | None = None, attributes: str = "") -> Iterator[str]:
        """Yield the drawing, whose colours `COLORS` and whose style `GRAPH_STYLE` has.

        ``links`` has the target of each row of the report; without it, nothing is a link. ``attributes`` are those of
        the element, besides its size.
        """
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        yield f'<svg class="graph" {size}{attributes}>\n'
        yield from _elements(self._graph, self._layout, links)
        yield "</svg>\n"


def _elements(graph: Graph, layout: Layout, links: dict[int, str] | None) -> Iterator[str]:
    for heading, (left, _) in zip(_HEADINGS, _COLUMNS, strict=True):
        yield f'<text class="column" x="{left:g}" y="14">{heading}</text>\n'
    for registry, image in graph.pulled:
        ends = _Ends(0, layout.first[registry], layout.second[image])
        yield f'<path class="edge s-{graph.images[image].state}" data-ends="r{registry} i{image}" d="{ends.path}"/>\n'
    for image, place in graph.named:
        ends = _Ends(1, layout.second[image], layout.third[place])
        state = graph.images[image].state
        yield f'<path class="edge named s-{state}" data-ends="i{image} p{place}" d="{ends.path}"/>\n'
    for number, node in enumerate(graph.registries):
        state = "unknown-host" if node.state == "unknown" else node.state
        yield _box("registry", f"r{number}", node, state, 0, layout.first[number], "")
    for number, node in enumerate(graph.images):
        target = links[node.rows[0]] if links is not None and node.state != "folded" else ""
        yield _box("image", f"i{number}", node, node.state, 1, layout.second[number], target)
    for number, node in enumerate(graph.places):
        yield _box("place", f"p{number}", node, node.state, 2, layout.third[number], "")


def _lay_out(graph: Graph) -> Layout:
    counts = (len(graph.registries), len(graph.images), len(graph.places))
    states = [*STATES, "folded"]
    ranks = [states.index(node.state) for node in graph.images]
    # A place is near the images that are drawn; what names folded images alone is near their node.
    own = [edge for edge in graph.named if graph.images[edge[0]].state != "folded"]
    named = {place for _, place in own}
    rest = [edge for edge in graph.named if edge[1] not in named]
    return lay_out(counts, graph.pulled, [*own, *rest], _SIZES, 9, 30, ranks)


class _Ends:
    """A curve from the right of a node of one column to the left of one of the next."""

    def __init__(self, column: int, start: float, end: float) -> None:
        left, width = _COLUMNS[column]
        begin, stop = left + width, _COLUMNS[column + 1][0]
        middle = (begin + stop) / 2
        start, end = start + _TOP, end + _TOP
        self.path = f"M{begin:g} {start:.1f}C{middle:g} {start:.1f} {middle:g} {end:.1f} {stop:g} {end:.1f}"


def _box(kind: str, name: str, node: Node, state: str, column: int, middle: float, target: str) -> str:
    (left, width), height = _COLUMNS[column], _SIZES[column]
    top = middle + _TOP - height / 2
    label = escaped(" ".join(filter(None, (node.title, node.detail))))
    parts = [f'<rect class="box" width="{width:g}" height="{height:g}" rx="{13 if kind == "place" else 6}"/>']
    if kind == "place":
        text = f"{node.title} ({node.detail})" if node.detail else node.title
        parts.append(_text(_end(text, (width - 24) / _CHARACTER), 12, 17))
    else:
        if kind == "image":
            parts.append(f'<rect class="stripe" width="5" height="{height:g}" rx="2"/>')
        shape = "plain" if state == "unknown-host" else state
        parts.append(icon(shape, f' x="{13 if kind == "image" else 10}" y="{height / 2 - 8:g}" width="16" height="16"'))
        room = width - 48
        title = _ends_of(node.title, room / _CHARACTER)
        if node.detail:
            parts.append(_text(title, 38 if kind == "image" else 34, 18))
            shown = _start(node.detail, room / _SMALL_CHARACTER)
            parts.append(_text(shown, 38 if kind == "image" else 34, 34, ' class="detail"'))
        else:
            parts.append(_text(title, 38 if kind == "image" else 34, height / 2 + 4))
    inside = f"<title>{label}</title>{''.join(parts)}"
    begin = f'class="node {kind} s-{state}" data-node="{name}" transform="translate({left:g} {top:.1f})"'
    if target:
        return f'<a href="{escaped(target)}" {begin}>{inside}</a>\n'
    return f"<g {begin}>{inside}</g>\n"


def _text(text: str, x: float, y: float, attributes: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{attributes}>{escaped(text)}</text>'


def _start(text: str, room: float) -> str:
    """Return as much of the start of a text as fits into ``room`` columns."""
    text = escape_controls(text[: int(room) * 4])
    if display_width(text) <= room:
        return text
    while display_width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def _end(text: str, room: float) -> str:
    """Return as much of the end of a text as fits into ``room`` columns."""
    text = escape_controls(text[-int(room) * 4 :])
    if display_width(text) <= room:
        return text
    while display_width(text) > room - 1:
        text = text[1:]
    return f"…{text}"


def _ends_of(text: str, room: float) -> str:
    """Return the start and the end of a text, as much as fits into ``room`` columns."""
    if len(text) <= room and display_width(escape_controls(text)) <= room:
        return escape_controls(text)
    tail = _end(text, room * 0.55)
    return _start(text, room - display_width(tail)).removesuffix("…") + tail
