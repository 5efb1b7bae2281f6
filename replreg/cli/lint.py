"""``replreg lint``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import complete_output, format_option
from replreg.cli.options import findings_options, paths_argument, render_option, settings_options
from replreg.cli.session import Session, may_report
from replreg.cli.settings import Settings
from replreg.cli.suggest import Choice, PathName
from replreg.cli.terminal import say, set_encoding
from replreg.finding import Finding, Severity
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.messages import counted
from replreg.output.formats import Format
from replreg.output.report import Report

if TYPE_CHECKING:
    from replreg.cli.baseline import BaselineRun
    from replreg.cli.outputs import Target

__all__ = ["command"]


@declare("lint")
@paths_argument
@format_option("findings", "the findings")
@click.option(
    "--output",
    metavar="[FORMAT:]FILE",
    multiple=True,
    shell_complete=complete_output,
    help="Write the findings to this file instead, in a format of its own or that of --format. Can be repeated.",
)
@click.option(
    "--fail-on",
    type=Choice(["error", "warning", "info", "never"]),
    default="error",
    help="End with status 1 from this severity on (default: error).",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--baseline", metavar="FILE", type=PathName(), help="Leave out the known findings in this file.")
@click.option("--write-baseline", is_flag=True, help="Write all findings to the baseline, as known.")
@render_option
@findings_options
@settings_options
def command(paths: tuple[str, ...], output_format: Format, output: Sequence[str], fail_on: str, **options: Any) -> int:
    """PATH is a file, a folder, or - for standard input.

    Without it, the files that .replicated names are checked, or else the current folder.

    The documents of a release are checked together with its charts, once for an online install and once for an air gap.
    The linked registries, from --registry or replreg.yaml, say which images are private.

    \b
    Examples:
      replreg lint
      replreg lint release.yaml --registry myquay=quay.io --app my-app
      replreg lint --format sarif --output findings.sarif
      replreg lint --output text:- --output json:findings.json
      replreg lint --baseline replreg-baseline.json --write-baseline
    """
    statistics, render = options.pop("statistics"), options.pop("render")
    settings = Settings(options)
    targets, printed = _targets(output, output_format)
    baseline = _baseline(options, settings)
    session = Session(settings, paths)
    if options["show_files"] or options["show_settings"]:
        from replreg.cli.show import show

        return show(session, paths, files=options["show_files"], settings=options["show_settings"])
    if render:
        session.use_helm()
    linted = (part for file in session.results(lint_file) for part in file.flat())
    files = _with_configurations(session, linted)
    report = Report(baseline.filter(files) if baseline else files)
    for target in targets:
        target.write(report, settings.screen(None))
    if printed is not None:
        set_encoding(sys.stdout, printed)
        for piece in printed.render("findings", report, settings.screen(sys.stdout)):
            session.print(piece)
    if statistics:
        _say_statistics(report.findings)
    if not settings.quiet:
        _summarize(report, session, printed or output_format, only_new=baseline is not None)
    if baseline:
        baseline.finish(session)
    if session.failed:
        return 2
    if fail_on == "never":
        return 0
    limit = Severity(fail_on).rank
    return 1 if any(finding.severity.rank >= limit for finding in report.findings) else 0


def _with_configurations(session: Session, files: Iterator[LintedFile]) -> Iterator[LintedFile]:
    """Add the findings about the configuration files, in the order of paths."""
    if not session.settings.quiet and may_report(session.settings.configurations.given_registries):
        from replreg.cli.warnings import warn_of_options

        warn_of_options(session.settings)
    found = session.lint_configurations()
    if not found:
        return files
    from replreg.linter.config_files import with_configurations

    return with_configurations(files, found)


def _targets(output: Sequence[str], output_format: Format) -> tuple[Sequence[Target], Format | None]:
    """Return the files to write, and the format of standard output, None if nothing is printed there."""
    if not output:
        return (), output_format
    from replreg.cli.outputs import read_targets

    return read_targets(output, output_format)


def _baseline(options: dict[str, Any], settings: Settings) -> BaselineRun | None:
    path, write = options["baseline"], options["write_baseline"]
    if not path and not write:
        return None
    from replreg.cli.baseline import BaselineRun, check_usage

    check_usage(path, write)
    if write and settings.is_about_changes:
        message = "--write-baseline writes all findings, and --staged and --changed-since leave some out"
        raise click.UsageError(message, click.get_current_context())
    return BaselineRun(path, write=write, settings=settings)


def _say_statistics(findings: list[Finding]) -> None:
    """Count the findings of each rule on standard error, since a program may read standard output."""
    sys.stdout.flush()
    counts = Counter(finding.rule for finding in findings)
    fixable = Counter(finding.rule for finding in findings if finding.fix and finding.fix.safe)
    width = len(str(max(counts.values(), default=0)))
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark = f" ({fixable[rule]} fixable)" if fixable[rule] else ""
        say(f"{str(count).rjust(width)} {rule}{mark}")


def _summarize(report: Report, session: Session, output_format: Format, *, only_new: bool) -> None:
    """Say on standard error how the run went, and what to do next. ``only_new``: known findings were left out."""
    sys.stdout.flush()
    style = session.settings.style(sys.stderr)
    if not report.paths:
        session.say_nothing_checked()
        return
    if output_format.name == "text":
        findings = report.findings
        if findings:
            from replreg.output.result_line import result_line

            say(result_line(findings, len(report.paths), style))
        else:
            said = "No new problems found" if only_new or session.settings.is_about_changes else "No problems found"
            say(style(said, "green", bold=True) + f" in {counted(len(report.paths), 'file')}.")
    if report.needs_registries and not session.has_registries:
        say(
            "note: replreg knows none of the linked registries, so it cannot check images against their endpoints.\n"
            "      Give each with --registry NAME=ENDPOINT, or let 'replreg init' write a replreg.yaml."
        )
