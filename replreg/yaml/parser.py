"""The YAML parser of this process: its events, its errors, and the texts that it refuses although they are right.

``ruamel.yaml`` brings two parsers. The C parser is libyaml, of which the platform's own reader is a port. Where it is
not installed, the library's Python parser does the same work, only slower; see `replreg.yaml.python_parser`. No other
module imports the library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replreg.lazy_re import lazy_compile
from replreg.yaml.composed import YAMLSyntaxError

__all__ = ["Events", "parser_events", "parser_name", "uncover"]

_UNPRINTABLE = lazy_compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Events:
    """The event classes of ``ruamel.yaml``, and the function that gives events; made once in a process."""

    def __init__(self) -> None:
        from ruamel.yaml import events
        from ruamel.yaml.error import MarkedYAMLError
        from ruamel.yaml.reader import ReaderError

        self.scalar: type[Any] = events.ScalarEvent
        self.alias: type[Any] = events.AliasEvent
        self.mapping_start: type[Any] = events.MappingStartEvent
        self.mapping_end: type[Any] = events.MappingEndEvent
        self.sequence_start: type[Any] = events.SequenceStartEvent
        self.sequence_end: type[Any] = events.SequenceEndEvent
        self.document_start: type[Any] = events.DocumentStartEvent
        self.stream_end: type[Any] = events.StreamEndEvent
        self._reader_error: type[Exception] = ReaderError
        self.name: str
        self.deepest: int
        self.tolerate: Callable[[str], str]
        """Returns a text of the same length in which characters that only this parser refuses are replaced."""
        self.deepest = 10_000
        """The levels of nesting that are read: the platform's reader refuses more, and the Python parser is slow."""
        self.read: Callable[[str], Callable[[], Any]]
        """Returns a function that gives the events of a text, one a call."""
        self.errors: tuple[type[Exception], ...] = (MarkedYAMLError, ReaderError, UnicodeEncodeError)
        try:
            from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined,unused-ignore]
        except ImportError:
            from replreg.yaml.python_parser import PythonEvents, UnreadableText

            self.name, self.tolerate, self.read = "python", _cover, PythonEvents
            self.deepest = 1_000
            self.errors += (UnreadableText,)
        else:
            self.name, self.tolerate, self.read = "libyaml", _cover, lambda text: CParser(text).get_event

    def syntax_error(self, error: Exception, text: str, base: int) -> YAMLSyntaxError:
        """Return what one of `errors` reports about ``text``, which starts at offset ``base`` of its file."""
        if isinstance(error, (self._reader_error, UnicodeEncodeError)):
            return _strange_character(text, base, str(error))
        place: Any = error
        if hasattr(error, "index"):
            return YAMLSyntaxError(str(error), base + min(place.index, len(text)))
        mark = place.problem_mark or place.context_mark
        offset = min(mark.index if mark else 0, len(text))
        began = min(place.context_mark.index, offset) if place.context_mark else offset
        reason = " ".join(part for part in (place.context, place.problem) if part)
        return YAMLSyntaxError(reason or "it cannot be read as YAML", base + offset, base + began)


def _strange_character(text: str, base: int, reason: str) -> YAMLSyntaxError:
    """Explain a character that YAML does not allow."""
    bad = _UNPRINTABLE.search(text)
    if bad is None:
        return YAMLSyntaxError(reason, base)
    code = ord(bad.group())
    name = "a NUL character" if code == 0 else f"the character U+{code:04X}"
    return YAMLSyntaxError(f"found {name}, which YAML does not allow", base + bad.start())


# The C parser is of libyaml 0.1, which stops at a colon or a question mark inside a plain scalar of a flow collection
# (`{image: redis:3}`). The platform's reader does not, nor does any newer libyaml. A text that fails is parsed once
# more with such characters covered by others of the private use area; afterwards the scalars are uncovered.
_COVERS = {":": "\ue002", "?": "\ue003"}
_INSIDE_PLAIN = lazy_compile(
    r"(?<![^\s,\[\]{}])(?:!<[^<>\s]*>|[!&*%][^\s,\[\]{}]*)"  # a tag or an anchor, which stays as it is
    r"""|(?<=[^\s,\[\]{}'"])(?::(?=[^\s,\[\]{}])|\?)"""
)


def _cover(text: str) -> str:
    if any(cover in text for cover in _COVERS.values()):
        return text
    return _INSIDE_PLAIN.sub(lambda found: _COVERS.get(found.group(), found.group()), text)


def uncover(value: str) -> str:
    """Return a scalar's value with the characters that `Events.tolerate` covered as they were."""
    for character, cover in _COVERS.items():
        value = value.replace(cover, character)
    return value


_bound: Events | None = None


def parser_events() -> Events:
    """Return the parser of this process; the first call imports it."""
    global _bound
    if _bound is None:
        _bound = Events()
    return _bound


def parser_name() -> str:
    """Return the name of the parser that reads files in this process: ``"libyaml"`` or ``"python"``."""
    return parser_events().name
