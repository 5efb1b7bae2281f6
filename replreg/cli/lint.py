"""``replreg lint``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.options import Settings, check_writable, fail, paths_argument, say, settings_options, write_utf8
from replreg.cli.session import Session
from replreg.cli.suggest import Choice
from replreg.finding import Finding, Severity
from replreg.linter.file_job import FileResult, lint_file
from replreg.messages import counted
from replreg.output.terminal import Style

if TYPE_CHECKING:
    from replreg.cli.baseline import BaselineRun

__all__ = ["command"]

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit")
_FILE_WIDTH = 120  # columns of the text format where there is no terminal to ask


@click.command("lint")
@paths_argument
@click.option("--format", "output_format", type=Choice(FORMATS), default="text", help="How to print findings.")
@click.option("--output", metavar="FILE", type=click.Path(), help="Write findings to this file instead.")
@click.option(
    "--fail-on",
    type=Choice(["error", "warning", "info", "never"]),
    default="error",
    help="End with status 1 from this severity on (default: error).",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--baseline", metavar="FILE", type=click.Path(), help="Leave out the findings that this file knows.")
@click.option("--write-baseline", is_flag=True, help="Write what is found now to the baseline, as known.")
@settings_options
def command(paths: tuple[str, ...], output_format: str, output: str | None, fail_on: str, **options: Any) -> int:
    """Report every place where an image or a registry is named wrongly.

    PATH is a file, a folder, or - for standard input; none means the folder you are in.

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
    outcomes = _with_configurations(session, session.outcomes(lint_file))
    results = _Results(baseline.filter(outcomes) if baseline else outcomes)
    if output is None:
        if output_format not in ("text", "concise"):
            write_utf8(sys.stdout)
        for piece in _print(results, output_format, settings.style(sys.stdout), _width()):
            session.print(piece)
    else:
        check_writable(output)
        _write(output, "".join(_print(results, output_format, settings.style(None), None)))
    if statistics:
        _say_statistics(results.findings)
    if not settings.quiet:
        _summarize(results, session, settings, output_format)
    if baseline:
        baseline.finish(session)
    if session.failed:
        return 2
    if fail_on == "never":
        return 0
    limit = Severity(fail_on).rank
    return 1 if any(finding.severity.rank >= limit for finding in results.findings) else 0


def _with_configurations(session: Session, outcomes: Iterator[FileResult]) -> Iterator[FileResult]:
    """Add what is to be said of the configuration files, in the order of paths."""
    if not any(job.config.registries for job in session.jobs):
        return outcomes
    from replreg.cli.config_findings import config_outcomes, warn_of_options

    if not session.settings.quiet:
        warn_of_options(session.settings)
    configurations = list(config_outcomes(session.settings, {job.shown for job in session.jobs if job.is_config}))
    if not configurations:
        return outcomes
    from heapq import merge

    return merge(configurations, outcomes, key=lambda outcome: outcome.path)


def _baseline(options: dict[str, Any], settings: Settings) -> BaselineRun | None:
    path, write = options["baseline"], options["write_baseline"]
    if not path and not write:
        return None
    from replreg.cli.baseline import BaselineRun, check_usage

    check_usage(path, write)
    return BaselineRun(path, write=write, settings=settings)


class _Results:
    """The outcomes, as they come; what a summary needs is kept."""

    def __init__(self, outcomes: Iterable[FileResult]) -> None:
        self._outcomes = outcomes
        self.findings: list[Finding] = []
        self.sources: dict[str, str] = {}
        self.paths: list[str] = []
        self.unlinked = 0
        self.passed_over = 0

    def __iter__(self) -> Iterator[FileResult]:
        for outcome in self._outcomes:
            if not outcome.is_release:
                self.passed_over += 1
                continue
            self.paths.append(outcome.path)
            self.findings.extend(outcome.findings)
            self.unlinked += outcome.sources
            if outcome.text is not None:
                self.sources[outcome.path] = outcome.text
            yield outcome


def _print(results: _Results, output_format: str, style: Style, width: int | None) -> Iterator[str]:
    """Yield the output piece by piece, as the files are done where the format allows it. ``width`` is a terminal's."""
    if output_format in ("text", "concise"):
        for outcome in results:
            if outcome.findings:
                yield from _render_for_people(outcome, output_format, style, width)
    elif output_format == "jsonl":
        from replreg.output.json import render_line

        for outcome in results:
            for finding in outcome.findings:
                yield render_line(finding)
    else:
        yield _render_whole(results, output_format)


def _render_for_people(outcome: FileResult, output_format: str, style: Style, width: int | None) -> Iterator[str]:
    from replreg.output.text import render_concise, render_finding
    from replreg.yaml.text import LineIndex

    text = outcome.text or ""
    lines = LineIndex(text)
    for finding in outcome.findings:
        if output_format == "concise":
            yield render_concise(finding, style) + "\n"
        else:
            yield render_finding(finding, text, lines, style, width or _FILE_WIDTH, wrap=width is not None) + "\n\n"


def _render_whole(results: _Results, output_format: str) -> str:
    """Return a format that is one document about the whole run."""
    from importlib import import_module

    from replreg.output.report import Report, RuleInfo
    from replreg.rules.catalogue import RULES
    from replreg.version import __version__

    for _ in results:
        pass
    order = sorted(results.findings, key=lambda finding: (finding.path, finding.start.offset, finding.end.offset))
    rules = (
        {}
        if output_format == "json"
        else {rule.id: RuleInfo(rule.id, rule.severity, rule.summary, rule.manual) for rule in RULES.values()}
    )
    report = Report(order, len(results.paths), sorted(results.paths), results.sources, rules, __version__)
    rendered: str = import_module(f"replreg.output.{output_format}").render(report)
    return rendered


def _width() -> int | None:
    """Return the columns of the terminal, or None where there is none, so that output is stable."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size((100, 40)).columns


def _write(path: str, text: str) -> None:
    from replreg.files import write_atomically

    try:
        write_atomically(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise fail(f"cannot write '{path}': {error.strerror or error}") from None


def _say_statistics(findings: list[Finding]) -> None:
    """Count the findings of each rule, on standard error: what stands on standard output may be read by a program."""
    sys.stdout.flush()
    counts = Counter(finding.rule for finding in findings)
    fixable = Counter(finding.rule for finding in findings if finding.fix and finding.fix.safe)
    width = len(str(max(counts.values(), default=0)))
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mark = f" ({fixable[rule]} fixable)" if fixable[rule] else ""
        say(f"{str(count).rjust(width)} {rule}{mark}")


def _summarize(results: _Results, session: Session, settings: Settings, output_format: str) -> None:
    """Say on standard error how the run went, and what to do next."""
    sys.stdout.flush()
    style = settings.style(sys.stderr)
    files = counted(len(results.paths), "file")
    if not results.paths:
        if not session.failed:
            passed = f" ({counted(results.passed_over, 'YAML file')} passed over)" if results.passed_over else ""
            say(f"replreg: there is no release here{passed}")
        return
    if output_format == "text":
        if not results.findings:
            say(style("No problems found", "green", bold=True) + f" in {files}.")
        else:
            say(_found(results.findings, files, style))
    if results.unlinked and not any(job.config.registries for job in session.jobs):
        say(
            "note: this release names linked registries, but replreg knows none of them, so it cannot hold images "
            "against endpoints.\n"
            "      Give each with --registry NAME=ENDPOINT, or let 'replreg init' write a replreg.yaml."
        )


def _found(findings: list[Finding], files: str, style: Any) -> str:
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
