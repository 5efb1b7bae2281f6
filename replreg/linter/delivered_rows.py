"""Rows for `replreg images` of what a release folder delivers; each is that of the file that its first place is in."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.config.model import Config
from replreg.delivery.catalogue import CatalogueAddress, CatalogueRow, Pulls, RowPlace
from replreg.delivery.images import DeliveredImage
from replreg.finding import Finding, Severity
from replreg.linter.delivery_check import DeliveryCheck
from replreg.named_tuple import NamedTuple
from replreg.release.inventory import BrokenAt, ImageRow, Place, Pull

__all__ = ["ChartCoverage", "all_rows", "charts_of", "row_at", "rows_from_elsewhere", "rows_in"]


class ChartCoverage(NamedTuple):
    """The number of charts of a release that were read, and of those that are nowhere."""

    read: int
    missing: int


def rows_in(check: DeliveryCheck, path: str, config: Config, findings: Iterable[Finding] = ()) -> list[ImageRow]:
    """Return the rows of the images whose first place is in a file. ``findings`` are those of the file."""
    return _rows(check, check.rows_by_path.get(path, ()), path, config, findings)


def rows_from_elsewhere(
    check: DeliveryCheck, path: str, config: Config, findings: Iterable[Finding] = ()
) -> list[ImageRow]:
    """Return the rows of the other images that have a place in a file, each with the file of its first place.

    Those that were returned for another file before are left out.
    """
    return _rows(check, check.take_from_elsewhere(path), path, config, findings)


def _rows(
    check: DeliveryCheck, rows: Iterable[CatalogueRow], path: str, config: Config, findings: Iterable[Finding]
) -> list[ImageRow]:
    own: dict[int, dict[str, Severity]] = {}
    for finding in findings:
        own.setdefault(finding.start.line, {})[finding.rule] = finding.severity
    found = []
    for row in rows:
        broken = {
            BrokenAt(file, line, rule, severity)
            for file, line in row.lines
            for known in (check.rules_of(file, config), own if file == path else {})
            for rule, severity in known.get(line, {}).items()
        }
        found.append(_row(row, (row.used or row.declared)[0].path, broken))
    return found


def all_rows(check: DeliveryCheck) -> list[ImageRow]:
    """Return the rows of all images of a release, each with the file of its first place, and no verdicts."""
    return [_row(row, path, ()) for path, rows in check.rows_by_path.items() for row in rows]


def row_at(row: ImageRow, image: DeliveredImage, pulls: Pulls) -> ImageRow:
    """Return the row of an image with what is pulled for one of its places; another may be pulled otherwise."""
    if len(row.used) + len(row.declared) < 2:
        return row
    found = pulls.of(image)
    if found is None:
        return row
    online, airgap = map(_pull, found)
    return row if (online, airgap) == (row.online, row.airgap) else row._replace(online=online, airgap=airgap)


def charts_of(check: DeliveryCheck, path: str) -> ChartCoverage | None:
    """Return how many charts of a release are known, with its first file; None with the others."""
    if path != check.first_path:
        return None
    coverage = check.catalogue.coverage
    return ChartCoverage(coverage.charts_read, coverage.charts_missing)


def _row(row: CatalogueRow, path: str, broken: Iterable[BrokenAt]) -> ImageRow:
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
