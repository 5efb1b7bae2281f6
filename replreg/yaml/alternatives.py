"""The images that one image may be, where control flow within its scalar chooses between several.

``{{repl if X}}quay.io/ns/a:1{{repl else}}redis:3{{repl end}}`` is the one or the other: each is looked at by itself,
and an edit in one leaves the templates as they are.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.scalar_offsets import content_span
from replreg.yaml.templates import MASK, Template
from replreg.yaml.text import OffsetMap

__all__ = ["alternatives"]

_WORD = lazy_compile(r"(?:\{\{repl|repl\{\{)-?\s*(\w+|/\*|\$)")
_MOST_TEMPLATES = 24
_MOST_ALTERNATIVES = 8

_Pieces = tuple[tuple[int, int], ...]
"""An alternative: spans of the text, one behind the other."""


class _Alternative(ScalarValue):
    """What a scalar is in one of the branches. Its value stands in one or several pieces of the file."""

    __slots__ = ("_pieces", "_shared")

    def __init__(self, whole: ScalarValue, pieces: _Pieces, others: list[_Pieces]) -> None:
        text = whole.source.text
        super().__init__(whole.source, whole.node, "".join(text[start:end] for start, end in pieces))
        inner = [sum(end - start for start, end in pieces[:number]) for number in range(len(pieces))]
        outer, ends = [start for start, _ in pieces], [end for _, end in pieces]
        self._map = OffsetMap(inner, outer, ends, len(self.value))
        self._pieces = pieces
        self._shared = [piece for other in others for piece in other]

    @property
    def span(self) -> tuple[int, int]:
        """The file's span of the first piece."""
        return self._pieces[0]

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the file's span of the value's characters ``start:end``.

        None where a template comes between them, or where they belong to other alternatives as well: an edit would
        change those too.
        """
        place = super().locate(start, end)
        if place is None or place[1] - place[0] != end - start:
            return None
        return None if any(first <= place[0] < last for first, last in self._shared) else place


def alternatives(field: ScalarValue) -> list[ScalarValue]:
    """Return a field for each thing that a scalar may be which begins with control flow; else the field itself.

    Only scalars on one line and without escapes are taken apart, and only as far as the choices are few.
    """
    source, node = field.source, field.node
    if not field.value.startswith(MASK) or source.map is not None or "$" in node.value:
        return [field]
    start, end = content_span(source.text, node)
    if not source.text.startswith(node.value, start) or end - start != len(node.value):
        return [field]
    templates = source.templates.within(start, end)
    if not templates or len(templates) > _MOST_TEMPLATES or not templates[0].control:
        return [field]
    found = _Reading(source.file, templates, start, end).read()
    return [_Alternative(field, one, [other for other in found if other is not one]) for one in found] or [field]


class _Reading:
    """Reads text and control flow by recursive descent; nothing is found where they do not pair up."""

    def __init__(self, file: str, templates: tuple[Template, ...], start: int, end: int) -> None:
        self._file = file
        self._templates = [template for template in templates if template.control]
        self._position = start
        self._end = end

    def read(self) -> list[_Pieces]:
        """Return the alternatives, without blanks around them and without those that are empty."""
        found = self._sequence()
        if found is None or self._templates:
            return []
        trimmed = dict.fromkeys(filter(None, map(self._trimmed, found)))
        return list(trimmed)

    def _sequence(self) -> list[_Pieces] | None:
        """Read up to an ``else`` or ``end``, which is left, or to the end of the text."""
        found: list[_Pieces] = [()]
        while True:
            stop = self._templates[0].start if self._templates else self._end
            if stop > self._position:
                found = [(*pieces, (self._position, stop)) for pieces in found]
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
        """Read the branches of a choice, and the ``end`` behind them."""
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
        """Return the word of the template at the position, empty at the end."""
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
            kept[0] = (end - len(self._file[start:end].lstrip()), end)
            start, end = kept[-1]
            kept[-1] = (start, start + len(self._file[start:end].rstrip()))
        return tuple(kept)
