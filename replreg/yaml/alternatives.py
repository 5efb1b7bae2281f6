"""Finds the images that one scalar may be, where control flow within it chooses between several.

``{{repl if X}}quay.io/ns/a:1{{repl else}}redis:3{{repl end}}`` is one image or the other. Each is checked alone, and an
edit of one leaves the templates as they are.
"""

from __future__ import annotations

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.offset_maps import PiecewiseMap
from replreg.yaml.scalar_offsets import content_span
from replreg.yaml.templates import MASK, Template

__all__ = ["alternatives"]

# The structure alone: which branches there are. The evaluator of templates decides which of them holds.
_WORD = lazy_compile(r"(?:\{\{repl|repl\{\{)-?\s*(\w+|/\*|\$)")
_MOST_TEMPLATES = 24
_MOST_ALTERNATIVES = 8

_Pieces = tuple[Span, ...]
"""An alternative: spans of the text that follow one another."""


class _Alternative(ScalarValue):
    """The value of a scalar in one of the branches. It consists of one or several pieces of the file."""

    __slots__ = ("_pieces", "_shared")

    def __init__(self, whole: ScalarValue, pieces: _Pieces, others: list[_Pieces]) -> None:
        text = whole.fragment.text
        super().__init__(whole.fragment, whole.node, "".join(text[start:end] for start, end in pieces))
        self._map = PiecewiseMap.of_spans(pieces)
        self._pieces = pieces
        self._shared = [piece for other in others for piece in other]

    @property
    def span(self) -> Span:
        """The file's span of the first piece."""
        return self._pieces[0]

    def locate(self, start: int, end: int) -> Span | None:
        """Return the file's span of the value's characters ``start:end``.

        None where a template is between them, or where they belong to other alternatives as well, since an edit would
        change those, too.
        """
        place = super().locate(start, end)
        if place is None or place.end - place.start != end - start:
            return None
        return None if any(first <= place.start < last for first, last in self._shared) else place


def alternatives(field: ScalarValue) -> list[ScalarValue]:
    """Return a field for each value that a scalar which begins with control flow may have; else the field itself.

    Only scalars on one line and without escapes are split, and only if there are few alternatives.
    """
    fragment, node = field.fragment, field.node
    if not field.value.startswith(MASK) or fragment.map is not None or "$" in node.value:
        return [field]
    start, end = content_span(fragment.text, node)
    if not fragment.text.startswith(node.value, start) or end - start != len(node.value):
        return [field]
    templates = fragment.templates.within(start, end)
    if not templates or len(templates) > _MOST_TEMPLATES or not templates[0].control:
        return [field]
    found = _Parser(fragment.file, templates, start, end).read()
    return [_Alternative(field, one, [other for other in found if other is not one]) for one in found] or [field]


class _Parser:
    """A recursive-descent parser of text and control flow; it finds no alternatives where these do not pair up."""

    def __init__(self, file: str, templates: tuple[Template, ...], start: int, end: int) -> None:
        self._file = file
        self._templates = [template for template in templates if template.control]
        self._position = start
        self._end = end

    def read(self) -> list[_Pieces]:
        """Return the alternatives that are not empty, without white space around them."""
        found = self._sequence()
        if found is None or self._templates:
            return []
        trimmed = dict.fromkeys(filter(None, map(self._trimmed, found)))
        return list(trimmed)

    def _sequence(self) -> list[_Pieces] | None:
        """Read up to an ``else`` or ``end``, which is not read, or to the end of the text."""
        found: list[_Pieces] = [()]
        while True:
            stop = self._templates[0].start if self._templates else self._end
            if stop > self._position:
                found = [(*pieces, Span(self._position, stop)) for pieces in found]
                self._position = stop
            word = self._word()
            if word in ("", "else", "end"):
                return found
            self._skip()
            if word in ("if", "with", "range"):
                choices = self._branches()
                if choices is None or len(found) * len(choices) > _MOST_ALTERNATIVES:
                    return None
                found = [(*pieces, *choice) for pieces in found for choice in choices]
            elif word not in ("/*", "$"):
                return None

    def _branches(self) -> list[_Pieces] | None:
        """Read the branches of a choice, and the ``end`` after them."""
        choices: list[_Pieces] = []
        has_else = False
        while True:
            branch = self._sequence()
            word = self._word()
            if branch is None or not word:
                return None
            choices.extend(branch)
            template = self._skip()
            if word == "end":
                return choices if has_else else [*choices, ()]
            has_else = self._file[template.start : template.end].rstrip("}- ").endswith("else")

    def _word(self) -> str:
        """Return the first word of the next control-flow template, or ``""`` if there is none."""
        found = _WORD.match(self._file, self._templates[0].start) if self._templates else None
        return found.group(1) if found else ""

    def _skip(self) -> Template:
        template = self._templates.pop(0)
        self._position = template.end
        return template

    def _trimmed(self, pieces: _Pieces) -> _Pieces:
        kept = list(pieces)
        while kept and not self._file[slice(*kept[0])].strip():
            kept.pop(0)
        while kept and not self._file[slice(*kept[-1])].strip():
            kept.pop()
        if kept:
            start, end = kept[0]
            kept[0] = Span(end - len(self._file[start:end].lstrip()), end)
            start, end = kept[-1]
            kept[-1] = Span(start, start + len(self._file[start:end].rstrip()))
        return tuple(kept)
