"""A key that stands twice in one mapping has two values, and the platform silently takes the last one."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.config import Config
from replreg.document import Document
from replreg.problem import Problem
from replreg.template import MASK
from replreg.yamltree import Scalar

ID = "duplicate-key"
SEVERITY = "error"
FIX = None
SUMMARY = "a key twice in one mapping"


def check_document(document: Document, config: Config) -> Iterator[Problem]:
    """Report each further occurrence, unless control flow between the two can mean "one or the other"."""
    source = document.source
    for mapping in document.repeating:
        first: dict[str, Scalar] = {}
        for key, _ in mapping.pairs:
            if not isinstance(key, Scalar) or key.value == "<<" or MASK in key.value:
                continue
            earlier = first.setdefault(key.value, key)
            if earlier is key:
                continue
            start, end = source.node_span(key)
            earlier_start, earlier_end = source.node_span(earlier)
            if source.crosses_control_flow(earlier_end, start):
                continue
            yield Problem(
                document.index,
                (start, end),
                f"the key '{key.value}' is in this mapping already; only the last value counts",
                related=(("the first value is here", earlier_start, earlier_end),),
            )
