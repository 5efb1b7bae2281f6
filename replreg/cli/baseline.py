"""``lint --baseline`` and ``--write-baseline``: leaves known findings out of a run, and reports stale entries."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from replreg.cli.session import Session
from replreg.cli.settings import Settings
from replreg.cli.terminal import fail, say
from replreg.linter.baseline import Baseline, BaselineError, Entry, entries_of, parse_baseline, render_baseline
from replreg.linter.lint_file import LintedFile
from replreg.messages import counted
from replreg.output.terminal import escape_controls
from replreg.safe_write import write_atomically

__all__ = ["BaselineRun", "check_usage"]

_MOST_STALE = 10  # entries that are reported one by one


class BaselineRun:
    """One run with a baseline: wrap its files in `filter`, then call `finish`."""

    def __init__(self, path: str, *, write: bool, settings: Settings) -> None:
        self._path = path
        self._write = write
        self._settings = settings
        self._folder = str(Path(path).absolute().parent)
        self._baseline = Baseline(()) if write else _read(path)
        self._found: list[Entry] = []
        self._looked_at: set[str] = set()

    def filter(self, files: Iterable[LintedFile]) -> Iterator[LintedFile]:
        """Yield the files with their new findings only; with ``--write-baseline`` there are none."""
        for file in files:
            self._looked_at.add(os.path.abspath(file.path))
            entries = entries_of(file.findings, file.text or "", self._folder)
            if self._write:
                self._found.extend(entries)
                yield file.with_findings(())
            else:
                yield file.with_findings(tuple(self._baseline.new_findings(file.findings, entries)))

    def finish(self, session: Session) -> None:
        """Write the baseline, or report which of its entries no longer match anything."""
        if not self._write:
            if not self._settings.quiet:
                self._report()
        elif session.failed:
            session.error(f"'{self._path}' is not written, since not every file could be read")
        else:
            _write(self._path, render_baseline(self._found))
            if not self._settings.quiet:
                say(f"{self._path}: written, with {counted(len(self._found), 'known finding')}")

    def _report(self) -> None:
        for loaded in self._settings.configurations.used:  # they are read in every run
            if loaded.path is not None:
                self._looked_at.add(os.path.abspath(loaded.path))
        known = self._baseline.known
        if known:
            say(f"note: {counted(known, 'known finding')} left out, as '{self._path}' says")
        stale = self._baseline.stale(self._is_due)
        if not stale:
            return
        for entry in stale[:_MOST_STALE]:
            say(escape_controls(f"note: gone from {entry.path}: {entry.rule}, {entry.message}"))
        if len(stale) > _MOST_STALE:
            say(f"note: and {len(stale) - _MOST_STALE} more")
        verb, them = ("match", "them") if len(stale) > 1 else ("matches", "it")
        entries = counted(len(stale), "entry", "entries")
        say(f"note: {entries} of '{self._path}' no longer {verb} anything; --write-baseline removes {them}")

    def _is_due(self, entry: Entry) -> bool:
        """Whether this run could have matched an entry: its file was checked or is gone, and its rule is on."""
        path = os.path.normpath(os.path.join(self._folder, entry.path))
        if not entry.path.startswith("<") and path not in self._looked_at and os.path.lexists(path):
            return False
        from replreg.rules.catalogue import RULES

        group = RULES[entry.rule].group if entry.rule in RULES else ""
        return self._settings.configurations.config(path).is_on(entry.rule, "error", group)


def check_usage(baseline: str | None, write: bool) -> None:
    """Refuse ``--write-baseline`` without a file to write."""
    if write and not baseline:
        raise click.UsageError(
            "--write-baseline writes the file that --baseline names, as in --baseline replreg-baseline.json",
            click.get_current_context(),
        )


def _read(path: str) -> Baseline:
    try:
        return parse_baseline(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise fail(f"the baseline '{path}' does not exist; --write-baseline writes it") from None
    except OSError as error:
        raise fail(f"cannot read the baseline '{path}': {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise fail(f"cannot read the baseline '{path}': it is not UTF-8 text") from None
    except BaselineError as error:
        raise fail(f"cannot read the baseline '{path}': {error}") from None


def _write(path: str, text: str) -> None:
    try:
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise fail(f"cannot write the baseline '{path}': {error.strerror or error}") from None
