"""Images as a page of HTML: a picture of each installation, a table of the images, and the findings of each one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pkgutil import get_data

from replreg.lazy_re import lazy_compile
from replreg.messages import counted
from replreg.output.graph_svg import COLORS, GRAPH_STYLE, SYMBOLS, Drawing, icon
from replreg.output.html_findings import rule_anchor
from replreg.output.html_image_findings import broken_rows, image_findings
from replreg.output.html_page import breakable, escaped, page_end, page_start
from replreg.output.image_graph import Graph, image_graph
from replreg.output.image_worlds import STATES, WORLDS, origin_of, state_of, worlds_of
from replreg.output.images import ImageReport, bundle_state
from replreg.release.inventory import ImageRow, Place

__all__ = ["render_images"]

_SKIP = '<a class="skip" href="#images">Skip to the table of images</a>\n'
_CODE = lazy_compile("`([^`]*)`")
_BUNDLE_WORDS = {"present": "in the bundle", "missing": "not in the bundle", "unknown": "not known if in the bundle"}


def render_images(report: ImageReport) -> Iterator[str]:
    """Yield the page in pieces."""
    script = _part("images_page.js")
    worlds = worlds_of(report)
    yield from page_start("replreg: images", style=_style(), script=script, before_main=_SKIP)
    yield f'<svg width="0" height="0" aria-hidden="true" style="position: absolute">{SYMBOLS}</svg>\n'
    yield f"<h1>Images</h1>\n<p>{escaped(report.coverage_line)}</p>\n"
    if report.bundle_line:
        yield f"<p>{escaped(report.bundle_line)}</p>\n"
    broken = broken_rows(report)
    links = {number: f"#{'image' if row.verdict else 'row'}-{number}" for number, row in enumerate(report.rows)}
    if report.rows:
        if len(worlds) > 1:
            yield _switch(worlds)
        yield '<section aria-labelledby="picture">\n<h2 id="picture">Picture</h2>\n'
        for world in worlds:
            yield from _picture(report, world, links)
        yield "</section>\n"
    yield '<section aria-labelledby="images">\n<h2 id="images" tabindex="-1">Table</h2>\n'
    if report.rows:
        yield _filters(report, worlds)
        yield from _table(report, worlds, links)
    else:
        yield "<p>There is nothing to list.</p>\n"
    yield "</section>\n"
    yield from image_findings(report, broken, worlds)
    yield page_end(script)


def _part(name: str) -> str:
    """Return a file of this package as text."""
    return (get_data("replreg.output", name) or b"").decode("utf-8")


def _style() -> str:
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {COLORS['dark']} }} }}"
    return f":root {{ {COLORS['light']} }}\n{dark}\n{GRAPH_STYLE}{_part('images_page.css')}"


def _switch(worlds: list[str]) -> str:
    buttons = "".join(
        f'<button type="button" data-set-world="{world}" aria-pressed="{"true" if world == worlds[0] else "false"}">'
        f"{WORLDS[world]}</button>"
        for world in worlds
    )
    return (
        '<div class="bar worlds" hidden><span id="world-label">Installation</span>'
        f'<div class="switch" role="group" aria-labelledby="world-label">{buttons}</div></div>\n'
    )


def _picture(report: ImageReport, world: str, links: dict[int, str]) -> Iterator[str]:
    graph = image_graph(report.rows, world)
    title = WORLDS[world] if report.is_delivered else "What is pulled"
    counts = Counter(state_of(row, world) for row in report.rows)
    states = "".join(
        f'<li class="s-{state}">{icon(state)}<span><b>{counts[state]}</b> {words}</span></li>'
        for state, words in STATES.items()
        if counts[state]
    )
    yield (
        f'<section class="world {world}" aria-labelledby="picture-{world}">\n<h3 id="picture-{world}">{title}</h3>\n'
        f'<ul class="legend">{states}</ul>\n{_notes(graph)}'
        f'<div class="scroll drawing" role="region" tabindex="0" aria-label="Picture: {title}">\n'
    )
    yield from Drawing(graph).svg(links, f' role="group" aria-labelledby="picture-{world}"')
    yield "</div>\n</section>\n"


def _notes(graph: Graph) -> str:
    notes = []
    if graph.folded:
        drawn = sum(node.state != "folded" for node in graph.images)
        notes.append(
            f"{counted(drawn, 'image')} are drawn, first those that are wrong or not known. "
            f"{graph.folded} are folded, by registry; the table has all."
        )
    if graph.by_file:
        notes.append("Lines of one file are one place.")
    if graph.prefix:
        notes.append(f"Files are in <code>{escaped(graph.prefix)}</code>.")
    return f'<p class="soft">{" ".join(notes)}</p>\n' if notes else ""


def _filters(report: ImageReport, worlds: list[str]) -> str:
    pairs = [(row, world) for row in report.rows for world in worlds]
    found = {state_of(row, world) for row, world in pairs}
    chips = "".join(
        f'<button type="button" class="chip s-{state}" data-state="{state}" aria-pressed="false">{icon(state)}'
        f"<span><b>0</b> {words}</span></button>"
        for state, words in STATES.items()
        if state in found
    )
    hosts = sorted({origin_of(row, world).host for row, world in pairs})
    options = "".join(f'<option value="{escaped(host)}">{escaped(host)}</option>' for host in hosts)
    return (
        f'<form id="filters" role="search" hidden data-order="{" ".join(STATES)}" data-world="{worlds[0]}">\n'
        '<div class="bar"><label>Search <input type="search" name="text" autocomplete="off" spellcheck="false"></label>'
        '<label>Pulled from <select name="host"><option value="">any registry</option>'
        f"{options}</select></label></div>\n"
        f'<div class="bar" role="group" aria-label="Only images that are">{chips}'
        '<button type="button" id="clear">Clear</button><span id="shown" role="status"></span></div>\n</form>\n'
    )


def _table(report: ImageReport, worlds: list[str], links: dict[int, str]) -> Iterator[str]:
    headings = "".join(f'<th scope="col">{text}</th>' for text in ("State", "Image", "Pulled", "Named at", "Findings"))
    yield (
        '<div class="scroll" role="region" tabindex="0" aria-label="Images">\n<table class="images">\n'
        f"<caption>{counted(len(report.rows), 'image')}</caption>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n"
    )
    for number, row in enumerate(report.rows):
        data = "".join(
            f' data-{world}-state="{state_of(row, world)}" data-{world}-host="{escaped(origin_of(row, world).host)}"'
            for world in worlds
        )
        notes = [escaped(row.source or "source not known")]
        if row.is_rendered:
            notes.append("rendered by Helm")
        if (state := bundle_state(report, number)) is not None:
            notes.append(_BUNDLE_WORDS[state])
        why = f'<small class="why">{_CODE.sub(_code, escaped(row.why))}</small>' if row.why else ""
        places = [*_places(row.declared, row.path, "declared"), *_places(row.used, row.path, "")]
        rules = "<br>".join(_verdict(rule, links[number]) for rule in row.verdict)
        yield (
            f'<tr id="row-{number}"{data}><td>{_by_world(row, worlds, _state)}{why}</td>'
            f'<th scope="row"><code>{breakable(row.image)}</code><br><small>{", ".join(notes)}</small></th>'
            f"<td>{_by_world(row, worlds, _address)}</td><td>{''.join(places)}</td><td>{rules or 'none'}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n</div>\n"


def _code(found: re.Match[str]) -> str:
    return f"<code>{found[1]}</code>"


def _verdict(rule: str, link: str) -> str:
    return f'<a href="{link}">{escaped(rule)}</a>' if link.startswith("#image") else rule_anchor(rule)


def _by_world(row: ImageRow, worlds: list[str], show: Callable[[ImageRow, str], str]) -> str:
    """Return what a function shows of an image for each installation, or once if it is the same in all."""
    shown = {world: show(row, world) for world in worlds}
    if len(set(shown.values())) == 1:
        return shown[worlds[0]]
    return "".join(
        f'<span class="world {world}"><small class="which">{WORLDS[world].lower()}: </small>{text}</span>'
        for world, text in shown.items()
    )


def _state(row: ImageRow, world: str) -> str:
    state = state_of(row, world)
    return f'<span class="state s-{state}">{icon(state)}{STATES[state]}</span>'


def _address(row: ImageRow, world: str) -> str:
    pull = row.pull(world)
    if pull is not None:
        return f"<code>{breakable(pull.address)}</code>"
    return "nothing" if row.is_delivered else "not known"


def _places(places: tuple[Place, ...], path: str, word: str) -> list[str]:
    lines = dict.fromkeys((place.path or path, place.line) for place in places)
    note = f" <small>({word})</small>" if word else ""
    return [
        f'<span class="place"><code>{breakable(file)}<span class="line">:{line}</span></code>{note}</span>'
        for file, line in lines
    ]
