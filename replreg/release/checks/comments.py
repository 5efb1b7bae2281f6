"""Where the YAML comments of a text are: templates in them have no effect."""

from __future__ import annotations

__all__ = ["Comments"]


class Comments:
    """Finds out whether an offset is in a YAML comment. ``masked`` is the text with its templates covered.

    A comment starts with a ``#`` at the start of a line or after a space. Asked in the order of the text, each line is
    read once.
    """

    def __init__(self, masked: str) -> None:
        self._text = masked
        self._line = (0, -1)
        self._start = 0

    def hold(self, offset: int) -> bool:
        """Return True if a ``#`` that starts a comment comes before an offset on its line."""
        if not self._line[0] <= offset < self._line[1]:
            text = self._text
            start = text.rfind("\n", 0, offset) + 1
            start = text.rfind("\r", start, offset) + 1 or start
            end = text.find("\n", offset)
            self._line = (start, end if end >= 0 else len(text))
            self._start = self._comment(*self._line)
        return self._start < offset

    def _comment(self, start: int, end: int) -> int:
        """Return where the comment of a line starts, or the end of the line."""
        text = self._text
        place = text.find("#", start, end)
        while place > start and not text[place - 1].isspace():
            place = text.find("#", place + 1, end)
        return place if place >= 0 else end
