"""The images of a run: their rows, their verdicts, and how many of them are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from replreg.config.model import Config
from replreg.messages import counted
from replreg.output.table import Table
from replreg.release.inventory import ImageRow, Place, Pull

if TYPE_CHECKING:  # only --compare needs it
    from replreg.linter.bundle import Comparison
    from replreg.linter.list_images import FileFindings

__all__ = ["WORLDS", "ImageReport", "bundle_state", "image_objects", "image_table"]

WORLDS = {"online": "Online", "airgap": "Air gap"}
"""The two installations, each with its title."""

_HEADINGS = ("IMAGE", "SOURCE", "PULL ADDRESS", "DECLARED AT", "USED AT", "VERDICT")
_DELIVERED_HEADINGS = {
    "online": ("IMAGE", "SOURCE", "ONLINE", "DECLARED AT", "USED AT", "VERDICT"),
    "airgap": ("IMAGE", "SOURCE", "AIR GAP", "DECLARED AT", "USED AT", "VERDICT"),
    "both": ("IMAGE", "SOURCE", "ONLINE", "AIR GAP", "DECLARED AT", "USED AT", "VERDICT"),
}
_PULLED = 2  # the first column that says what is pulled
_MOST_LINES = 5  # line numbers in one cell
_UNKNOWN = "not known"
_BUNDLE_WORDS = {"present": "yes", "missing": "missing", "unknown": _UNKNOWN, None: "-"}


class ImageReport:
    """The images of some files. ``skipped`` counts the files that were skipped, ``unreadable`` the documents that
    are not YAML, ``charts_read`` and ``charts_missing`` the charts. ``configs`` are the configurations of the files.
    ``mode`` is the installation that is shown: ``online``, ``airgap`` or ``both``. ``comparison`` says what an air gap
    bundle has of the rows. ``found`` has the findings of each file that has some."""

    def __init__(
        self,
        rows: Sequence[ImageRow],
        *,
        files: int,
        skipped: int = 0,
        unreadable: int = 0,
        configs: Sequence[Config] = (),
        charts_read: int = 0,
        charts_missing: int = 0,
        mode: str = "both",
        comparison: Comparison | None = None,
        found: Sequence[FileFindings] = (),
    ) -> None:
        self.rows = rows
        self.files = files
        self.skipped = skipped
        self.unreadable = unreadable
        self.configs = configs
        self.charts_read = charts_read
        self.charts_missing = charts_missing
        self.mode = mode
        self.comparison = comparison
        self.found = found

    @property
    def wanted(self) -> Sequence[ImageRow]:
        """The rows that a list of addresses is about: all, or those that the bundle lacks."""
        if self.comparison is None:
            return self.rows
        return [row for number, row in enumerate(self.rows) if number in self.comparison.missing]

    @property
    def bundle_line(self) -> str:
        """The comparison with the bundle in one line; empty without one."""
        found = self.comparison
        if found is None:
            return ""
        parts = [f"{counted(len(found.images), 'image')} in the bundle ({found.file})", f"{len(found.missing)} missing"]
        if found.unsure:
            parts.append(f"{len(found.unsure)} not known")
        parts.append(f"{len(found.unused)} that nothing uses")
        return "; ".join(parts) + "."

    def pulls(self, row: ImageRow) -> dict[str, Pull | None]:
        """Return what is pulled of a row, by installation; None for one that the report is not about."""
        is_shown = {world: self.mode in (world, "both") or not row.is_delivered for world in WORLDS}
        return {world: row.pull(world) if is_shown[world] else None for world in WORLDS}

    @cached_property
    def is_delivered(self) -> bool:
        """Whether an image is one of a release that has two installations."""
        return any(row.is_delivered for row in self.rows)

    @property
    def unknown(self) -> int:
        """The number of images whose address is not known."""
        return sum(not row.is_known for row in self.rows)

    @property
    def outside(self) -> int:
        """The number of images that an air gap install pulls, too, but not from the customer's local registry.

        They are right if the release is never installed without internet access. Nothing in its files says so.
        """
        pulls = [row.airgap for row in self.rows if row.is_delivered and row.is_known] if self.mode != "online" else []
        return sum(pull is not None and pull.via in ("direct", "proxy") for pull in pulls)

    @property
    def coverage_line(self) -> str:
        """How much of the files was read, in one line."""
        parts = [f"{counted(len(self.rows), 'image')} in {counted(self.files, 'file')}"]
        if self.unknown:
            parts.append(f"{self.unknown} not known, since a template or an unknown endpoint hides a part")
        if outside := self.outside:
            parts.append(f"{outside} not pulled from the local registry in an air gap")
        if self.charts_read:
            parts.append(f"{counted(self.charts_read, 'chart')} read")
        if rendered := sum(row.is_rendered for row in self.rows):
            parts.append(f"{counted(rendered, 'image')} rendered by Helm")
        if self.charts_missing:
            parts.append(f"{counted(self.charts_missing, 'chart')} not found")
        if self.unreadable:
            parts.append(f"{counted(self.unreadable, 'document')} not read, since not YAML")
        if self.skipped:
            parts.append(f"{counted(self.skipped, 'file')} skipped")
        return "; ".join(parts) + "."


def verdict_of(row: ImageRow) -> str:
    """Return the verdict on an image in words: the rules that it breaks, "ok", or "not known"."""
    return ", ".join(row.verdict) or ("ok" if row.is_known else _UNKNOWN)


def image_table(report: ImageReport) -> Table:
    """Return the images as a table, with the file of each place if there are several."""
    with_path = report.files > 1
    headings = _DELIVERED_HEADINGS[report.mode] if report.is_delivered else _HEADINGS
    compared = report.comparison is not None
    if compared:
        headings = (*headings[:-1], "BUNDLE", headings[-1])
    cells = [
        (
            row.image,
            row.source or "?",
            *_pulled(row, report.mode if report.is_delivered else "online"),
            _places(row.declared, row.path, with_path),
            _places(row.used, row.path, with_path),
            *((_BUNDLE_WORDS[bundle_state(report, number)],) if compared else ()),
            verdict_of(row),
        )
        for number, row in enumerate(report.rows)
    ]
    colors = {verdict: "red" for *_, verdict in cells} | {"ok": "green", _UNKNOWN: "yellow"}
    last = len(headings) - 1
    palette: dict[int, dict[str, str]] = {last: colors}
    if compared:
        palette[last - 1] = {"missing": "red", "yes": "green", _UNKNOWN: "yellow"}
    places = headings.index("DECLARED AT")
    repeating = {index: index - 1 if index > _PULLED else 0 for index in range(_PULLED, places)}
    return Table(headings, cells, palette, frozenset({1, last - 1, last} if compared else {1, last}), repeating)


def bundle_state(report: ImageReport, number: int) -> str | None:
    """Return whether the bundle has a row's image: ``present``, ``missing``, ``unknown``; None where none is needed."""
    found = report.comparison
    if found is None or number in found.unneeded:
        return None
    return "missing" if number in found.missing else "unknown" if number in found.unsure else "present"


