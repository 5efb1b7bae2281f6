"""Computes the value that a scalar must have after edits, for the proof of the edits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from replreg.finding import Edit
from replreg.lazy_re import lazy_compile
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Scalar
from replreg.yaml.scalar_offsets import content_span, unquoted, value_map
from replreg.yaml.templates import mask
from replreg.yaml.text import line_start

__all__ = ["expected_values"]

_BREAK = lazy_compile(r"\r\n?|\n")
_LINE_WITH_CONTENT = lazy_compile(r"^[^\n]", re.MULTILINE)


def expected_values(fragment: Fragment, scalar: Scalar, edits: Sequence[Edit]) -> set[str] | None:
    """Return the values that a scalar of ``fragment`` may have after ``edits``, which lie in it or at its edges.

    Each edit is applied to the value itself, with its text read in the scalar's style. An inserted whole line may
    belong to the scalar or not, so two values are possible. Returns None where the value's place is not certain.
    """
    value = scalar.value
    offsets = value_map(fragment.text, scalar)
    if offsets is None or (fragment.map is not None and any("'" in edit.text or "\\" in edit.text for edit in edits)):
        return None  # in a file inside of a scalar, such characters can be escaped twice

    def place(offset: int) -> int:
        """Return where the value's character at ``offset`` starts in the file."""
        return fragment.span(*offsets.span(offset, offset))[0]

    size = len(value)
    start, end = fragment.span(*content_span(fragment.text, scalar))
    inner: list[tuple[int, int, str]] = []
    for edit in edits:
        follows = edit.start > end or (edit.start == end and (edit.end > end or not scalar.style))
        if edit.end < start or follows:
            continue  # in its anchor or its tag, or next to it: text after a plain scalar is not a part of it
        first, last = (bisect_left(range(size), offset, key=place) for offset in (edit.start, edit.end))
        if _is_in_template(fragment, edit):
            inner.append((first, last, value[first - 1 : first] * len(edit.text)))  # covered like the rest of it
        else:
            text = mask(edit.text).text if "{{" in edit.text else edit.text  # a template is covered where it is read
            inner.append((first, last, unquoted(text, scalar.style)))
    if scalar.style == "|" and any(_BREAK.search(text) for _, _, text in inner):
        line = _LINE_WITH_CONTENT.search(value)
        at = place(line.start()) if line else 0
        indent = at - line_start(fragment.file, at)
        inner = [(first, last, _unindented(text, indent)) for first, last, text in inner]
    apart = [edit for edit in inner if not _BREAK.match(edit[2])]
    return {_applied(value, inner), _applied(value, apart)}


def _is_in_template(fragment: Fragment, edit: Edit) -> bool:
    """Return True if an edit lies between the first and the last character of one template."""
    templates = fragment.templates
    place = bisect_left(templates, edit.start, key=attrgetter("start")) - 1
    return place >= 0 and edit.end < templates[place].end


def _unindented(text: str, indent: int) -> str:
    """Return a text as a block scalar reads it: each further line without the block's indentation."""
    first, *others = _BREAK.split(text)
    return "\n".join([first, *(line[indent:] for line in others)])


def _applied(value: str, edits: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, text in edits:
        pieces.extend((value[position:start], text))
        position = end
    return "".join([*pieces, value[position:]])
