"""``replreg images``."""

from __future__ import annotations

import sys
from typing import Any

import click

from replreg.cli.options import Settings, paths_argument, say, settings_options, write_utf8
from replreg.cli.session import Session
from replreg.cli.suggest import Choice
from replreg.linter.file_job import list_images
from replreg.output.terminal import Style
from replreg.release.inventory import ImageRow

__all__ = ["command"]


@click.command("images")
@paths_argument
@click.option(
    "--format",
    "output_format",
    type=Choice(["text", "json", "csv", "markdown"]),
    default="text",
    help="How to print the table.",
)
@settings_options
def command(paths: tuple[str, ...], output_format: str, **options: Any) -> int:
    """List every image: declared where, used where, pulled from where.

    \b
    Examples:
      replreg images release.yaml
      replreg images --format csv > images.csv
    """
    from replreg.output import images

    settings = Settings(options)
    session = Session(settings, paths)
    outcomes = [outcome for outcome in session.outcomes(list_images) if outcome.is_release]
    rows = [row for outcome in outcomes for row in outcome.images]
    with_path = len(outcomes) > 1
    style = settings.style(sys.stdout)
    if output_format != "text":
        write_utf8(sys.stdout)
    if output_format == "json":
        sys.stdout.write(images.render_json(rows))
    elif output_format == "csv":
        sys.stdout.write(images.render_csv(rows))
    elif output_format == "markdown":
        sys.stdout.write(images.render_markdown(rows, with_path=with_path))
    elif style.enabled:
        _print_table(rows, with_path, style)
    elif rows:
        sys.stdout.write(images.render_plain(rows, with_path=with_path))
    if not rows and not settings.quiet and not session.failed:
        say("replreg: no images here")
    return 2 if session.failed else 0


def _print_table(rows: list[ImageRow], with_path: bool, style: Style) -> None:
    """Draw the table as wide as the terminal, its cells folded where they must."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from replreg.output.images import HEADINGS, table_rows
    from replreg.output.terminal import clean

    console = Console(force_terminal=style.enabled, highlight=False)
    shown = table_rows(rows, with_path=with_path)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading, column in zip(HEADINGS, zip(*shown, strict=True), strict=True):
        # A name is read as a whole; an address or a path can still be read in two lines.
        whole = heading in ("SOURCE", "VERDICT") and max(map(len, column)) <= console.width // 5
        table.add_column(heading.capitalize(), overflow="fold", no_wrap=whole)
    for row, cells in zip(rows, shown, strict=True):
        *rest, verdict = cells
        table.add_row(*(Text(clean(cell)) for cell in rest), Text(verdict, style="red" if row.verdict else "green"))
    console.print(table)
