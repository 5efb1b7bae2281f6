"""Splits a file into its documents, and composes the nodes of each.

A file is split at its ``---`` lines and each document is composed alone. So a mistake in one document hides nothing in
the others, and the nodes of a document can be dropped when it has been read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Composed, Mapping, Node, Scalar, YAMLSyntaxError, compose
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK, MASKS, Masked
from replreg.yaml.text import BOM, is_alone_on_its_lines

__all__ = ["Compose", "YamlDocument", "compose_fragment", "documents_at", "split_documents"]

Compose = Callable[[str, int], Composed]
"""Composes the documents of a text, as `replreg.yaml.composer.compose` does."""

_COVERED_KEY = lazy_compile(rf"""^[ \t]*(?:- +)*({MASK}+)[ \t]*["']?[\w.-]+["']?[ \t]*:(?=\s|\Z)""", re.MULTILINE)
_START = attrgetter("start")
_ELSE = lazy_compile(r"(?:repl)?\{\{(?:repl)?-?\s*else\b")
_DIRECTIVE = lazy_compile(r"(?:^|\r|\A\ufeff)%", re.MULTILINE)


class YamlDocument:
    """One document of a file. ``index`` counts from 0; ``start`` and ``end`` are offsets of the file.

    ``extent`` is the span of its fragment's text that it was composed from. ``quoted`` holds its scalars in quotes
    and in blocks, which can contain files.
    """

    __slots__ = ("end", "error", "extent", "fragment", "index", "quoted", "repeating", "root", "start")

    def __init__(self, index: int, start: int, end: int, fragment: Fragment) -> None:
        self.index: int = index
        self.start: int = start
        self.end: int = end
        self.fragment: Fragment = fragment
        self.extent: Span = Span(start, end) if fragment.map is None else Span(0, len(fragment.text))
        self.root: Node | None = None
        self.repeating: list[Mapping] = []
        self.quoted: list[Scalar] = []
        self.error: YAMLSyntaxError | None = None


def documents_at(
    text: str, masked: Masked, spans: Iterable[Span], compose: Compose = compose
) -> Iterator[YamlDocument]:
    """Yield the documents at ``spans``, some of those that `split_documents` found, in order, with their nodes.

    ``text`` is the file's decoded text, ``masked`` what `replreg.yaml.templates.mask` returns for it. The documents'
    ``index`` counts from the first of the spans. A document that is not YAML has an ``error`` instead of nodes; the
    error's offset is the file's, in code points.
    """
    index = 0
    whole = Fragment(text, masked.text, masked.templates)
    for start, end in spans:
        composed, fragment, error = compose_fragment(whole, start, end, compose)
        roots: list[Node | None] = [None] if composed is None else [*composed.roots]
        for root in roots:
            document = YamlDocument(index, start, end, fragment)
            document.root = root
            document.error = error
            if composed is not None:
                document.repeating, composed.repeating = composed.repeating, []
                document.quoted, composed.quoted = composed.quoted, []
            index += 1
            yield document


def split_documents(masked: str) -> list[Span]:
    """Return the spans of the documents of a masked text, in code points; they cover all of it but a byte-order mark.

    A ``---`` at the start of a line always starts a document, whatever is open. A text with a directive is one span,
    because a directive belongs to the document after it.
    """
    begin = 1 if masked.startswith(BOM) else 0
    if "%" in masked and _DIRECTIVE.search(masked):
        return [Span(begin, len(masked))]
    starts = [start for start in _dashed_lines(masked, begin) if masked[start + 3 : start + 4] in " \t\r\n"]
    if not starts or _has_content(masked[begin : starts[0]]):
        starts.insert(0, begin)
    else:
        starts[0] = begin  # comments before the first separator belong to the first document
    return list(map(Span, starts, [*starts[1:], len(masked)]))


def _dashed_lines(text: str, begin: int) -> list[int]:
    """Return the offsets of the lines that start with ``---``, in order. Takes a few searches for plain text."""
    starts = [begin] if text.startswith("---", begin) else []
    for dashes in ("\n---", "\r---"):
        place = text.find(dashes, begin)
        while place >= 0:
            starts.append(place + 1)
            place = text.find(dashes, place + 1)
    starts.sort()
    return starts


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def compose_fragment(
    fragment: Fragment, start: int, end: int, compose: Compose = compose
) -> tuple[Composed | None, Fragment, YAMLSyntaxError | None]:
    """Compose the part ``start:end`` of a fragment's text; where it is not YAML, once more without control flow.

    ``{{repl if X}}`` … ``{{repl end}}`` chooses between lines that are often not YAML together. The text without these
    templates has the structure of one that the platform can render.

    Returns the nodes, the fragment that their offsets belong to, and None; or None, the given fragment, and the error
    of the text as it is. The returned fragment is another one only where the control flow had to be cut out.
    """
    chunk = fragment.text[start:end]
    as_it_is: Composed | None = None
    error: YAMLSyntaxError | None = None
    try:
        as_it_is = compose(chunk, start)
    except YAMLSyntaxError as found:
        error = found
    if as_it_is is None or _has_control_flow_before_key(fragment, start, end):
        kept = _parts_without_control_flow(fragment, start, end)
        composed = _composed(fragment, kept, chunk, as_it_is, compose)
        if composed is None and fragment.map is None:
            kept = _with_branches_on_lines(fragment, start, end)
            composed = _composed(fragment, kept, chunk, None, compose)
        if composed is as_it_is:
            return as_it_is, fragment, error
        rendered = _joined(fragment, kept)
    else:
        return as_it_is, fragment, None
    from replreg.yaml.offset_maps import ChainedMap, PiecewiseMap

    pieces = PiecewiseMap.of_spans(kept)
    offsets = pieces if fragment.map is None else ChainedMap(pieces, fragment)
    return composed, Fragment(fragment.file, rendered, fragment.templates, offsets, fragment.editable), None


def _joined(fragment: Fragment, kept: list[Span]) -> str:
    return "".join(fragment.text[first:last] for first, last in kept)


def _composed(
    fragment: Fragment, kept: list[Span], chunk: str, otherwise: Composed | None, compose: Compose
) -> Composed | None:
    """Return the nodes of the parts of a text that are kept; ``otherwise`` where these are all, or are not YAML."""
    rendered = _joined(fragment, kept)
    try:
        return compose(rendered, 0) if rendered != chunk else otherwise
    except YAMLSyntaxError:
        return otherwise


def _with_branches_on_lines(fragment: Fragment, start: int, end: int) -> list[Span]:
    """Return the parts that stay, with the branches that are on one line on lines of their own; at least one.

    ``{{repl if X}}image: a{{repl else}}image: b{{repl end}}`` reads like the same keys on two lines. The line break and
    the indentation before the line are there once more for each branch. Takes linear time.
    """
    text = fragment.file
    kept: list[Span] = []
    position = line = start
    lead: Span | None = None  # the line break and the spaces before what is first on the line
    for template in fragment.templates.within(start, end):
        feed = text.rfind("\n", line, template.start)
        if feed >= 0:
            lead = Span(feed, template.start) if not text[feed + 1 : template.start].strip(" ") else None
        line = template.end
        if not template.control:
            continue
        if template.start > position:
            kept.append(Span(position, template.start))
            if lead is not None and _ELSE.match(text, template.start):
                kept.append(lead)
        position = template.end
    if end > position or not kept:
        kept.append(Span(position, end))
    return kept


def _has_control_flow_before_key(fragment: Fragment, start: int, end: int) -> bool:
    """Return True if a line has control flow directly in front of a key: ``{{repl if X}}image: a{{repl end}}``.

    Such a line is YAML, but with another key than the rendered one.
    """
    if MASK not in fragment.text or not fragment.templates.have_control(0, len(fragment.file)):
        return False
    lines = _COVERED_KEY.finditer(fragment.text, start, end)
    return any(_is_control_flow(fragment, *line.span(1)) for line in lines)


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
