"""The images of a release as a table: for a terminal, as CSV, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.output.terminal import clean, plain_table
from replreg.release.inventory import ImageRow, Place

__all__ = ["HEADINGS", "render_csv", "render_json", "render_markdown", "render_plain", "table_rows"]

HEADINGS = ("IMAGE", "SOURCE", "PULL ADDRESS", "DECLARED AT", "USED AT", "VERDICT")
_WIDEST = 100  # characters of a cell in the plain table
_FIELDS = ("image", "source", "address", "declared", "used", "verdict")


def table_rows(rows: Sequence[ImageRow], *, with_path: bool) -> list[tuple[str, ...]]:
    """Return the cells of each row as text. ``with_path`` puts the file in front of line numbers."""
    return [
        (
            row.image,
            row.source or "?",
            row.address or "not known",
            _places(row.declared, row.path, with_path),
            _places(row.used, row.path, with_path),
            ", ".join(row.verdict) or "ok",
        )
        for row in rows
    ]


def _places(places: Sequence[Place], path: str, with_path: bool) -> str:
    if not places:
        return "-"
    lines = ", ".join(str(place.line) for place in places[:5])
    more = f" (+{len(places) - 5})" if len(places) > 5 else ""
    return f"{path}:{lines}{more}" if with_path else f"line {lines}{more}"


def render_plain(rows: Sequence[ImageRow], *, with_path: bool) -> str:
    """Return a table whose columns are padded with blanks: plain and stable, for pipes and files."""
    cells = [HEADINGS, *(tuple(map(_short, row)) for row in table_rows(rows, with_path=with_path))]
    return "\n".join(plain_table(cells)) + "\n"


def _short(cell: str) -> str:
    """Return what stands in a cell on one line that can be read; the other formats have all of it."""
    cell = clean(cell)
    return cell if len(cell) <= _WIDEST else f"{cell[: _WIDEST - 30]}…{cell[-29:]}"


def render_markdown(rows: Sequence[ImageRow], *, with_path: bool) -> str:
    """Return a table in GitHub's Markdown."""
    cells = [tuple(heading.capitalize() for heading in HEADINGS), tuple("---" for _ in HEADINGS)]
    cells += [tuple(clean(cell).replace("|", "\\|") for cell in row) for row in table_rows(rows, with_path=with_path)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def render_csv(rows: Sequence[ImageRow]) -> str:
    """Return comma-separated values with a heading; places as ``path:line:column``, several split by blanks."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("path", *_FIELDS))
    for row in rows:
        declared, used = (
            " ".join(f"{row.path}:{place.line}:{place.column}" for place in places)
            for places in (row.declared, row.used)
        )
        writer.writerow(
            (row.path, row.image, row.source, row.address or "", declared, used, " ".join(row.verdict) or "ok")
        )
    return stream.getvalue()


def render_json(rows: Sequence[ImageRow]) -> str:
    """Return ``{"version": 1, "images": […]}``; ``address`` is null where it is not known."""
    import json

    images = [
        {
            "path": row.path,
            "image": row.image,
            "source": row.source or None,
            "address": row.address,
            "declared": [{"line": place.line, "column": place.column} for place in row.declared],
            "used": [{"line": place.line, "column": place.column} for place in row.used],
            "verdict": list(row.verdict),
        }
        for row in rows
    ]
    return json.dumps({"version": 1, "images": images}, ensure_ascii=False, indent=1) + "\n"
