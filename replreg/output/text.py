"""The format ``text``: text for people, on a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from replreg.output.formats import Format, Screen

if TYPE_CHECKING:  # each subject imports what it needs when it is rendered: a run without findings needs nothing
    from replreg.linter.verification import Verified
    from replreg.output.images import ImageReport
    from replreg.output.listings import RegistryRow, RuleRow
    from replreg.output.report import Report

__all__ = ["FORMAT"]

_FILE_WIDTH = 120  # columns of an excerpt where there is no terminal


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """Yield each finding as a block of lines, as soon as its file is linted."""
    for file in report:
        if not file.findings:
            continue
        from replreg.output.finding_text import render_finding
        from replreg.yaml.text import LineIndex

        text = file.text or ""
        lines = LineIndex(text)
        width, wrap = screen.width or _FILE_WIDTH, screen.width is not None
        for finding in file.findings:
            yield render_finding(finding, text, lines, screen.style, width, wrap=wrap) + "\n\n"


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    """Yield a table with one row an image, and a line that says how many of them are known."""
    from replreg.output.images import image_table
    from replreg.output.table import render_table

    if report.rows:
        yield from render_table(image_table(report), screen.style, screen.width)
        yield f"\n{report.coverage_line}\n"
    if report.comparison is not None:
        yield f"{report.bundle_line}\n"
        yield from (f"  {image}\n" for image in report.comparison.unused)


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    """Yield a table with one row an image."""
    from replreg.output.table import render_table
    from replreg.output.verification import verification_table

    if results:
        yield from render_table(verification_table(results), screen.style, screen.width)


def _registries(rows: Sequence[RegistryRow], screen: Screen) -> Iterator[str]:
    """Yield a table with one row a registry."""
    from replreg.output.listings import registry_table
    from replreg.output.table import render_table

    if rows:
        yield from render_table(registry_table(rows), screen.style, screen.width)


def _rules(rows: Sequence[RuleRow], screen: Screen) -> Iterator[str]:
    """Yield a table with one row a rule."""
    from replreg.output.listings import rule_table
    from replreg.output.table import render_table

    yield from render_table(rule_table(rows), screen.style, screen.width)


FORMAT = Format(
    "text",
    "for people",
    "text/plain",
    {
        "findings": _findings,
        "images": _images,
        "verification": _verification,
        "registries": _registries,
        "rules": _rules,
    },
    for_people=True,
)
