"""The format ``csv``: comma-separated values with a heading."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.images import ImageReport, verdict_of

__all__ = ["FORMAT"]


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    """Yield one row an image. Places are ``path:line:column``; several values in a cell are separated by spaces."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("path", "image", "source", "address", "declared", "used", "verdict"))
    for row in report.rows:
        declared, used = (
            " ".join(f"{place.path or row.path}:{place.line}:{place.column}" for place in places)
            for places in (row.declared, row.used)
        )
        verdict = " ".join(row.verdict) or verdict_of(row)
        writer.writerow((row.path, row.image, row.source, row.address or "", declared, used, verdict))
    yield stream.getvalue()


FORMAT = Format("csv", "for spreadsheets", "text/csv", {"images": _images})
