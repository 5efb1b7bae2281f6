"""`source:` takes the reference name of a linked registry, or `public`, or `replicated`."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from replreg.problem import Problem
from replreg.registry import BUILT_IN, normalize_host, split_endpoint
from replreg.resolution import Resolution

ID = "unknown-source"
SEVERITY = "error"
FIX = None
SUMMARY = "`source` names no linked registry, nor `public` or `replicated`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report sources that nobody linked. Where no registry is known at all, none can be called unknown."""
    if not resolution.registries:
        return
    known = [*resolution.registries, *BUILT_IN]
    for declared in resolution.declared:
        field = declared.declaration.source_field
        if field is None or not declared.linked or declared.registry is not None:
            continue
        if resolution.hosts.get(normalize_host(split_endpoint(declared.source)[0])):
            continue  # it is an endpoint, which has a message of its own
        near = get_close_matches(declared.source, known, n=1) or [
            name for name in known if name.lower() == declared.source.lower()
        ]
        hint = (
            f"did you mean '{near[0]}'?"
            if near
            else f"the linked ones are {', '.join(map(repr, resolution.registries))}"
        )
        yield Problem(
            declared.declaration.document,
            field.span,
            f"'{field.shown}' is the reference name of no linked registry; {hint}",
        )
