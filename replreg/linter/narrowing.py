"""Which findings of a file a run is about: those of a severity, and those on lines that changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from replreg.finding import Finding
from replreg.named_tuple import NamedTuple

__all__ = ["EVERYTHING", "Narrowing"]


class Narrowing(NamedTuple):
    """The limits of the findings of one file; a plain value, which can be sent to another process.

    ``lowest`` is the rank of the least severity that counts (`replreg.finding.Severity.rank`). ``lines`` are the ranges
    of lines that count, as first and last line from 1, sorted and apart from one another; None means every line.
    """

    lowest: int = 0
    lines: tuple[tuple[int, int], ...] | None = None

    def keep(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that count, in the same order."""
        if self.lowest > 1:
            findings = [finding for finding in findings if finding.severity.rank >= self.lowest]
        if self.lines is not None:
            findings = [finding for finding in findings if self._touches(finding.start.line, finding.end.line)]
        return tuple(findings)

    def after(self, before: str, now: str) -> Narrowing:
        """Return the same limits for a text that edits have made of ``before``: a line that was edited counts."""
        if self.lines is None or before == now:
            return self
        from replreg.yaml.line_diff import opcodes

        moved: list[tuple[int, int]] = []
        for what, first, last, new_first, new_last in opcodes(before.splitlines(True), now.splitlines(True)):
            if what == "equal":
                shift = new_first - first
                at = bisect_left(self.lines, first + 1, key=lambda lines: lines[1])
                while at < len(self.lines) and self.lines[at][0] <= last:
                    start, end = self.lines[at]
                    moved.append((max(start, first + 1) + shift, min(end, last) + shift))
                    at += 1
            elif new_last > new_first:
                moved.append((new_first + 1, new_last))
        return self._replace(lines=tuple(moved))

    def _touches(self, first: int, last: int) -> bool:
        lines = self.lines or ()
        at = bisect_left(lines, first, key=lambda found: found[1])
        return at < len(lines) and lines[at][0] <= last


EVERYTHING = Narrowing()
"""No limit."""
