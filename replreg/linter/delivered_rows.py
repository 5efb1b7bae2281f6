"""Rows for `replreg images` of what a release folder delivers; each is that of the file that its first place is in."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.config.model import Config
from replreg.delivery.catalogue import CatalogueAddress, CatalogueRow, RowPlace
from replreg.finding import Finding
from replreg.linter.delivery_check import DeliveryCheck, RulesByLine
from replreg.named_tuple import NamedTuple
from replreg.release.inventory import BrokenAt, ImageRow, Place, Pull

__all__ = ["ChartCoverage", "all_rows", "charts_of", "rows_in"]


class ChartCoverage(NamedTuple):
    """The number of charts of a release that were read, and of those that are nowhere."""

    read: int
    missing: int


def rows_in(check: DeliveryCheck, path: str, config: Config, findings: Iterable[Finding] = ()) -> list[ImageRow]:
    """Return the rows of the images whose first place is in a file. ``findings`` are those of the file."""
    rows = check.catalogue.rows
    rules = check.rules_by_line(config)
    own: RulesByLine = {}
    for finding in findings:
        own.setdefault((path, finding.start.line), {})[finding.rule] = finding.severity
    return [_row(row, path, (rules, own)) for row in rows if _first(row).path == path]


def all_rows(check: DeliveryCheck) -> list[ImageRow]:
    """Return the rows of all images of a release, each with the file of its first place, and no verdicts."""
    return [_row(row, _first(row).path, ()) for row in check.catalogue.rows]


def charts_of(check: DeliveryCheck, path: str) -> ChartCoverage | None:
    """Return how many charts of a release are known, with its first file; None with the others."""
    release = check.delivery.release
    if path != min(release.files or release.chart_files, default=""):
        return None
    coverage = check.catalogue.coverage
    return ChartCoverage(coverage.charts_read, coverage.charts_missing)


def _first(row: CatalogueRow) -> RowPlace:
    return (row.used or row.declared)[0]


def _row(row: CatalogueRow, path: str, rules: Iterable[RulesByLine]) -> ImageRow:
    broken = {
        BrokenAt(*place, rule, severity)
        for place in row.lines
        for known in rules
        for rule, severity in known.get(place, {}).items()
    }
    return ImageRow(
        path,
        row.image,
        row.source,
        row.online.address if row.online is not None and row.certain else None,
        tuple(map(_place, row.declared)),
        tuple(map(_place, row.used)),
        tuple(sorted({one.rule for one in broken})),
        True,
        _pull(row.online),
        _pull(row.airgap),
        row.certain,
        row.why,
        row.rendered,
        tuple(sorted(broken)),
    )


def _place(place: RowPlace) -> Place:
    return Place(place.line, place.column, place.path, place.key)


def _pull(address: CatalogueAddress | None) -> Pull | None:
    return None if address is None else Pull(address.address, address.via.value, address.upstream)
