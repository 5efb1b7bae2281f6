"""The format ``rdjson``: Reviewdog Diagnostic Format, which review tools turn into comments with suggested changes.

One JSON object with ``source`` and ``diagnostics``. A position has a line and a column from 1; the column counts bytes
of UTF-8. The end of a range is exclusive. Each suggestion must be whole, since a reviewer takes them one by one, so the
edits of a fix become one suggestion, with the text between them. Only safe fixes become suggestions.
"""

from __future__ import annotations

from array import array as numbers
from collections.abc import Iterator
from itertools import accumulate, pairwise

from replreg.files import portable
from replreg.finding import Finding, Fix, Position, Related, Severity
from replreg.output.formats import Format, Screen
from replreg.output.json import array, dumps
from replreg.output.report import HOME, Report, rule_page
from replreg.rules.catalogue import RULES, may_show_secret
from replreg.yaml.text import LineIndex

__all__ = ["FORMAT"]

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_LONGEST_SUGGESTION = 2000  # code points of the file that one suggestion replaces; review tools show them all

_Json = dict[str, object]


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the report as one JSON object, one diagnostic a line."""
    texts = report.texts
    files: dict[str, _File] = {}
    lines = []
    for finding in report.findings:
        file = files.get(finding.path)
        if file is None:
            file = files[finding.path] = _File(finding.path, texts.get(finding.path))
        lines.append(dumps(_diagnostic(finding, file), strict=True))
    source = dumps({"name": "replreg", "url": HOME})
    yield f'{{"source": {source},\n "diagnostics": {array(lines, " ")}}}\n'


def _diagnostic(finding: Finding, file: _File) -> _Json:
    code = {"value": finding.rule}
    if finding.rule in RULES:
        code["url"] = rule_page(finding.rule)
    diagnostic: _Json = {
        # Readers of older versions refuse a key that they do not know, such as ``related_locations``.
        "message": "\n".join((finding.message, *finding.notes, *map(_related, finding.related))),
        "location": file.location(finding.start, finding.end),
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    if finding.fix is not None and finding.fix.safe and not may_show_secret(finding.rule):
        suggestion = file.suggestion(finding.fix)
        if suggestion is not None:
            diagnostic["suggestions"] = [suggestion]
    return diagnostic


def _related(place: Related) -> str:
    return f"line {place.start.line}: {place.message}"


class _File:
    """One file of the run, to place findings in. ``text`` is its decoded text, if known."""

    def __init__(self, path: str, text: str | None) -> None:
        self._path = portable(path)
        self._text = text
        self._index = LineIndex(text or "")
        self._lines = None if text is None or text.isascii() else self._index
        self._columns: dict[int, numbers[int]] = {}

    def location(self, start: Position, end: Position) -> _Json:
        """Return a ``Location`` for the span from ``start`` to before ``end``."""
        return {"path": self._path, "range": self._range(start, end)}

    def suggestion(self, fix: Fix) -> _Json | None:
        """Return the one suggestion that makes all edits of a fix; None if they are far apart, or the text unknown."""
        if self._text is None or not fix.edits:
            return None
        edits = sorted(fix.edits, key=lambda edit: (edit.start, edit.end))
        start, end = edits[0].start, edits[-1].end
        if end - start > _LONGEST_SUGGESTION:
            return None
        pieces = [edits[0].text]
        for before, edit in pairwise(edits):
            pieces += [self._text[before.end : edit.start], edit.text]
        replacement = "".join(pieces)
        if start == end == len(self._text):
            start, replacement = self._before_last_line_end(replacement)
            end = start
        index = self._index
        return {"range": self._range(index.position(start), index.position(end)), "text": replacement}

    def _before_last_line_end(self, added: str) -> tuple[int, str]:
        """Return the place and the text of lines added at the end of the file, as an addition to its last line.

        No tool can comment on the empty line that follows the last line end.
        """
        text = self._text or ""
        for newline in ("\r\n", "\n", "\r"):
            if text.endswith(newline) and added.endswith(newline):
                return len(text) - len(newline), newline + added.removesuffix(newline)
        return len(text), added

    def _range(self, start: Position, end: Position) -> _Json:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, position: Position) -> _Json:
        return {"line": position.line, "column": self._column(position)}

    def _column(self, position: Position) -> int:
        """Return the column in bytes, from 1."""
        if self._lines is None or self._text is None:
            return position.column
        starts = self._lines.starts
        start = starts[position.line - 1]
        columns = self._columns.get(position.line)
        if columns is None:  # once a line, so that the time does not grow with the findings on a long line
            stop = starts[position.line] if position.line < len(starts) else len(self._text)
            sizes = (len(character.encode("utf-8", "surrogatepass")) for character in self._text[start:stop])
            columns = self._columns[position.line] = numbers("Q", accumulate(sizes, initial=1))
        return columns[position.offset - start]


FORMAT = Format("rdjson", "for reviewdog, with suggestions", "application/json", {"findings": _findings})
