"""``replreg fix``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.options import findings_options, paths_argument, settings_options
from replreg.cli.session import Session
from replreg.cli.settings import Settings
from replreg.cli.terminal import fail, say, write_utf8
from replreg.files import shown_path
from replreg.linter.file_job import FailedFile, SkippedFile
from replreg.linter.fix_file import FixedFile, fix_file
from replreg.messages import counted
from replreg.output.terminal import escape_controls
from replreg.yaml.text import BOM, LineIndex, encode

__all__ = ["command"]


@declare("fix")
@paths_argument
@click.option("--in-place", "-i", is_flag=True, help="Write the files instead of standard output.")
@click.option("--diff", is_flag=True, help="Print the changes as a unified diff, and write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; end with status 1 if a file would change or is not YAML.")
@click.option("--unsafe-fixes", is_flag=True, help="Also make fixes whose meaning is not certain.")
@click.option("--add-ignore", is_flag=True, help="Add comments that ignore the findings, and fix nothing.")
@click.option("--backup", metavar="SUFFIX", help="With --in-place: keep each old file under its name and SUFFIX.")
@findings_options
@settings_options
def command(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, **options: Any) -> int:
    """With one file or standard input the result goes to standard output, unless --in-place is given.

    \b
    Examples:
      replreg fix release.yaml > fixed.yaml
      replreg fix --diff
      replreg fix --in-place --backup .orig release.yaml
      replreg fix --in-place --add-ignore --rule floating-tag=warning
    """
    unsafe = options.pop("unsafe_fixes")
    backup = options.pop("backup")
    add_ignore = options.pop("add_ignore")
    _check_usage(paths, in_place, diff, check, backup)
    if add_ignore and unsafe:
        message = "--add-ignore fixes nothing, so --unsafe-fixes does not go with it"
        raise click.UsageError(message, click.get_current_context())
    settings = Settings(options)
    session = Session(settings, paths)
    if options["show_files"] or options["show_settings"]:
        from replreg.cli.show import show

        return show(session, paths, files=options["show_files"], settings=options["show_settings"])
    run = _Run(session, backup, unsafe=unsafe, add_ignore=add_ignore)
    if in_place:
        run.write()
    elif diff or check:
        run.show(diff)
    else:
        run.print()
    if not settings.quiet:
        run.summarize(done="would be changed" if diff or check else "changed")
    if session.failed:
        return 2
    return 1 if check and (run.changed or run.unreadable) else 0


class _Run:
    """One run of fix: what happens to each result, and the summary at the end."""

    def __init__(self, session: Session, backup: str | None, *, unsafe: bool, add_ignore: bool) -> None:
        self.changed = 0
        self.unreadable = 0
        """The number of files with a document that is not YAML, so that nothing can be fixed there."""
        self._files = 0
        self._left = 0
        self._session = session
        self._backup = backup
        self._unsafe = unsafe
        self._add_ignore = add_ignore

    def write(self) -> None:
        """Write the files that changed."""
        from replreg.safe_write import remove_leftovers, replace_content

        paths = {job.display_path: job.path for job in self._session.jobs}
        for folder in dict.fromkeys(os.path.dirname(os.path.realpath(path)) for path in paths.values()):
            remove_leftovers(folder)
        changed = (file for file in self._results() if file.text != file.fixed)
        for file in self._unless_a_backup_exists(changed, paths) if self._backup else changed:
            old, new = encode(file.text, file.codec), encode(file.fixed, file.codec)
            try:
                replace_content(paths[file.path], old, new, backup=self._backup)
            except OSError as error:
                self.changed -= 1
                self._session.error(f"{file.path}: cannot be written: {error.strerror or error}")
            else:
                self._say(file, "comments added" if self._add_ignore else "fixed")

    def _unless_a_backup_exists(self, changed: Iterable[FixedFile], paths: dict[str, str]) -> list[FixedFile]:
        """Return the files; none, after an error, if a backup of one of them has the name of an existing file."""
        from replreg.safe_write import backup_path

        found = list(changed)
        taken = [
            (file.path, backup)
            for file in found
            if os.path.lexists(backup := backup_path(paths[file.path], self._backup or ""))
        ]
        for path, backup in taken:
            self._session.error(f"{path}: {shown_path(str(backup))} exists and is not overwritten; nothing is changed")
        if taken:
            self.changed = 0
            return []
        return found

    def show(self, diff: bool) -> None:
        """Print the changes, or only which files would change."""
        from replreg.output.diff import unified_diff

        style = self._session.settings.style(sys.stdout)
        if not style.enabled:
            write_utf8(sys.stdout)
        for file in self._results():
            if file.text == file.fixed:
                continue
            if not diff:
                self._say(file, "would be changed")
                continue
            old, new = file.text, file.fixed
            if file.codec.startswith("utf-16"):
                self._say_how_it_applies(file)
                old, new = old.removeprefix(BOM), new.removeprefix(BOM)  # as git has the text
            self._session.print("".join(unified_diff(old, new, file.path, style)))

    def _say_how_it_applies(self, file: FixedFile) -> None:
        """Say that the diff of a file in UTF-16 is UTF-8, which ``git apply`` takes only if git knows the encoding."""
        if not self._session.settings.quiet:
            say(
                f"note: {escape_controls(file.path)} is UTF-16, and its diff is UTF-8: 'git apply' takes it only if "
                "'.gitattributes' sets working-tree-encoding for the file; 'replreg fix --in-place' writes the file"
            )

    def print(self) -> None:
        """Write the one result to standard output, byte for byte; standard input without a fix unchanged."""
        results = self._results()
        first = next(results, None)
        if next(results, None) is not None:
            results.close()
            raise fail("several files cannot go to standard output; add --in-place, --diff or --check")
        data = encode(first.fixed, first.codec) if first is not None else self._session.stdin_data
        if data is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def summarize(self, done: str) -> None:
        """Say on standard error how many files changed, and how many findings are left."""
        session = self._session
        if not self._files:
            session.say_nothing_checked()
            return
        self._left += self._left_in_configurations()
        if self._left:
            rest = f"{counted(self._left, 'finding')} left, which 'replreg lint' explains"
            session.say(f"{counted(self.changed, 'file')} {done}; {rest}.")
        elif self.changed:
            session.say(f"{counted(self.changed, 'file')} {done}; nothing is left to report.")
        elif not session.failed:
            session.say(f"Nothing to {'ignore' if self._add_ignore else 'fix'} in {counted(self._files, 'file')}.")

    def _left_in_configurations(self) -> int:
        """Return the number of findings about configurations, which are changed only if they are named; say which."""
        left = 0
        for file in self._session.lint_configurations():
            left += len(file.findings)
            if any(finding.fix and finding.fix.safe for finding in file.findings):
                path = escape_controls(file.path)
                reason = "a configuration is changed only if it is named"
                self._session.say(f"{path}: left as it is, since {reason}: replreg fix {path}")
        return left

    def _results(self) -> Generator[FixedFile, None, None]:
        """Yield the result of each file that was checked."""
        packed = {job.display_path for job in self._session.jobs if job.is_packed_chart}
        for file in self._session.results(self._work()):
            self._left += len(file.findings)
            if file.path in packed:
                continue
            self._files += 1
            self.changed += file.fixed != file.text
            self._say_cycles(file)
            self._say_unreadable(file)
            yield file

    def _work(self) -> Callable[..., FixedFile | SkippedFile | FailedFile]:
        """Return what is done to each file."""
        if not self._add_ignore:
            return partial(fix_file, unsafe=self._unsafe)
        from replreg.linter.ignore_findings import ignore_file

        return ignore_file

    def _say_cycles(self, file: FixedFile) -> None:
        """Say which places were left out because their fixes undo or repeat one another."""
        lines = LineIndex(file.text)
        places: dict[int, list[str]] = {}
        for rule, offset in file.cycles:
            places.setdefault(lines.position(offset).line, []).append(f"'{rule}'")
        for line, rules in places.items():
            names = " and ".join(dict.fromkeys(rules))
            self._session.say(
                f"{escape_controls(file.path)}:{line}: not fixed, since the fixes of {names} would "
                "undo or repeat one another endlessly; names and endpoints of the configured registries contradict one "
                "another, for example a name that is another registry's host"
            )

    def _say_unreadable(self, file: FixedFile) -> None:
        """Say what is not YAML: nothing can be fixed there, which is not the same as nothing to fix."""
        mistakes = [finding for finding in file.findings if finding.rule == "yaml-syntax"]
        self.unreadable += bool(mistakes)
        for finding in mistakes:
            self._session.say(
                f"{escape_controls(file.path)}:{finding.start.line}:{finding.start.column}: "
                f"{finding.severity}[{finding.rule}] {escape_controls(finding.message)}"
            )

    def _say(self, file: FixedFile, what: str) -> None:
        if not self._session.settings.quiet:
            self._session.say(f"{escape_controls(file.path)}: {what}")


def _check_usage(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, backup: str | None) -> None:
    if in_place and "-" in paths:
        raise click.UsageError("standard input cannot be written in place", click.get_current_context())
    if in_place and (diff or check):
        raise click.UsageError("--in-place writes, and --diff and --check do not", click.get_current_context())
    if backup is not None and (not in_place or not backup or "/" in backup or os.sep in backup):
        raise click.UsageError(
            "--backup takes a suffix such as .orig, together with --in-place", click.get_current_context()
        )
