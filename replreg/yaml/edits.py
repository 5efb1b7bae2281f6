"""Applies edits to a text, and proves that they changed only what they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from replreg.finding import Edit, Span
from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import Mapping, Node, Scalar, scalar_type
from replreg.yaml.composer import Sequence as SequenceNode
from replreg.yaml.documents import YamlDocument, documents_at, split_documents
from replreg.yaml.edit_shift import EditShift
from replreg.yaml.embedded import DEEPEST, documents_in
from replreg.yaml.event_composer import compose_events
from replreg.yaml.fragment import Fragment
from replreg.yaml.proof import expected_values
from replreg.yaml.templates import Masked, Template, mask

__all__ = ["RepeatedKey", "UnprovenEdit", "apply_edits", "prove"]

Label = Callable[[YamlDocument], str]
"""Returns what a document is, such as the name of its kind, which an edit must not change."""


class UnprovenEdit(RuntimeError):
    """The edited text differs from the old one in more than the edited values. The file is not written."""


class RepeatedKey(UnprovenEdit):
    """The edited text would have a key twice in a mapping that has it at most once in the old text."""


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with the edits made. Raises ValueError if they are not sorted by place, or overlap."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or edit.end < edit.start:
            raise ValueError(f"the edits overlap at offset {edit.start}")
        pieces.append(text[position : edit.start])
        pieces.append(edit.text)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def _unlabelled(document: YamlDocument) -> str:
    return ""


def prove(
    old: str, new: str, edits: Sequence[Edit], label: Label = _unlabelled, mask: Callable[[str], Masked] = mask
) -> None:
    """Read both texts and compare them node by node. Raises `UnprovenEdit` at the first difference not asked for.

    A scalar that an edit touches must have the value that the edit asks for, and inserted text may add nodes.
    Everything else must have the same value, style and tag, and must be where the edits before it have moved it to.
    The same holds for the files inside of the touched scalars. Both texts are read by the events of the YAML parser,
    whichever way the edits were found. Every template must be a template as before. Where a key
    that is twice in a mapping is the only difference, `RepeatedKey` is raised. ``label`` returns what a document is,
    such as the name of its kind; no edit may change it.
    """
    if apply_edits(old, edits) != new:
        raise UnprovenEdit("the edited file would differ from the old one in more than the edits")
    old, edits = _with_openings(old, edits)
    shift = EditShift(edits)
    before, after = mask(old), mask(new)
    _prove_templates(before.templates, after.templates, shift)
    spans, new_spans = _differing(before.text, after.text)
    documents, edited = (
        documents_at(old, before, spans, compose_events),
        documents_at(new, after, new_spans, compose_events),
    )
    _prove_documents(documents, edited, shift, label, 0)


def _with_openings(old: str, edits: Sequence[Edit]) -> tuple[str, Sequence[Edit]]:
    """Return a text and edits with the same result, in which edits that remove the space of ``{{ repl`` open nothing.

    Such an edit makes a template, which the old text does not have; so does one in ``repl {{``. In the text that is
    returned the template is there, with the space after its opening, and the edit removes it there. All other places
    stay.
    """
    if not any(opening in old for opening in ("{{ ", "{{\t", " {{", "\t{{")):
        return old, edits
    pieces: list[str] = []
    moved: list[Edit] = []
    position = 0
    for edit in edits:
        space = old[edit.start : edit.end]
        if not edit.text and space and not space.strip(" \t"):
            for first, second in (("{{", "repl"), ("repl", "{{")):
                if old.startswith(second, edit.end) and old.endswith(first, 0, edit.start):
                    pieces += (old[position : edit.start], second, space)
                    position = edit.end + len(second)
                    edit = Edit(edit.start + len(second), position, "")
                    break
        moved.append(edit)
    return "".join([*pieces, old[position:]]), moved


def _differing(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Return the spans of the documents of two masked texts, less those that have the same characters in both.

    A document does not depend on the others, so these are the same documents. They need not be read again.
    """
    spans, new_spans = split_documents(old), split_documents(new)
    if len(spans) != len(new_spans):
        return spans, new_spans
    pairs = zip(spans, new_spans, strict=True)
    differing = [(span, moved) for span, moved in pairs if old[slice(*span)] != new[slice(*moved)]]
    return [span for span, _ in differing], [moved for _, moved in differing]


def _prove_templates(old: Sequence[Template], new: Sequence[Template], shift: EditShift) -> None:
    """Compare the templates, which are not nodes; one that an edit touches may have another length.

    Expressions that edits write are new; control flow, which other text depends on, may not be.
    """
    new = [template for template in new if template.control or not shift.is_written(template.start, template.end)]
    for before, after in zip_longest(old, new):
        expected = None
        if before is not None:
            expected = (shift.moved(before.start), shift.moved(before.end - 1) + 1, before.control)
        if after is None or tuple(after) != expected:
            offset = after.start if after else expected[0] if expected else 0
            raise UnprovenEdit(f"the edited file would have other templates at offset {offset}")


def _prove_documents(
    old: Iterable[YamlDocument], new: Iterable[YamlDocument], shift: EditShift, label: Label, depth: int
) -> None:
    after = _old_leaves(_leaves(new, label), shift)
    for leaf in _leaves(old, label):
        moved = next(after, None)
        if moved is not None and moved.repeats > leaf.repeats:
            raise RepeatedKey("the edited file would have a key twice in one mapping")
        if moved is None or not _same(leaf, moved, shift):
            raise UnprovenEdit(f"the edited file would not read as before at offset {shift.moved(leaf.start)}")
        holder, heir = leaf.scalar, moved.scalar
        if holder and heir and holder[1].style and depth < DEEPEST and shift.touches(leaf.start, leaf.end):
            inner, edited = documents_in(*holder, compose_events), documents_in(*heir, compose_events)
            _prove_documents(inner, edited, shift, label, depth + 1)
    for leaf in after:
        raise UnprovenEdit(f"the edited file would have something new at offset {leaf.start}")


class _Leaf(NamedTuple):
    """A node, the end of a collection, or a document with the number of its mappings that have a key twice.

    For a scalar, ``scalar`` has the node and the fragment that it belongs to.
    """

    kind: str
    start: int
    end: int
    value: str
    detail: str
    scalar: tuple[Fragment, Scalar] | None = None
    repeats: int = 0


def _old_leaves(leaves: Iterator[_Leaf], shift: EditShift) -> Iterator[_Leaf]:
    """Leave out what is in inserted text: scalars, and collections that begin there, with their contents.

    An alias gets the number that its node has among the nodes that remain.
    """
    depth = 0
    numbers: list[str] = []  # of each node of the document: its number among the old nodes, or "new"
    old = 0
    for leaf in leaves:
        kind, start, end = leaf.kind, leaf.start, leaf.end
        opens = kind in ("mapping", "sequence")
        if kind == "document":
            numbers, old = [], 0
        elif kind == "alias":
            leaf = leaf._replace(value=numbers[int(leaf.value)])
        elif kind != "end":
            is_new = depth > 0 or shift.is_inserted(start, start + 1 if opens else end)
            numbers.append("new" if is_new else str(old))
            old += not is_new
        if depth:
            depth += 1 if opens else -1 if kind == "end" else 0
            if kind == "scalar" and not shift.is_inserted(start, end):
                raise UnprovenEdit(f"the edited file would not read as before at offset {start}")
        elif opens and shift.is_inserted(start, start + 1):
            depth = 1  # its end is not compared: a block collection ends at the next token, after the comments
        elif kind != "scalar" or not shift.is_inserted(start, end):
            yield leaf


def _loses_quotes(old: _Leaf, new: _Leaf, shift: EditShift) -> bool:
    """Whether an edit writes the text of a quoted scalar without the quotes, so that it has a type."""
    if old.scalar is None or new.scalar is None or not old.scalar[1].style or new.scalar[1].style:
        return False
    edits = shift.touching(old.start, old.end)
    if len(edits) != 1 or (edits[0].start, edits[0].end) != (old.start, old.end):
        return False
    text = edits[0].text
    is_same = scalar_type(new.scalar[1]) != "string" and new.value == text and old.value.strip().lower() == text.lower()
    return is_same and new.scalar[1].tag == old.scalar[1].tag and new.start == shift.moved(old.start)


def _same(old: _Leaf, new: _Leaf, shift: EditShift) -> bool:
    if _loses_quotes(old, new, shift):
        return True
    if old.kind != new.kind or old.detail != new.detail:
        return False
    if old.scalar is not None and shift.touches(old.start, old.end):
        values = expected_values(*old.scalar, shift.touching(old.start, old.end))
        return values is None or new.value in values
    return old.value == new.value and (old.kind != "scalar" or shift.moved(old.start) == new.start)


def _leaves(documents: Iterable[YamlDocument], label: Label) -> Iterator[_Leaf]:
    """Yield a flat form of documents: labels, scalars, the start and the end of collections, and repeated nodes."""
    for document in documents:
        start, repeats = document.start, len(document.repeating)
        yield _Leaf("document", start, start, label(document), str(document.error is None), repeats=repeats)
        if document.root is None:
            continue
        numbers: dict[int, int] = {}
        stack: list[Node | str] = [document.root]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                yield _Leaf("end", 0, 0, node, "")
                continue
            start, end = document.fragment.span(node.start, node.end)
            if id(node) in numbers:
                yield _Leaf("alias", start, end, str(numbers[id(node)]), "")
                continue
            numbers[id(node)] = len(numbers)
            tag = node.tag or ""
            if isinstance(node, Scalar):
                yield _Leaf("scalar", start, end, node.value, tag + node.style, (document.fragment, node))
            elif isinstance(node, Mapping):
                yield _Leaf("mapping", start, end, "", f"{tag}{node.flow}")
                stack.append("}")
                for key, value in reversed(node.pairs):
                    stack.append(value)
                    stack.append(key)
            elif isinstance(node, SequenceNode):
                yield _Leaf("sequence", start, end, "", f"{tag}{node.flow}")
                stack.append("]")
                stack.extend(reversed(node.items))
