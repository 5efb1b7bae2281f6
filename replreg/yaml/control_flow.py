"""Where control flow of templates is in a mapping: between its values, or inside of them."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Scalar, nodes_in
from replreg.yaml.templates import MASK

__all__ = ["is_split"]

_COMMENT = lazy_compile(r"(?m)^[ \t]*#.*$")
_BLOCK = lazy_compile(r"(?:\{\{repl|repl\{\{)-?\s*(if|range|with|define|block|end)\b")


def is_split(fragment: Fragment, holder: Mapping) -> bool:
    """Return True if control flow is between the values of a mapping, so that some of its lines may not be rendered.

    Control flow that begins and ends in one scalar, such as the name of a resource in ``statusInformers``, is not, and
    neither is that of a comment line.
    """
    left = {one.start for one in fragment.templates.within(holder.start, holder.end) if one.control}
    if not left:
        return False
    for node in nodes_in(holder):
        if not isinstance(node, Scalar) or MASK not in node.value:
            continue
        if node.style in ("|", ">") or "\n" not in fragment.file[node.start : node.end]:
            left.difference_update(_closed(fragment, node.start, node.end))
    for found in _COMMENT.finditer(fragment.file, holder.start, holder.end) if left else ():
        left.difference_update(_closed(fragment, *found.span()))
    return bool(left)


def _closed(fragment: Fragment, start: int, end: int) -> list[int]:
    """Return the starts of the control flow in a span, if each block that begins in it ends in it; else none."""
    found = [one.start for one in fragment.templates.within(start, end) if one.control]
    depth = 0
    for place in found:
        word = _BLOCK.match(fragment.file, place)
        if word is not None:
            depth += -1 if word[1] == "end" else 1
        if depth < 0:
            return []
    return [] if depth else found
