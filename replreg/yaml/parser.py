"""The two YAML parsers that ``ruamel.yaml`` can bring, behind one door: their events, their errors, their gaps.

The C parser is libyaml, of which the platform's own reader is a port; where it is not installed, the library's Python
parser does the same work, only slower. This is the one module that knows the library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replreg.lazy_re import lazy_compile

__all__ = ["Events", "YAMLSyntaxError", "parser_events", "parser_name", "uncover"]

_UNPRINTABLE = lazy_compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class YAMLSyntaxError(ValueError):
    """A text is not YAML. ``offset`` is where the parser stopped, in code points of the text it was given.

    ``began`` is where what it was reading began, such as an open bracket; the same as ``offset`` if that is not known.
    """

    def __init__(self, reason: str, offset: int, began: int | None = None) -> None:
        super().__init__(reason)
        self.offset = offset
        self.began = offset if began is None else began


class Events:
    """The event classes of ``ruamel.yaml``, and how to get events; bound once a process, when first needed."""

    def __init__(self) -> None:
        from ruamel.yaml import events
        from ruamel.yaml.error import MarkedYAMLError
        from ruamel.yaml.reader import ReaderError

        self.scalar = events.ScalarEvent
        self.alias = events.AliasEvent
        self.mapping_start = events.MappingStartEvent
        self.mapping_end = events.MappingEndEvent
        self.sequence_start = events.SequenceStartEvent
        self.sequence_end = events.SequenceEndEvent
        self.document_start = events.DocumentStartEvent
        self.stream_end = events.StreamEndEvent
        self._reader_error: type[Exception] = ReaderError
        self.name: str
        self.tolerate: Callable[[str], str]
        """Returns a text, as long as the one given, in which what only this parser refuses is written otherwise."""
        self.deepest = 10_000
        """The levels of nesting that are read: the platform's reader refuses more, the Python parser takes too long."""
        self.source: Callable[[str], Callable[[], Any]]
        """Returns the function that gives the events of a text, one a call."""
        try:
            from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined,unused-ignore]
        except ImportError:
            self.name, self.tolerate, self.source = "python", lambda text: _cover(_untab(text)), _PythonSource
            self.deepest = 1_000
        else:
            self.name, self.tolerate, self.source = "libyaml", _cover, lambda text: CParser(text).get_event
        self.errors = (MarkedYAMLError, ReaderError, UnicodeEncodeError, _Unreadable)

    def syntax_error(self, error: Exception, text: str, base: int) -> YAMLSyntaxError:
        """Return what one of `errors` says of ``text``, which starts at offset ``base`` of its file."""
        if isinstance(error, (self._reader_error, UnicodeEncodeError)):
            return _strange_character(text, base, str(error))
        if isinstance(error, _Unreadable):
            return YAMLSyntaxError(str(error), base + min(error.index, len(text)))
        marked: Any = error
        mark = marked.problem_mark or marked.context_mark
        offset = min(mark.index if mark else 0, len(text))
        began = min(marked.context_mark.index, offset) if marked.context_mark else offset
        reason = " ".join(part for part in (marked.context, marked.problem) if part)
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
# (`{image: redis:3}`); the platform's reader, as every newer one, does not. A text that fails is tried once more with
# such characters covered by ones of the private use area, and their scalars uncovered afterwards.
_COVERED = {":": "\ue002", "?": "\ue003"}
_INSIDE_PLAIN = lazy_compile(
    r"(?<![^\s,\[\]{}])(?:!<[^<>\s]*>|[!&*%][^\s,\[\]{}]*)"  # a tag or an anchor, which stays as it is
    r"""|(?<=[^\s,\[\]{}'"])(?::(?=[^\s,\[\]{}])|\?)"""
)
# The Python parser stops at a tab between tokens, where it is white space as any other.
_TAB_INSIDE = lazy_compile(r"(?<=\S)[ \t]*\t[ \t]*")


def _cover(text: str) -> str:
    if any(cover in text for cover in _COVERED.values()):
        return text
    return _INSIDE_PLAIN.sub(lambda found: _COVERED.get(found.group(), found.group()), text)


def uncover(value: str) -> str:
    """Return a scalar's value with the characters that `Events.tolerate` covered as they were."""
    for character, cover in _COVERED.items():
        value = value.replace(cover, character)
    return value


def _untab(text: str) -> str:
    return _TAB_INSIDE.sub(lambda found: " " * len(found.group()), text)


class _Unreadable(Exception):
    """What the Python parser refuses without saying where. ``index`` is where its last event ended."""

    def __init__(self, reason: str, index: int) -> None:
        super().__init__(reason)
        self.index = index


_SURROGATE = lazy_compile("[\ud800-\udfff]")
_VALUE_INDICATOR = lazy_compile(r"[ \t]*:")
_SPACE = lazy_compile(r"\s*")


class _PythonSource:
    """The events of a text from the Python parser, told as libyaml tells them."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml import YAML
        from ruamel.yaml.events import ScalarEvent

        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 1)
        self._text = text
        self._events = yaml.parse(text)
        self._scalar = ScalarEvent
        self._reached = 0  # where the last event ended
        self._flow = 0  # how many flow collections are open

    def __call__(self) -> Any:
        """Return the next event."""
        try:
            event = next(self._events)
        except AssertionError:
            raise _Unreadable("found a %YAML directive of an unknown version", self._reached) from None
        except (ValueError, OverflowError):
            raise _Unreadable("found an escape sequence of no Unicode character", self._reached) from None
        if type(event) is self._scalar:
            if not event.value and event.start_mark.index == event.end_mark.index and event.anchor is None:
                event.start_mark = event.end_mark = _Mark(self._empty(event.start_mark.index))
            elif event.style == '"' and _SURROGATE.search(event.value):
                raise _Unreadable("found an escape sequence of no Unicode character", event.start_mark.index)
        elif getattr(event, "flow_style", False):
            self._flow += 1
        elif self._flow and type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
            self._flow -= 1
        self._reached = event.end_mark.index
        return event

    def _empty(self, index: int) -> int:
        """Return where an empty scalar is that this parser puts at ``index``, maybe some lines behind its key."""
        indicator = _VALUE_INDICATOR.match(self._text, self._reached)
        if indicator is None:
            return index
        space = _SPACE.match(self._text, indicator.end()) if self._flow else None
        return space.end() if space else indicator.end()


class _Mark:
    """A place, as `Events.source` gives it."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


_bound: Events | None = None


def parser_events() -> Events:
    """Return the parser of this process; the first call imports it."""
    global _bound
    if _bound is None:
        _bound = Events()
    return _bound


def parser_name() -> str:
    """Return ``"libyaml"`` or ``"python"``, whichever reads the files in this process."""
    return parser_events().name
