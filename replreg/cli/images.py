"""``replreg images``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import Settings, paths_argument, settings_options
from replreg.cli.session import Session
from replreg.cli.suggest import Choice
from replreg.cli.terminal import say, set_encoding
from replreg.linter.list_images import list_images
from replreg.messages import counted
from replreg.output.formats import Format

if TYPE_CHECKING:
    from replreg.output.images import ImageReport

__all__ = ["command"]


@declare("images")
@paths_argument
@format_option("images", "the images")
@click.option(
    "--mode",
    type=Choice(["online", "airgap", "both"]),
    default="both",
    help="Show what is pulled online, in an air gap, or both (default: both).",
)
@settings_options
def command(paths: tuple[str, ...], output_format: Format, mode: str, **options: Any) -> int:
    """An image is "not known" where a template hides a part of it.

    \b
    Examples:
      replreg images release.yaml
      replreg images --format csv > images.csv
    """
    from replreg.output.images import ImageReport

    settings = Settings(options)
    session = Session(settings, paths)
    files = list(session.results(list_images))
    report = ImageReport(
        [row for file in files for row in file.images],
        files=len(files),
        skipped=len(session.skipped),
        unreadable=sum(file.unreadable for file in files),
        configs=list({id(job.config): job.config for job in session.jobs}.values()),
        charts_read=sum(file.charts.read for file in files if file.charts is not None),
        charts_missing=sum(file.charts.missing for file in files if file.charts is not None),
        mode=mode,
    )
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("images", report, settings.screen(sys.stdout)))
    if not settings.quiet:
        sys.stdout.flush()
        if not files:
            session.say_nothing_checked()
        elif not report.rows:
            say(f"replreg: {report.coverage_line}")
        elif output_format.needs_address:
            _say_left_out(report)
    return 2 if session.failed else 0


def _say_left_out(report: ImageReport) -> None:
    """Say on standard error how many images the output lacks."""
    from replreg.output.image_addresses import left_out

    if missing := left_out(report):
        say(f"replreg: {counted(missing, 'image')} left out, since no whole address is known; see 'replreg images'.")
