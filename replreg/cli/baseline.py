"""``lint --baseline`` and ``--write-baseline``: leaves known findings out of a run, and tells which are gone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from replreg.cli.options import Settings, fail, say
from replreg.cli.session import Session
from replreg.files import write_atomically
from replreg.linter.baseline import Baseline, BaselineError, Entry, entries_of, parse_baseline, render_baseline
from replreg.linter.file_job import FileResult
from replreg.messages import counted
from replreg.output.terminal import clean

__all__ = ["BaselineRun", "check_usage"]

_MOST_STALE = 10  # entries that are told one by one


class BaselineRun:
    """One run against a baseline: wrap its outcomes in `filter`, then call `finish`."""

    def __init__(self, path: str, *, write: bool, settings: Settings) -> None:
        self._path = path
        self._write = write
        self._settings = settings
        self._folder = str(Path(path).absolute().parent)
        self._baseline = Baseline(()) if write else _read(path)
        self._found: list[Entry] = []
        self._looked_at: set[str] = set()

    def filter(self, outcomes: Iterable[FileResult]) -> Iterator[FileResult]:
        """Yield the outcomes with their new findings only; with ``--write-baseline`` there are none."""
        for outcome in outcomes:
            self._looked_at.add(os.path.abspath(outcome.path))
            entries = entries_of(outcome.findings, outcome.text or "", self._folder)
            if self._write:
                self._found.extend(entries)
                yield outcome._replace(findings=())
            else:
                yield outcome._replace(findings=tuple(self._baseline.split(outcome.findings, entries)))

    def finish(self, session: Session) -> None:
        """Write the baseline, or tell which of its entries match nothing any more."""
        if not self._write:
            if not self._settings.quiet:
                self._tell()
        elif session.failed:
            session.error(f"'{self._path}' is not written, since not every file could be read")
        else:
            _write(self._path, render_baseline(self._found))
            if not self._settings.quiet:
                say(f"{self._path}: written, with {counted(len(self._found), 'known finding')}")

    def _tell(self) -> None:
        for loaded in self._settings.used_configurations():  # read in every run, and passed on only if wrong
            if loaded.path is not None:
                self._looked_at.add(os.path.abspath(loaded.path))
        known = self._baseline.known
        if known:
            say(f"note: {counted(known, 'known finding')} left out, as '{self._path}' says")
        stale = self._baseline.stale(self._is_due)
        if not stale:
            return
        for entry in stale[:_MOST_STALE]:
            say(f"note: gone from {clean(entry.path)}: {clean(entry.rule)}, {clean(entry.message)}")
        if len(stale) > _MOST_STALE:
            say(f"note: and {len(stale) - _MOST_STALE} more")
        verb, them = ("match", "them") if len(stale) > 1 else ("matches", "it")
        entries = counted(len(stale), "entry", "entries")
        say(f"note: {entries} of '{self._path}' {verb} nothing any more; --write-baseline takes {them} out")

    def _is_due(self, entry: Entry) -> bool:
        """Tell whether this run would have met an entry: its file was looked at or is gone, and its rule is on."""
        path = os.path.normpath(os.path.join(self._folder, entry.path))
        if not entry.path.startswith("<") and path not in self._looked_at and os.path.lexists(path):
            return False
        return self._settings.config(path).level(entry.rule, "error") != "off"


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
        raise fail(f"there is no baseline '{path}'; --write-baseline writes it") from None
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
