"""The format ``html``: one page for a browser, to print or to send, which needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.output.formats import Format, Screen
from replreg.output.images import ImageReport
from replreg.output.report import Report

__all__ = ["FORMAT"]


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    from replreg.output.html_findings import render_findings

    return render_findings(report)


def _images(report: ImageReport, screen: Screen) -> Iterator[str]:
    from replreg.output.html_images import render_images

    return render_images(report)


FORMAT = Format("html", "one page for a browser", "text/html", {"findings": _findings, "images": _images})
