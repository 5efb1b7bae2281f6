"""The platform ignores keys that it does not know, without a word, so a misspelt key does nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from replreg.config import Config
from replreg.document import Document, Kind
from replreg.finding import Edit, Fix
from replreg.problem import Problem
from replreg.shape import Schema, load_schema, visits
from replreg.template import MASK
from replreg.yamltree import MERGE_KEY, Mapping, Scalar

ID = "unknown-key"
SEVERITY = "warning"
FIX = "unsafe"
SUMMARY = "a key that the platform ignores; names the nearest known one (`imagename` → `image_name`)"


def check_document(document: Document, config: Config) -> Iterator[Problem]:
    """Look at every mapping of a ``replicated`` document whose keys are all known."""
    if document.kind is not Kind.REPLICATED or document.root is None:
        return
    whole = load_schema("replicated")
    for node, part in visits(document.root, whole, whole):
        if isinstance(node, Mapping) and "properties" in part and "additionalProperties" not in part:
            yield from _unknown_keys(document, node, part["properties"])


def _unknown_keys(document: Document, node: Mapping, known: Schema) -> Iterator[Problem]:
    for key, _ in node.pairs:
        if not isinstance(key, Scalar) or key.value in known or key.value == MERGE_KEY or MASK in key.value:
            continue
        if key.value.startswith(("x-", ".", "_")):
            continue  # by convention the author's own, such as a place for anchors
        near = _nearest(key.value, known)
        hint = f"; did you mean '{near}'?" if near else ""
        fix = None
        span = document.source.node_span(key)
        if near is not None and node.get(near) is None and not key.style:
            fix = Fix(False, f"rename '{key.value}' to '{near}'", (Edit(*span, near),))
        yield Problem(document.index, span, f"the platform ignores the key '{key.value[:80]}' here{hint}", fix=fix)


def _nearest(word: str, known: Schema) -> str | None:
    bare = {name.replace("_", "").lower(): name for name in known}
    same = bare.get(word.replace("_", "").replace("-", "").lower())
    if same is not None:
        return same
    near = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return near[0] if near else None
