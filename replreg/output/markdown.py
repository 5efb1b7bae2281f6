"""The format ``markdown``: a summary of findings, and tables of everything else, for a job summary or a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.linter.verification import Verified
from replreg.output.formats import Format, Screen
from replreg.output.images import ImageReport, image_table
from replreg.output.listings import RegistryRow, RuleRow, registry_table, rule_table
from replreg.output.report import Report
from replreg.output.table import render_markdown
from replreg.output.verification import verification_table

__all__ = ["FORMAT"]


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    from replreg.output.markdown_findings import render_findings

    return render_findings(report)


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    yield from render_markdown(image_table(report))
    if report.comparison is not None:
        from replreg.output.markdown_text import code_span

        yield f"\n{report.bundle_line}\n"
        if report.comparison.unused:
            yield "\n" + "".join(f"- {code_span(image)}\n" for image in report.comparison.unused)


def _verification(results: Sequence[Verified], screen: Screen) -> Iterator[str]:
    yield from render_markdown(verification_table(results))


def _registries(rows: Sequence[RegistryRow], screen: Screen) -> Iterator[str]:
    yield from render_markdown(registry_table(rows))


def _rules(rows: Sequence[RuleRow], screen: Screen) -> Iterator[str]:
    yield from render_markdown(rule_table(rows))


FORMAT = Format(
    "markdown",
    "for a job summary or a comment",
    "text/markdown",
    {
        "findings": _findings,
        "images": _images,
        "verification": _verification,
        "registries": _registries,
        "rules": _rules,
    },
)
