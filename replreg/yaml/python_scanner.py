"""The reader and the scanner of the Python parser of ``ruamel.yaml``, made equal to those of libyaml.

The library's own differ in where lines end, in where a byte-order mark and a tab may be, in what a plain scalar, an
anchor and a tag are, and in how a block scalar is indented.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import ScalarToken, TagToken

__all__ = ["LibyamlReader", "LibyamlScanner"]

_BOM = "\ufeff"
_BREAKS = "\n\x85\u2028\u2029"
_LINE_END = "\0\r" + _BREAKS
_SPACES = " \t\r" + _BREAKS
_WORD_END = "\0" + _SPACES
_FLOW_INDICATORS = ",:?[]{}"


class LibyamlReader(Reader):
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
                self.column: int = 0
            else:
                self.column += 1


class LibyamlScanner(Scanner):
    """Scans the places at which the library's scanner differs from libyaml's.

    These are the space between tokens, with tabs in it, plain scalars, and the start of block scalars.
    """

    def scan_to_next_token(self) -> Any:
        """Skip spaces, comments and line breaks; tabs where no key can begin; a byte-order mark that begins a line."""
        reader = self.reader
        peek, forward = reader.peek, reader.forward
        while True:
            if reader.column == 0 and peek() == _BOM:
                forward()
            while peek() == " " or (peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                forward()
            if peek() == "#":
                while peek() not in _LINE_END:
                    forward()
            if peek() not in "\r" + _BREAKS:
                return
            self.scan_line_break()
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> Any:
        """Return the token of a plain scalar. A tab in it is white space, which its value keeps within a line."""
        reader = self.reader
        peek = reader.peek
        start = end = reader.get_mark()
        chunks: list[str] = []
        space: list[str] = []
        ended_line = False
        while not (peek() == "#" or (reader.column == 0 and self._is_document_indicator())):
            length = self._plain_length(start)
            if length:
                chunks += space
                chunks.append(reader.prefix(length))
                reader.forward(length)
                end = reader.get_mark()
            if peek() not in _SPACES:
                ended_line = ended_line and not length
                break
            space, ended_line = self._plain_space(start)
            if not self.flow_level and reader.column <= self.indent:
                break
        if ended_line:
            self.allow_simple_key: bool = True
        return ScalarToken("".join(chunks), True, start, end)

    def _is_document_indicator(self) -> bool:
        return self.reader.prefix(3) in ("---", "...") and self.reader.peek(3) in _WORD_END

    def _plain_length(self, start: Any) -> int:
        """Return how many characters without white space follow that belong to a plain scalar."""
        peek = self.reader.peek
        length = 0
        while (character := peek(length)) not in _WORD_END:
            if character == ":" and peek(length + 1) in _WORD_END:
                break
            if self.flow_level and character in _FLOW_INDICATORS:
                if character == ":":
                    self.reader.forward(length)
                    place = self.reader.get_mark()
                    raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", place)
                break
            length += 1
        return length

    def _plain_space(self, start: Any) -> tuple[list[str], bool]:
        """Skip white space and line breaks; return what a value has in their place, and whether a line has ended."""
        reader = self.reader
        space: list[str] = []
        breaks: list[str] = []
        while (character := reader.peek()) in _SPACES:
            if character not in " \t":
                breaks.append(self.scan_line_break())
                continue
            if breaks and character == "\t" and reader.column <= self.indent:
                reason = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start, reason, reader.get_mark())
            if not breaks:
                space.append(character)
            reader.forward()
        if not breaks:
            return space, False
        if breaks[0] != "\n":
            return breaks, True
        return breaks[1:] or [" "], True

    def scan_anchor(self, token: Any) -> Any:
        """Return the token of an anchor or an alias, whose name has letters of ASCII, digits, ``-`` and ``_``."""
        reader = self.reader
        start = reader.get_mark()
        reader.forward()
        length = self._name_length(0)
        name = reader.prefix(length)
        reader.forward(length)
        if not name or reader.peek() not in _WORD_END + "?:,]}%@`":
            reason = "did not find expected alphabetic or numeric character"
            raise ScannerError("while scanning an anchor or an alias", start, reason, reader.get_mark())
        return token(name, start, reader.get_mark())

    def scan_tag(self) -> Any:
        """Return the token of a tag, after which white space follows, also a tab."""
        reader = self.reader
        start = reader.get_mark()
        handle: str | None = None
        if reader.peek(1) == "<":
            reader.forward(2)
            suffix = self.scan_tag_uri("tag", start)
            if reader.peek() != ">":
                raise ScannerError("while scanning a tag", start, "did not find the expected '>'", reader.get_mark())
            reader.forward()
        else:
            length = self._name_length(1)
            is_named = reader.peek(length) == "!"
            handle = reader.prefix(length + 1) if is_named else "!"
            reader.forward(length + 1 if is_named else 1)
            if not is_named and reader.peek() in _WORD_END:
                handle, suffix = None, "!"
            else:
                suffix = self.scan_tag_uri("tag", start)
        if reader.peek() not in _WORD_END:
            reason = "did not find expected whitespace or line break"
            raise ScannerError("while scanning a tag", start, reason, reader.get_mark())
        return TagToken((handle, suffix), start, reader.get_mark())

    def _name_length(self, start: int) -> int:
        """Return where a name ends that begins ``start`` characters ahead."""
        end = start
        while (character := self.reader.peek(end)).isascii() and (character.isalnum() or character in "-_"):
            end += 1
        return end

    def scan_block_scalar_indicators(self, start_mark: Any) -> Any:
        """Return how a block scalar's last line breaks are kept, and how far it is indented; None where not said."""
        reader = self.reader
        chomping: bool | None = None
        increment: int | None = None
        for _ in range(2):
            character = reader.peek()
            if chomping is None and character in "+-":
                chomping = character == "+"
            elif increment is None and "1" <= character <= "9":
                increment = int(character)
            else:
                break
            reader.forward()
        return chomping, increment

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> Any:
        """Skip white space and a comment after the indicators of a block scalar, and the line break."""
        reader = self.reader
        while reader.peek() in " \t":
            reader.forward()
        return super().scan_block_scalar_ignored_line(start_mark)

    def scan_block_scalar_breaks(self, indent: int) -> Any:
        """Skip empty lines in a block scalar. A tab cannot be in its indentation."""
        found = super().scan_block_scalar_breaks(indent)
        self._refuse_tab(indent)
        return found

    def _refuse_tab(self, indent: int | None) -> None:
        """Raise the library's error for a tab in the indentation; before any text, where that is not known yet."""
        reader = self.reader
        if reader.peek() == "\t" and (indent is None or reader.column < indent):
            reason = "found a tab character where an indentation space is expected"
            raise ScannerError("while scanning a block scalar", reader.get_mark(), reason, reader.get_mark())

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
        self._refuse_tab(None)
        return breaks, indentation, end
