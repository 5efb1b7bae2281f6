"""`source:` takes the reference name of a linked registry, or `public`, or `replicated`."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.problem import Problem
from replreg.registry import BUILT_IN, normalize_host, split_endpoint
from replreg.resolution import Resolution
from replreg.spelling import nearest

ID = "unknown-source"
SEVERITY = "error"
FIX = None
SUMMARY = "`source` names no linked registry, nor `public` or `replicated`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report sources that nobody linked. Where no registry is known at all, none can be called unknown."""
    if not resolution.registries:
        return
    known = [*resolution.registries, *BUILT_IN]
    hints: dict[str, str] = {}
    for declared in resolution.declared:
        field = declared.declaration.source_field
        if field is None or not declared.linked or declared.registry is not None:
            continue
        if resolution.hosts.get(normalize_host(split_endpoint(declared.source)[0])):
            continue  # it is an endpoint, which has a message of its own
        if declared.source not in hints:
            hints[declared.source] = _hint(declared.source, known, resolution)
        yield Problem(
            declared.declaration.document,
            field.span,
            f"'{field.shown}' is the reference name of no linked registry; {hints[declared.source]}",
        )


def _hint(source: str, known: list[str], resolution: Resolution) -> str:
    near = nearest(source, known) or next((name for name in known if name.lower() == source.lower()), None)
    if near is not None:
        return f"did you mean '{near}'?"
    return f"the linked ones are {', '.join(map(repr, resolution.registries))}"
