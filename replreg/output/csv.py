"""The format ``csv``: comma-separated values with a heading, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.images import ImageReport, bundle_state, verdict_of

__all__ = ["FORMAT"]


_HEADINGS = ("path", "image", "source", "address", "declared", "used", "verdict")
_PULLED = ("online", "online_via", "online_upstream", "airgap", "airgap_via", "airgap_upstream")
_MORE = ("certain", "why", "rendered")


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    """Yield one row an image, with what its object in JSON has; ``bundle`` only if there is one to compare with.

    Places are ``path:line:column``; several values in a cell are separated by spaces. What JSON has as null is empty.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    compared = report.comparison is not None
    writer.writerow((*_HEADINGS, *_PULLED, *_MORE, *(("bundle",) if compared else ())))
    for number, row in enumerate(report.rows):
        declared, used = (
            " ".join(f"{place.path or row.path}:{place.line}:{place.column}" for place in places)
            for places in (row.declared, row.used)
        )
        verdict = " ".join(row.verdict) or verdict_of(row)
        writer.writerow(
            (
                *(row.path, row.image, row.source, row.address or "", declared, used, verdict),
                *(part or "" for pull in report.pulls(row).values() for part in pull or ("", "", "")),
                *(_flag(row.is_known), row.why or "", _flag(row.is_rendered)),
                *((bundle_state(report, number) or "",) if compared else ()),
            )
        )
    yield stream.getvalue()


def _flag(value: bool) -> str:
    return "true" if value else "false"


FORMAT = Format("csv", "for spreadsheets", "text/csv", {"images": _images})
