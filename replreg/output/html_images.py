"""Images as a page of HTML: how many are known, then a table for each registry that they are pulled from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from replreg.output.html_page import escaped, page_end, page_start, table
from replreg.output.image_graph import registry_of, state_of
from replreg.output.images import ImageReport, verdict_of
from replreg.output.report import rule_page
from replreg.release.inventory import ImageRow, Place
from replreg.rules.catalogue import RULES

__all__ = ["render_images"]

_CLASSES = {"ok": "ok", "wrong": "error", "unknown": "unknown"}


def render_images(report: ImageReport) -> Iterator[str]:
    """Yield the page in pieces."""
    yield from page_start("replreg: images")
    yield f"<h1>Images</h1>\n<p>{escaped(report.coverage_line)}</p>\n"
    groups: dict[str, list[ImageRow]] = {}
    for row in report.rows:
        groups.setdefault(registry_of(row), []).append(row)
    if groups:
        yield _registries(groups)
    for number, (registry, rows) in enumerate(groups.items(), start=1):
        yield (
            f'<section aria-labelledby="registry-{number}">\n'
            f'<h2 id="registry-{number}">Registry: <code>{escaped(registry)}</code></h2>\n'
        )
        headings = ("Image", "Source", "Pull address", "Declared at", "Used at", "Verdict")
        yield table(f"Images of {registry}", headings, list(map(_image, rows)))
        yield "</section>\n"
    yield page_end()


def _registries(groups: dict[str, list[ImageRow]]) -> str:
    rows = []
    for number, (registry, images) in enumerate(groups.items(), start=1):
        counts = Counter(map(state_of, images))
        cells = "".join(f'<td class="number">{counts[state]}</td>' for state in _CLASSES)
        rows.append(
            f'<tr><th scope="row"><a href="#registry-{number}"><code>{escaped(registry)}</code></a></th>{cells}</tr>\n'
        )
    return table("Images by registry", ("Registry", "Correct", "Wrong", "Not known"), rows)


def _image(row: ImageRow) -> str:
    address = "not known" if row.address is None else f"<code>{escaped(row.address)}</code>"
    verdict = ", ".join(map(_rule, row.verdict)) or escaped(verdict_of(row))
    return (
        f'<tr><th scope="row"><code>{escaped(row.image)}</code></th><td>{escaped(row.source or "not known")}</td>'
        f"<td>{address}</td><td>{_places(row.declared, row.path)}</td><td>{_places(row.used, row.path)}</td>"
        f'<td class="{_CLASSES[state_of(row)]}">{verdict}</td></tr>\n'
    )


def _rule(rule: str) -> str:
    return f'<a href="{escaped(rule_page(rule))}">{escaped(rule)}</a>' if rule in RULES else escaped(rule)


def _places(places: Sequence[Place], path: str) -> str:
    lines = dict.fromkeys((place.path or path, place.line) for place in places)
    shown = (f'<code>{escaped(file)}<span class="line">:{line}</span></code>' for file, line in lines)
    return "<br>".join(shown) or "nowhere"
