"""Composes a part of a fragment; where control flow makes it invalid YAML, once more without the control flow.

``{{repl if X}}`` … ``{{repl end}}`` chooses between lines that are often not YAML together. What is left without these
templates is one of the texts that the platform can render, as far as its structure goes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from replreg.finding import Span
from replreg.yaml.composer import Composed, YAMLSyntaxError, compose
from replreg.yaml.fragment import Fragment
from replreg.yaml.offset_maps import ChainedMap, PiecewiseMap
from replreg.yaml.templates import MASKS
from replreg.yaml.text import is_alone_on_its_lines

__all__ = ["compose_fragment"]

_START = attrgetter("start")


def compose_fragment(
    fragment: Fragment, start: int, end: int
) -> tuple[Composed | None, Fragment, YAMLSyntaxError | None]:
    """Compose the part ``start:end`` of a fragment's text.

    Returns the nodes, the fragment that their offsets belong to, and None; or None, the given fragment, and the error
    of the text as it is. The returned fragment is another one only where the control flow had to be cut out.
    """
    chunk = fragment.text[start:end]
    try:
        return compose(chunk, start), fragment, None
    except YAMLSyntaxError as error:
        kept = _parts_without_control_flow(fragment, start, end)
        rendered = "".join(fragment.text[first:last] for first, last in kept)
        if rendered == chunk:
            return None, fragment, error
        try:
            composed = compose(rendered)
        except YAMLSyntaxError:
            return None, fragment, error
    pieces = PiecewiseMap.of_spans(kept)
    offsets = pieces if fragment.map is None else ChainedMap(pieces, fragment)
    return composed, Fragment(fragment.file, rendered, fragment.templates, offsets, fragment.editable), None


def _parts_without_control_flow(fragment: Fragment, start: int, end: int) -> list[Span]:
    """Return the parts that stay: all but control flow, and expressions that are alone on their lines; at least one."""
    kept: list[Span] = []
    position = start
    for first, last, is_control_flow in _covered_parts(fragment, start, end):
        if is_control_flow or is_alone_on_its_lines(fragment.text, first, last):
            if first > position:
                kept.append(Span(position, first))
            position = last
    if end > position or not kept:
        kept.append(Span(position, end))
    return kept


def _covered_parts(fragment: Fragment, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans of the templates in a part of a fragment's text, in order, and whether each is control flow.

    In a text that was taken out of a scalar, templates with nothing between them are one span.
    """
    if fragment.map is None:
        yield from fragment.templates.within(start, end)
        return
    for run in MASKS.finditer(fragment.text, start, end):
        yield (*run.span(), _is_control_flow(fragment, *run.span()))


def _is_control_flow(fragment: Fragment, start: int, end: int) -> bool:
    """Return True if a run of covered characters consists of control flow alone."""
    templates = fragment.templates
    position, last = fragment.span(start, end)
    number = bisect_left(templates, position, key=_START)
    while position < last and number < len(templates):
        template = templates[number]
        if template.start != position or not template.control:
            return False
        position = template.end
        number += 1
    return position >= last
