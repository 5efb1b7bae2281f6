"""Public ports that two ports of a release publish where both may be on one host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.named_tuple import NamedTuple
from replreg.release.checks.access import is_absent, known_text
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping, Scalar
from replreg.yaml.templates import legible

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["check_public_ports"]

_MOST_COMPARED = 8
"""With how many ports of the same number a port is compared."""


class _Port(NamedTuple):
    """A public port, where it is, and by what its component is kept apart from others."""

    node: Scalar
    path: Path
    component: int
    tags: frozenset[str]
    conflicts: frozenset[str]

    def may_share_host(self, other: _Port) -> bool:
        """Return True if the components of two ports are the same, or if no tag keeps them apart."""
        return self.component == other.component or not (self.conflicts & other.tags or other.conflicts & self.tags)


def check_public_ports(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    """Report each public port that an earlier port publishes, too, if neither has a condition."""
    seen: dict[tuple[str, str], list[_Port]] = {}
    for key, port in _ports(walk, mapping, path):
        others = seen.setdefault(key, [])
        for other in others[:_MOST_COMPARED]:
            first, node = other.node, port.node
            if first is node or not port.may_share_host(other):
                continue
            if walk.fragment.crosses_control_flow(*walk.fragment.span(first.end, max(node.start, first.end))):
                continue
            message = (
                f"two ports publish the public port '{legible(key[0])}'; a host can bind it once; change one of them"
            )
            related = (("the first one", *walk.fragment.node_span(first)),)
            walk.report("conflicting-options", port.path, node, Severity.INFO, message, related=related)
            break
        others.append(port)


def _ports(walk: Walk, mapping: Mapping, path: Path | None) -> Iterator[tuple[tuple[str, str], _Port]]:
    """Yield the ports without a condition, each with its number and protocol."""
    fragment = walk.fragment
    for index, component in enumerate(mapping.sequence("components")):
        if not isinstance(component, Mapping):
            continue
        tags, conflicts = (
            frozenset(item.value for item in component.sequence(key) if isinstance(item, Scalar))
            for key in ("tags", "conflicts")
        )
        for number, container in enumerate(component.sequence("containers")):
            if not isinstance(container, Mapping) or not is_absent(container.get("when")) or container.shared:
                continue
            for place, port in enumerate(container.sequence("ports")):
                if not isinstance(port, Mapping) or not is_absent(port.get("when")) or port.shared:
                    continue
                node = port.get("public_port")
                text = known_text(fragment, node)
                if text is None or not isinstance(node, Scalar):
                    continue
                containers: Path = (((path, "components"), index), "containers")
                where: Path = (((containers, number), "ports"), place)
                found = _Port(node, (where, "public_port"), index, tags, conflicts)
                yield (text, port.text("port_type") or "tcp"), found
