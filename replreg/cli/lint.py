"""``replreg lint``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import Settings, paths_argument, settings_options
from replreg.cli.session import Session
from replreg.cli.suggest import Choice
from replreg.cli.terminal import check_writable, fail, say, set_encoding
from replreg.finding import Finding, Severity
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.messages import counted
from replreg.output.formats import Format
from replreg.output.report import Report

if TYPE_CHECKING:
    from replreg.cli.baseline import BaselineRun
    from replreg.output.terminal import Style

__all__ = ["command"]


@declare("lint")
@paths_argument
@format_option("findings", "the findings")
@click.option("--output", metavar="FILE", type=click.Path(), help="Write the findings to this file instead.")
@click.option(
    "--fail-on",
    type=Choice(["error", "warning", "info", "never"]),
    default="error",
    help="End with status 1 from this severity on (default: error).",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--baseline", metavar="FILE", type=click.Path(), help="Leave out the known findings in this file.")
@click.option("--write-baseline", is_flag=True, help="Write all findings to the baseline, as known.")
@settings_options
def command(paths: tuple[str, ...], output_format: Format, output: str | None, fail_on: str, **options: Any) -> int:
    """PATH is a file, a folder, or - for standard input; without it the current folder is checked.

    \b
    Examples:
      replreg lint
      replreg lint release.yaml --registry myquay=quay.io --app my-app
      replreg lint --format sarif --output findings.sarif
      replreg lint --baseline replreg-baseline.json --write-baseline
    """
    statistics = options.pop("statistics")
    settings = Settings(options)
    baseline = _baseline(options, settings)
    session = Session(settings, paths)
    linted = (part for file in session.results(lint_file) for part in file.flat())
    files = _with_configurations(session, linted)
    report = Report(baseline.filter(files) if baseline else files)
    if output is None:
        set_encoding(sys.stdout, output_format)
        for piece in output_format.render("findings", report, settings.screen(sys.stdout)):
            session.print(piece)
    else:
        check_writable(output)
        _write(output, "".join(output_format.render("findings", report, settings.screen(None))))
    if statistics:
        _say_statistics(report.findings)
    if not settings.quiet:
        _summarize(report, session, output_format)
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
    if not session.has_registries:
        return files
    from replreg.cli.config_findings import lint_configurations, warn_of_options

    if not session.settings.quiet:
        warn_of_options(session.settings)
    named = {job.display_path for job in session.jobs if job.is_config}
    configurations = list(lint_configurations(session.settings, named))
    if not configurations:
        return files
    from heapq import merge

    return merge(configurations, files, key=lambda file: file.path)


def _baseline(options: dict[str, Any], settings: Settings) -> BaselineRun | None:
    path, write = options["baseline"], options["write_baseline"]
    if not path and not write:
        return None
    from replreg.cli.baseline import BaselineRun, check_usage

    check_usage(path, write)
    return BaselineRun(path, write=write, settings=settings)


def _write(path: str, text: str) -> None:
    from replreg.files import write_atomically

    try:
        write_atomically(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise fail(f"cannot write '{path}': {error.strerror or error}") from None


def _say_statistics(findings: list[Finding]) -> None:
    """Count the findings of each rule on standard error, since a program may read standard output."""
    sys.stdout.flush()
    counts = Counter(finding.rule for finding in findings)
    fixable = Counter(finding.rule for finding in findings if finding.fix and finding.fix.safe)
    width = len(str(max(counts.values(), default=0)))
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark = f" ({fixable[rule]} fixable)" if fixable[rule] else ""
        say(f"{str(count).rjust(width)} {rule}{mark}")


def _summarize(report: Report, session: Session, output_format: Format) -> None:
    """Say on standard error how the run went, and what to do next."""
    sys.stdout.flush()
    style = session.settings.style(sys.stderr)
    if not report.paths:
        session.say_nothing_checked()
        return
    if output_format.name == "text":
        findings = report.findings
        files = counted(len(report.paths), "file")
        if findings:
            say(_found(findings, files, style))
        else:
            say(style("No problems found", "green", bold=True) + f" in {files}.")
    if report.needs_registries and not session.has_registries:
        say(
            "note: replreg knows none of the linked registries, so it cannot check images against their endpoints.\n"
            "      Give each with --registry NAME=ENDPOINT, or let 'replreg init' write a replreg.yaml."
        )


def _found(findings: list[Finding], files: str, style: Style) -> str:
    counts = Counter(finding.severity for finding in findings)
    parts = [
        style(counted(counts[severity], severity.value), color, bold=True)
        for severity, color in ((Severity.ERROR, "red"), (Severity.WARNING, "yellow"), (Severity.INFO, "cyan"))
        if counts[severity]
    ]
    safe = sum(1 for finding in findings if finding.fix and finding.fix.safe)
    unsafe = sum(1 for finding in findings if finding.fix and not finding.fix.safe)
    hints = []
    if safe:
        hints.append(f"{safe} fixable with 'replreg fix'")
    if unsafe:
        hints.append(f"{unsafe} with '--unsafe-fixes'")
    return f"Found {', '.join(parts)} in {files}" + (f"; {', '.join(hints)}." if hints else ".")
