"""The findings of each image as parts of a page: its addresses, then each finding with its lines and its fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.finding import Finding
from replreg.output.html_findings import finding_article, rule_anchor
from replreg.output.html_page import escaped
from replreg.output.image_worlds import WORLDS
from replreg.output.images import ImageReport
from replreg.yaml.text import LineIndex

__all__ = ["broken_rows", "image_findings"]

_Key = tuple[str, int, str, int | None]
"""A path, a line, a rule and a column; any column if that is None."""


def broken_rows(report: ImageReport) -> list[int]:
    """Return the indexes of the rows that break a rule."""
    return [number for number, row in enumerate(report.rows) if row.verdict]


def image_findings(report: ImageReport, rows: list[int], worlds: Sequence[str]) -> Iterator[str]:
    """Yield a section with a part for each of some rows, whose id is ``image-`` and the row's index.

    ``worlds`` are the installations that the report is about.
    """
    if not rows:
        return
    found: dict[_Key, list[tuple[Finding, str, LineIndex]]] = {}
    for path, findings, text in report.found:
        lines = LineIndex(text)
        for finding in findings:
            for column in (finding.start.column, None):
                key = path, finding.start.line, finding.rule, column
                found.setdefault(key, []).append((finding, text, lines))
    yield (
        '<section aria-labelledby="findings">\n<h2 id="findings">Findings</h2>\n'
        '<p class="soft"><code>replreg fix</code> makes the safe fixes. <code>replreg lint</code> also reports '
        "what is wrong elsewhere in the files.</p>\n"
    )
    shown: dict[_Key, int] = {}
    for number in rows:
        yield _image(report, number, found, worlds, shown)
    yield "</section>\n"


def _image(
    report: ImageReport,
    number: int,
    found: dict[_Key, list[tuple[Finding, str, LineIndex]]],
    worlds: Sequence[str],
    shown: dict[_Key, int],
) -> str:
    """Return the part of an image. ``shown`` has the rows with which the page has findings already.

    Many images may be on one line, with the same findings: each is shown with the first of them.
    """
    row = report.rows[number]
    parts = [f'<section class="image" id="image-{number}">\n<h3><code>{escaped(row.image)}</code></h3>\n']
    pulls = {world: row.pull(world) for world in worlds}
    if row.is_delivered:
        addresses = (
            f"{WORLDS[world]}: {'nothing is pulled' if pull is None else f'<code>{escaped(pull.address)}</code>'}"
            for world, pull in pulls.items()
        )
        parts.append(f'<p class="soft"><small>{"<br>".join(addresses)}</small></p>\n')
    hidden = dict.fromkeys(row.verdict)
    first: dict[int, None] = {}
    for key in dict.fromkeys((one.path or row.path, one.line, one.rule, one.column) for one in row.broken):
        if key not in found:
            continue
        hidden.pop(key[2], None)
        if shown.setdefault(key, number) == number:
            parts += (finding_article(finding, text, lines, key[0], level=4) for finding, text, lines in found[key])
        else:
            first[shown[key]] = None
    for other in first:
        link = f'<a href="#image-{other}"><code>{escaped(report.rows[other].image)}</code></a>'
        parts.append(f"<p>Shown with {link}: findings that concern this image, too.</p>\n")
    if hidden:
        rules = ", ".join(map(rule_anchor, hidden))
        parts.append(f"<p>Not shown: {rules}. A comment in the file ignores it, or the file was not read.</p>\n")
    return "".join(parts) + "</section>\n"
