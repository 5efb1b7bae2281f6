"""Baselines: JSON files with the known findings of a project, which are not reported again.

A finding is known by its fingerprint, so it stays known while the lines around it move. Paths in the file are relative
to its own folder, so it means the same wherever a run is started.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from replreg.files import portable
from replreg.finding import Finding
from replreg.linter.fingerprints import FINGERPRINT_VERSION, fingerprints
from replreg.named_tuple import NamedTuple

__all__ = ["BASELINE_VERSION", "Baseline", "BaselineError", "Entry", "entries_of", "parse_baseline", "render_baseline"]

BASELINE_VERSION = 1
"""The version of the format. It goes up when a reader of the old format would misread the new one."""

_STRINGS = ("path", "rule", "fingerprint", "message")


class BaselineError(ValueError):
    """A baseline cannot be read; the message says why, without naming the file."""


class Entry(NamedTuple):
    """One known finding. Only ``fingerprint`` is compared; the rest is for people who read the file.

    ``path`` has slashes and is relative to the baseline's folder.
    """

    path: str
    rule: str
    message: str
    fingerprint: str


class Baseline:
    """Known findings. `new_findings` filters file by file, and remembers which entries matched."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: list[Entry] = sorted(entries)
        self._known = {entry.fingerprint for entry in self.entries}
        self._matched: set[str] = set()

    def new_findings(self, findings: Sequence[Finding], entries: Sequence[Entry]) -> list[Finding]:
        """Return the findings that are new. ``entries`` are what `entries_of` returns for them, in their order."""
        self._matched.update(entry.fingerprint for entry in entries)
        pairs = zip(findings, entries, strict=True)
        return [finding for finding, entry in pairs if entry.fingerprint not in self._known]

    @property
    def known(self) -> int:
        """How many known findings have been found so far."""
        return len(self._known & self._matched)

    def stale(self, is_due: Callable[[Entry], bool]) -> list[Entry]:
        """Return the entries that no finding matched, of those that this run could have matched (``is_due``)."""
        return [entry for entry in self.entries if entry.fingerprint not in self._matched and is_due(entry)]


def entries_of(findings: Sequence[Finding], text: str, folder: str) -> list[Entry]:
    """Return the entry of each finding of one file, in their order. ``findings`` must be sorted by place.

    ``text`` is the file's decoded text, ``folder`` the folder of the baseline. The path ``<stdin>`` is kept.
    """
    paths = {finding.path: _relative(finding.path, folder) for finding in findings}
    moved = [finding._replace(path=paths[finding.path]) for finding in findings]
    prints = fingerprints(moved, dict.fromkeys(paths.values(), text))
    return [
        Entry(finding.path, finding.rule, finding.message, fingerprint)
        for finding, fingerprint in zip(moved, prints, strict=True)
    ]


def render_baseline(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline file: sorted, one finding a line, the same for the same findings."""
    lines = ",\n  ".join(json.dumps(_as_dict(entry)) for entry in sorted(entries))
    findings = f"[\n  {lines}\n ]" if lines else "[]"
    return f'{{"version": {BASELINE_VERSION}, "fingerprints": {FINGERPRINT_VERSION},\n "findings": {findings}}}\n'


def parse_baseline(text: str) -> Baseline:
    """Read a baseline file. Raises `BaselineError` if it is not a baseline of this version."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        place = f", line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else f": {error}"
        raise BaselineError(f"it is not JSON{place}") from None
    except RecursionError:
        raise BaselineError("it is nested too deeply for a baseline") from None
    if not isinstance(data, dict) or "version" not in data or not isinstance(data.get("findings"), list):
        raise BaselineError("it is JSON, but not a baseline: it lacks 'version' or 'findings'")
    if data["version"] != BASELINE_VERSION or data.get("fingerprints") != FINGERPRINT_VERSION:
        made = f"{_short(data['version'])}/{_short(data.get('fingerprints'))}"
        raise BaselineError(
            f"it has version {made}, and this replreg reads {BASELINE_VERSION}/{FINGERPRINT_VERSION}; write it "
            "again with --write-baseline"
        )
    entries = []
    for number, item in enumerate(data["findings"]):
        if not isinstance(item, dict) or any(not isinstance(item.get(key), str) for key in _STRINGS):
            raise BaselineError(f"entry {number + 1} lacks one of {', '.join(_STRINGS)}")
        entries.append(Entry(item["path"], item["rule"], item["message"], item["fingerprint"]))
    return Baseline(entries)


def _as_dict(entry: Entry) -> dict[str, str]:
    return {key: getattr(entry, key) for key in _STRINGS}


def _short(value: Any) -> str:
    return value if isinstance(value, str) and len(value) < 20 else json.dumps(value)[:20]


def _relative(path: str, folder: str) -> str:
    if path.startswith("<"):
        return path
    try:
        return portable(os.path.relpath(path, folder))
    except ValueError:  # another drive of Windows
        return portable(path)
