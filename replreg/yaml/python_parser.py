"""The events of a text from the Python parser of ``ruamel.yaml``, made equal to those of libyaml.

Imported only where the C parser is not installed. libyaml is the reference, since the platform's reader is a port of
it. The differences that are settled here: where lines end, where a byte-order mark may be, how a block scalar is
indented, where an empty scalar is, and which errors come without a place.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner

from replreg.lazy_re import lazy_compile

__all__ = ["PythonEvents", "UnreadableText"]

_BOM = "\ufeff"
_BREAKS = "\n\x85\u2028\u2029"
_SURROGATE = lazy_compile("[\ud800-\udfff]")
_VALUE_INDICATOR = lazy_compile(r"[ \t]*:")
_SPACE = lazy_compile(r"\s*")


class UnreadableText(Exception):
    """The Python parser refuses a text without saying where. ``index`` is the offset at which its last event ended."""

    def __init__(self, reason: str, index: int) -> None:
        super().__init__(reason)
        self.index = index


class _Reader(Reader):
    """Counts columns as libyaml does: every line break of YAML 1.1 ends a line, and U+FEFF has a column."""

    def forward(self, length: int = 1) -> None:
        """Go on by ``length`` characters."""
        if self.pointer + length + 1 >= len(self.buffer):
            self.update(length + 1)
        for _ in range(length):
            character = self.buffer[self.pointer]
            self.pointer += 1
            self.index += 1
            if character in _BREAKS or (character == "\r" and self.buffer[self.pointer] != "\n"):
                self.line += 1
                self.column = 0
            else:
                self.column += 1


class _Scanner(Scanner):
    """Scans the two places at which the library's scanner differs from libyaml's."""

    def scan_to_next_token(self) -> Any:
        """Skip white space, comments and line breaks, and a byte-order mark at the start of each line."""
        while True:
            super().scan_to_next_token()
            if self.reader.column or self.reader.peek() != _BOM:
                return
            self.reader.forward()

    def scan_block_scalar_indentation(self) -> Any:
        """Skip the empty lines at the start of a block scalar; the longest of them, or the first text, indents it."""
        reader = self.reader
        breaks: list[str] = []
        indentation = 0
        end = reader.get_mark()
        while reader.peek() in " \r" + _BREAKS:
            if reader.peek() != " ":
                breaks.append(self.scan_line_break())
                end = reader.get_mark()
            else:
                reader.forward()
                indentation = max(indentation, reader.column)
        return breaks, indentation, end


class PythonEvents:
    """Gives the events of a text, one a call."""

    def __init__(self, text: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 1)
        yaml.Reader, yaml.Scanner = _Reader, _Scanner
        self._text = text
        self._events = yaml.parse(text)
        self._reached = 0  # where the last event ended
        self._open_flows = 0  # how many flow collections are open

    def __call__(self) -> Any:
        """Return the next event. Raises the library's errors, and `UnreadableText`."""
        try:
            event = next(self._events)
        except AssertionError:
            raise UnreadableText("found a %YAML directive of an unknown version", self._reached) from None
        except (ValueError, OverflowError):
            raise UnreadableText("found an escape sequence of no Unicode character", self._reached) from None
        if type(event) is ScalarEvent:
            if not event.value and event.start_mark.index == event.end_mark.index and event.anchor is None:
                event.start_mark = event.end_mark = _Mark(self._place_of_empty(event.start_mark.index))
            elif event.style == '"' and _SURROGATE.search(event.value):
                raise UnreadableText("found an escape sequence of no Unicode character", event.start_mark.index)
        elif getattr(event, "flow_style", False):
            self._open_flows += 1
        elif self._open_flows and type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
            self._open_flows -= 1
        self._reached = event.end_mark.index
        return event

    def _place_of_empty(self, index: int) -> int:
        """Return where libyaml has an empty scalar that this parser has at ``index``, maybe lines after its key."""
        indicator = _VALUE_INDICATOR.match(self._text, self._reached)
        if indicator is None:
            return index
        space = _SPACE.match(self._text, indicator.end()) if self._open_flows else None
        return space.end() if space else indicator.end()


class _Mark:
    """A place in the text, as the events of the library have it."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index
