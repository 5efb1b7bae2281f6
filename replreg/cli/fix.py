"""``replreg fix``."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable
from typing import Any

import click

from replreg.cli.options import Settings, fail, paths_argument, settings_options, write_utf8
from replreg.cli.session import Session
from replreg.files import backup_path, remove_leftovers, replace_content, shown_path
from replreg.linter.file_job import FileResult, fix_file
from replreg.messages import counted
from replreg.output.terminal import clean
from replreg.yaml.text import LineIndex, encode

__all__ = ["command"]


@click.command("fix")
@paths_argument
@click.option("--in-place", "-i", is_flag=True, help="Write the files instead of standard output.")
@click.option("--diff", is_flag=True, help="Print what would change, as a unified diff, and write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; end with status 1 if anything would change.")
@click.option("--unsafe-fixes", is_flag=True, help="Also make fixes whose meaning is not certain.")
@click.option("--backup", metavar="SUFFIX", help="With --in-place: keep each old file under its name and SUFFIX.")
@settings_options
def command(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, **options: Any) -> int:
    """Rewrite what can be fixed, and not another byte.

    With one file or standard input the result goes to standard output, unless --in-place is given.

    \b
    Examples:
      replreg fix release.yaml > fixed.yaml
      replreg fix --diff
      replreg fix --in-place --backup .orig release.yaml
    """
    unsafe = options.pop("unsafe_fixes")
    backup = options.pop("backup")
    _check_usage(paths, in_place, diff, check, backup)
    settings = Settings(options)
    session = Session(settings, paths, unsafe=unsafe)
    run = _Run(session, backup)
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
    return 1 if check and run.changed else 0


class _Run:
    """One run of fix: what is done with each result, and what is to be said at the end."""

    def __init__(self, session: Session, backup: str | None) -> None:
        self.changed = 0
        self._left = 0
        self._session = session
        self._backup = backup

    def write(self) -> None:
        """Write the files that changed."""
        paths = {job.shown: job.path for job in self._session.jobs}
        for folder in dict.fromkeys(os.path.dirname(os.path.realpath(path)) for path in paths.values()):
            remove_leftovers(folder)
        changes = (result for result in self._results() if result[1] != result[2])
        for outcome, old, new in self._unless_a_backup_exists(changes, paths) if self._backup else changes:
            before, after = encode(old, outcome.codec), encode(new, outcome.codec)
            try:
                replace_content(paths[outcome.path], before, after, backup=self._backup)
            except OSError as error:
                self.changed -= 1
                self._session.error(f"{outcome.path}: cannot be written: {error.strerror or error}")
            else:
                self._tell(outcome, "fixed")

    def _unless_a_backup_exists(
        self, changes: Iterable[tuple[FileResult, str, str]], paths: dict[str, str]
    ) -> list[tuple[FileResult, str, str]]:
        """Return the changes; none, after an error, if a backup of one of them has the name of an existing file."""
        found = list(changes)
        taken = [
            (outcome.path, backup)
            for outcome, _, _ in found
            if os.path.lexists(backup := backup_path(paths[outcome.path], self._backup or ""))
        ]
        for path, backup in taken:
            self._session.error(f"{path}: {shown_path(str(backup))} exists and is not overwritten; nothing is changed")
        if taken:
            self.changed = 0
            return []
        return found

    def show(self, diff: bool) -> None:
        """Print what would change, or only tell which files would."""
        from replreg.output.diff import unified_diff

        style = self._session.settings.style(sys.stdout)
        if not style.enabled:
            write_utf8(sys.stdout)
        for outcome, old, new in self._results():
            if old == new:
                continue
            if diff:
                self._session.print("".join(unified_diff(old, new, outcome.path, style)))
            else:
                self._tell(outcome, "would be changed")

    def print(self) -> None:
        """Write the one result to standard output, byte for byte; what came in and is no release goes out as it is."""
        results = self._results()
        first = next(results, None)
        if next(results, None) is not None:
            results.close()
            raise fail("several files cannot go to standard output; add --in-place, --diff or --check")
        if first is not None:
            outcome, _, new = first
            data: bytes | None = encode(new, outcome.codec)
        else:
            data = self._session.given if not self._session.failed else None
        if data is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def summarize(self, done: str) -> None:
        """Say on standard error how many files changed, and what is left."""
        session = self._session
        if self._left:
            rest = f"{counted(self._left, 'finding')} left, which 'replreg lint' explains"
            session.say(f"{counted(self.changed, 'file')} {done}; {rest}.")
        elif self.changed:
            session.say(f"{counted(self.changed, 'file')} {done}; nothing is left to report.")
        elif not session.failed:
            session.say("Nothing to fix.")

    def _results(self) -> Generator[tuple[FileResult, str, str], None, None]:
        """Yield each release's outcome, its text, and its fixed text."""
        for outcome in self._session.outcomes(fix_file):
            if outcome.text is not None and outcome.fixed is not None:
                self._left += len(outcome.findings)
                self.changed += outcome.fixed != outcome.text
                self._tell_endless(outcome, outcome.text)
                yield outcome, outcome.text, outcome.fixed

    def _tell_endless(self, outcome: FileResult, text: str) -> None:
        """Say where the fixes of one place lead back to one another, or on and on, so that none of them was made."""
        lines = LineIndex(text)
        places: dict[int, list[str]] = {}
        for rule, offset in outcome.endless:
            places.setdefault(lines.position(offset).line, []).append(f"'{rule}'")
        for line, rules in places.items():
            self._session.say(
                f"{clean(outcome.path)}:{line}: left as it is, since what fixes {' and '.join(dict.fromkeys(rules))} "
                "here would have to be fixed again without end; names and endpoints of the configured registries "
                "contradict one another, such as a name that is another registry's host"
            )

    def _tell(self, outcome: FileResult, what: str) -> None:
        if not self._session.settings.quiet:
            self._session.say(f"{clean(outcome.path)}: {what}")


def _check_usage(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, backup: str | None) -> None:
    if in_place and "-" in paths:
        raise click.UsageError("standard input cannot be written in place", click.get_current_context())
    if in_place and (diff or check):
        raise click.UsageError("--in-place writes, and --diff and --check do not", click.get_current_context())
    if backup is not None and (not in_place or not backup or "/" in backup or os.sep in backup):
        raise click.UsageError(
            "--backup takes a suffix such as .orig, together with --in-place", click.get_current_context()
        )
