"""The format ``jsonl``: one JSON object a line for each finding or image, printed as soon as it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.output.formats import Format, Screen
from replreg.output.json import dumps, finding_object
from replreg.output.report import Report

if TYPE_CHECKING:
    from replreg.linter.verification import Verified
    from replreg.output.images import ImageReport

__all__ = ["FORMAT"]


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    for file in report:
        for finding in file.findings:
            yield dumps(finding_object(finding)) + "\n"


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    from replreg.output.images import image_objects

    for item in image_objects(report):
        yield dumps(item) + "\n"


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    from replreg.output.verification import verification_object

    for result in results:
        yield dumps(verification_object(result)) + "\n"


FORMAT = Format(
    "jsonl",
    "a JSON object a line",
    "application/jsonl",
    {"findings": _findings, "images": _images, "verification": _verification},
)