def _pulled(row: ImageRow, mode: str) -> tuple[str, ...]:
    """Return what is pulled, a cell for each installation that is shown."""
    worlds = WORLDS if mode == "both" else (mode,)
    absent = "-" if row.is_delivered else _UNKNOWN
    return tuple(absent if (pull := row.pull(world)) is None else pull.address for world in worlds)


def _places(places: Sequence[Place], path: str, with_path: bool) -> str:
    if not places:
        return "-"
    shown = places
    if any(place.path not in ("", path) for place in places):
        with_path, path = True, places[0].path
        shown = [place for place in places if place.path == path]
    shown = shown[:_MOST_LINES]
    lines = ", ".join(str(place.line) for place in shown)
    more = f" (+{len(places) - len(shown)})" if len(places) > len(shown) else ""
    return f"{path}:{lines}{more}" if with_path else f"line {lines}{more}"


def image_objects(report: ImageReport) -> Iterator[dict[str, object]]:
    """Yield the object of each image for JSON; ``address`` is None where it is not known."""
    for number, row in enumerate(report.rows):
        more = {} if report.comparison is None else {"bundle": bundle_state(report, number)}
        yield {
            "path": row.path,
            "image": row.image,
            "source": row.source or None,
            "address": row.address,
            "addresses": {world: pull and pull._asdict() for world, pull in report.pulls(row).items()},
            "declared": [_place_object(place, row.path) for place in row.declared],
            "used": [_place_object(place, row.path) for place in row.used],
            "verdict": list(row.verdict),
            "certain": row.is_known,
            "why": row.why,
            "rendered": row.is_rendered,
            **more,
        }


def _place_object(place: Place, path: str) -> dict[str, object]:
    found: dict[str, object] = {"path": place.path or path, "line": place.line, "column": place.column}
    return {**found, "key": place.key} if place.key else found
