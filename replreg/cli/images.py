"""``replreg images``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import paths_argument, render_option, settings_options
from replreg.cli.session import Session
from replreg.cli.settings import Settings
from replreg.cli.suggest import Choice
from replreg.cli.terminal import fail, say, set_encoding
from replreg.linter.list_images import joined_rows, list_images
from replreg.messages import counted
from replreg.output.formats import Format

if TYPE_CHECKING:
    from replreg.output.images import ImageReport
    from replreg.release.inventory import ImageRow

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
@click.option("--host", "hosts", metavar="HOST", multiple=True, help="Only the images of this host. Can be repeated.")
@click.option(
    "--compare",
    metavar="FILE",
    type=click.Path(),
    help="Compare with the images of the air gap bundle, as 'replicated release image ls' prints them.",
)
@render_option
@settings_options
def command(
    paths: tuple[str, ...],
    output_format: Format,
    mode: str,
    hosts: tuple[str, ...],
    compare: str | None,
    render: bool,
    **options: Any,
) -> int:
    """An image is "not known" where a template hides a part of it.

    \b
    Examples:
      replreg images release.yaml
      replreg images --format csv > images.csv
      replicated release image ls --channel Stable > bundle.txt
      replreg images --compare bundle.txt
    """
    from replreg.output.images import ImageReport

    bundle = None if compare is None else _read_bundle(compare)
    settings = Settings(options)
    session = Session(settings, paths)
    if render:
        session.use_helm()
    files = list(session.results(list_images))
    rows = joined_rows(files)
    configs = list({id(job.config): job.config for job in session.jobs}.values())
    report = ImageReport(
        _of_hosts(rows, hosts),
        files=len(files),
        skipped=sum(not file.was_read for file in session.skipped),
        unreadable=sum(file.unreadable for file in files),
        configs=configs,
        charts_read=sum(file.charts.read for file in files if file.charts is not None),
        charts_missing=sum(file.charts.missing for file in files if file.charts is not None),
        mode=mode,
        found=[part for file in files for part in file.found],
    )
    if bundle is not None and compare is not None and files:
        from replreg.linter.bundle import compare as compare_with

        report.comparison = compare_with(report.rows, bundle, compare, configs)
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
        if report.comparison is not None and output_format.name not in ("text", "markdown"):
            say(f"replreg: {report.bundle_line}")
    if session.failed:
        return 2
    return 1 if report.comparison is not None and report.comparison.missing else 0


def _read_bundle(file: str) -> list[str]:
    """Return the images in the list of a bundle. Raises `click.ClickException`."""
    from replreg.files import read_bytes
    from replreg.linter.bundle_list import BadBundleList, read_bundle_list

    try:
        return read_bundle_list(read_bytes(file))
    except OSError as error:
        raise fail(f"{file}: cannot be read: {error.strerror or error}") from error
    except BadBundleList as error:
        raise fail(f"{file}: {error}") from error


def _of_hosts(rows: list[ImageRow], hosts: tuple[str, ...]) -> list[ImageRow]:
    """Return the images that are pulled from one of the hosts, or come from there through the proxy."""
    if not hosts:
        return rows
    from replreg.output.image_addresses import hosts_of
    from replreg.registries.linked_registry import normalize_host

    wanted = {normalize_host(host.strip().rstrip("/")) for host in hosts}
    return [row for row in rows if not wanted.isdisjoint(hosts_of(row))]


def _say_left_out(report: ImageReport) -> None:
    """Say on standard error how many images the output lacks."""
    from replreg.output.image_addresses import left_out

    if missing := left_out(report):
        say(f"replreg: {counted(missing, 'image')} left out, since no whole address is known; see 'replreg images'.")
