"""The images of a run: their rows, their verdicts, and how many of them are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.config.model import Config
from replreg.messages import counted
from replreg.output.table import Table
from replreg.release.inventory import ImageRow, Place

__all__ = ["ImageReport", "image_objects", "image_table"]

_HEADINGS = ("IMAGE", "SOURCE", "PULL ADDRESS", "DECLARED AT", "USED AT", "VERDICT")
_MOST_LINES = 5  # line numbers in one cell
_UNKNOWN = "not known"


class ImageReport:
    """The images of some files. ``skipped`` counts the files that were skipped, ``unreadable`` the documents that
    are not YAML. ``configs`` are the configurations of the files."""

    def __init__(
        self,
        rows: Sequence[ImageRow],
        *,
        files: int,
        skipped: int = 0,
        unreadable: int = 0,
        configs: Sequence[Config] = (),
    ) -> None:
        self.rows = rows
        self.files = files
        self.skipped = skipped
        self.unreadable = unreadable
        self.configs = configs

    @property
    def unknown(self) -> int:
        """The number of images whose address is not known."""
        return sum(row.address is None for row in self.rows)

    @property
    def coverage_line(self) -> str:
        """How much of the files was read, in one line."""
        parts = [f"{counted(len(self.rows), 'image')} in {counted(self.files, 'file')}"]
        if self.unknown:
            parts.append(f"{self.unknown} not known, since a template or an unknown endpoint hides a part")
        if self.unreadable:
            parts.append(f"{counted(self.unreadable, 'document')} not read, since not YAML")
        if self.skipped:
            parts.append(f"{counted(self.skipped, 'file')} skipped")
        return "; ".join(parts) + "."


def verdict_of(row: ImageRow) -> str:
    """Return the verdict on an image in words: the rules that it breaks, "ok", or "not known"."""
    return ", ".join(row.verdict) or ("ok" if row.address is not None else _UNKNOWN)


def image_table(report: ImageReport) -> Table:
    """Return the images as a table, with the file of each place if there are several."""
    with_path = report.files > 1
    cells = [
        (
            row.image,
            row.source or "?",
            row.address or _UNKNOWN,
            _places(row.declared, row.path, with_path),
            _places(row.used, row.path, with_path),
            verdict_of(row),
        )
        for row in report.rows
    ]
    colors = {verdict: "red" for *_, verdict in cells} | {"ok": "green", _UNKNOWN: "yellow"}
    return Table(_HEADINGS, cells, {5: colors}, frozenset({1, 5}))


def _places(places: Sequence[Place], path: str, with_path: bool) -> str:
    if not places:
        return "-"
    lines = ", ".join(str(place.line) for place in places[:_MOST_LINES])
    more = f" (+{len(places) - _MOST_LINES})" if len(places) > _MOST_LINES else ""
    return f"{path}:{lines}{more}" if with_path else f"line {lines}{more}"


def image_objects(report: ImageReport) -> Iterator[dict[str, object]]:
    """Yield the object of each image for JSON; ``address`` is None where it is not known."""
    for row in report.rows:
        yield {
            "path": row.path,
            "image": row.image,
            "source": row.source or None,
            "address": row.address,
            "declared": [place._asdict() for place in row.declared],
            "used": [place._asdict() for place in row.used],
            "verdict": list(row.verdict),
            "certain": row.address is not None,
        }
