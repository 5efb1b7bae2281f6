"""Problems at a place of a resource: what the checks of a release folder share."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.delivery.files import Resource
from replreg.delivery.problems import DeliveryProblem, View
from replreg.finding import Fix, Severity
from replreg.release.checks.access import absent_key, entry_span, node_span
from replreg.yaml.composer import Mapping, Node, Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["head_span", "literal", "missing", "problem", "scalar_span", "value_at"]


def head_span(resource: Resource) -> tuple[int, int]:
    """Return where a message about a whole resource points: the value of its ``kind``, or else its first key."""
    kind = resource.root.get("kind")
    return entry_span(resource.fragment, resource.root) if kind is None else node_span(resource.fragment, kind)


def scalar_span(resource: Resource, node: Scalar) -> tuple[int, int]:
    """Return the span of a scalar's value, without its quotes."""
    start, end = ScalarValue(resource.fragment, node).span
    return start, end


def problem(
    resource: Resource,
    place: Node | tuple[int, int],
    message: str,
    *,
    severity: Severity | None = None,
    fix: Fix | None = None,
    related: tuple[tuple[str, str, int, int], ...] = (),
    needs: View = View.ONE_FILE,
) -> DeliveryProblem:
    """Return a problem at a node of a resource, or at a span of its file."""
    span = node_span(resource.fragment, place) if isinstance(place, Node) else place
    return DeliveryProblem(resource.file.path, *span, message, severity, fix, (), related, needs)


def missing(resource: Resource, mapping: Mapping, keys: Iterable[str], message: str, hint: str) -> DeliveryProblem:
    """Return a problem about keys that a mapping does not have, at the first key of it."""
    found = problem(resource, entry_span(resource.fragment, mapping), message)
    return found._replace(hint=hint, lacks=tuple([absent_key(resource.fragment, mapping, key) for key in keys]))


def literal(mapping: Mapping | None, key: str) -> Scalar | None:
    """Return the scalar under a key if it is not empty and no template is in it."""
    node = mapping.get(key) if mapping is not None else None
    return node if isinstance(node, Scalar) and node.value and MASK not in node.value else None


def value_at(mapping: Mapping | None, *keys: str) -> Node | None:
    """Return the node that a path of keys leads to."""
    node: Node | None = mapping
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
