"""The events of a text from the Python parser of ``ruamel.yaml``, made equal to those of libyaml.

Imported only where the C parser is not installed. libyaml is the reference, as the platform's reader is a port of it.
The differences that are settled here: that every document is YAML 1.1, where an empty scalar is, and which errors come
without a place; `replreg.yaml.python_scanner` settles those of the scanner. Two remain: a node that has a tag and then
an anchor starts at the anchor here, and the name of an unknown directive is not checked.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.resolver import VersionedResolver

from replreg.lazy_re import lazy_compile
from replreg.yaml.python_scanner import LibyamlReader, LibyamlScanner

__all__ = ["PythonEvents", "UnreadableText"]

_SURROGATE = lazy_compile("[\ud800-\udfff]")
_VALUE_INDICATOR = lazy_compile(r"(?:\s+#[^\r\n\x85\u2028\u2029]*)*\s*:")
_SPACE = lazy_compile(r"\s*")


class UnreadableText(Exception):
    """The Python parser refuses a text without saying where. ``index`` is the offset at which its last event ended."""

    def __init__(self, reason: str, index: int) -> None:
        super().__init__(reason)
        self.index = index


class _Resolver(VersionedResolver):
    """Lets the library read every document by the rules of YAML 1.1, also where it has no directive."""

    @property
    def processing_version(self) -> Any:
        """The version of YAML by which a text is read."""
        return (1, 1)


class PythonEvents:
    """Gives the events of a text, one a call."""

    def __init__(self, text: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 1)
        yaml.top_level_block_style_scalar_no_indent_error_1_1 = True  # a block scalar has an indentation of 1 at least
        yaml.Reader, yaml.Scanner, yaml.Resolver = LibyamlReader, LibyamlScanner, _Resolver
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
        if indicator is None or indicator.end() > index:
            return index
        space = _SPACE.match(self._text, indicator.end()) if self._open_flows else None
        return space.end() if space else indicator.end()


class _Mark:
    """A place in the text, as the events of the library have it."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index
