"""Keys that the release's version of the platform ignores, and keys that are deprecated or ignored where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Edit, Fix, Severity
from replreg.release.checks.access import is_absent, known_text, lacks
from replreg.release.checks.record import SEVERITIES, Path
from replreg.yaml.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["DEPRECATED", "NEWER", "check_deprecated", "check_newer"]

_CONTAINER_SOURCES = "the platform reads it under 'source' only; move it there"

NEWER: dict[str, tuple[tuple[str, tuple[int, int, int]], ...]] = {
    "release": (
        ("custom_requirements", (2, 4, 0)),
        ("swarm", (2, 7, 0)),
        ("images", (2, 8, 0)),
        ("support", (2, 10, 0)),
        ("terms", (2, 27, 0)),
    ),
    "admin command": (
        ("source", (2, 6, 0)),
        ("service", (2, 6, 0)),
        ("selector", (2, 6, 0)),
    ),
    "host count": (("strategy", (2, 5, 0)),),
}
"""The keys of a shape that lower versions of the API ignore, each with the first version that reads it."""

DEPRECATED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "release": (("support", "support bundles are configured outside of the release now; remove it there", "D-"),),
    "backup": (("pause_all", "write 'pause_containers'", "D-"),),
    "kubernetes": (("config", "put the resources into documents of the kind 'scheduler-kubernetes'", "D-"),),
    "custom monitor": (("target", "write 'targets', a list", "D-"),),
    "admin command": (
        ("image", "write 'container' with the image name", "D-"),
        ("selectors", "write 'selector'", "D-"),
        ("replicated", _CONTAINER_SOURCES, "L-"),
        ("swarm", _CONTAINER_SOURCES, "L-"),
        ("kubernetes", _CONTAINER_SOURCES, "L-"),
    ),
    "support file": (
        ("selectors", "write 'selector'", "D-"),
        ("replicated", _CONTAINER_SOURCES, "L-"),
        ("swarm", _CONTAINER_SOURCES, "L-"),
        ("kubernetes", _CONTAINER_SOURCES, "L-"),
    ),
    "support command": (
        ("selectors", "write 'selector'", "D-"),
        ("replicated", _CONTAINER_SOURCES, "L-"),
        ("swarm", _CONTAINER_SOURCES, "L-"),
        ("kubernetes", _CONTAINER_SOURCES, "L-"),
    ),
    "kubernetes source": (("selectors", "write 'selector'", "D-"),),
    "environment variable": (("static_val", "write 'value'", "D"),),
    "component host requirements": (
        ("docker_version", "it has no effect on a component; write it in the release's 'host_requirements'", "D-"),
    ),
}
"""The keys of a shape that are deprecated, or have no effect there: the key, what to do, and the source of the fact."""

_STRATEGY_KEYS = (
    "exclude_registry_data", "disable_deduplication", "pause_containers", "script", "restore_script", "kubernetes",
    "swarm",
)  # fmt: skip
"""The keys of ``backup`` that have no effect beside strategies. The documentation's sample has ``enabled`` too."""


def check_newer(walk: Walk, mapping: Mapping, name: str, path: Path | None) -> None:
    """Report the keys of a mapping that the release's ``replicated_api_version`` is too low for."""
    version = walk.version
    if version is None:
        return
    for key, first in NEWER[name]:
        node = mapping.get(key)
        if key == "strategy":
            if known_text(walk.fragment, node) == "autoscale":
                first = (2, 7, 0)
            elif known_text(walk.fragment, node) != "random":
                continue
        if version < first and not lacks(mapping, key):
            place = mapping.key(key) or node or mapping
            needed = ".".join(map(str, first))
            message = (
                f"'{key}' has no effect below 'replicated_api_version' {needed}, and this release has "
                f"{'.'.join(map(str, version))}; raise the version or remove the key"
            )
            walk.report("newer-key", (path, key), place, Severity.WARNING, message)


def check_deprecated(walk: Walk, mapping: Mapping, name: str, path: Path | None) -> None:
    """Report the keys of a mapping that are deprecated or that have no effect there."""
    for key, instead, fact in DEPRECATED[name]:
        node = mapping.index.get(key)
        if node is None or (is_absent(node) and key != "static_val"):
            continue
        if key == "target" and isinstance(node, Sequence):
            continue  # `schema` reports a list, which `targets` would take
        place = mapping.key(key)
        fix = None
        message = f"'{key}' is deprecated; later versions may not read it; {instead}"
        if key == "static_val" and place is not None:
            if lacks(mapping, "value"):
                fix = _rename(walk, mapping, place, "value")
            else:
                message = "'static_val' has no effect beside 'value', which wins; remove it"
        elif instead is _CONTAINER_SOURCES or key == "docker_version":
            message = f"'{key}' has no effect here; {instead}"
        walk.report("deprecated-key", (path, key), place or node, SEVERITIES[fact], message, fix)
    if name == "backup":
        _check_strategies(walk, mapping, path)


def _rename(walk: Walk, mapping: Mapping, key: Scalar, name: str) -> Fix | None:
    """Return the safe fix that renames a key whose new name the mapping does not have, or None."""
    span = walk.fragment.node_span(key)
    if mapping.get(name) is not None or walk.fragment.file[slice(*span)] != key.value or not walk.fragment.editable:
        return None
    return Fix(True, f"rename '{key.value}' to '{name}'", (Edit(*span, name),))


def _check_strategies(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if lacks(mapping, "strategies"):
        return
    for key in _STRATEGY_KEYS:
        place = mapping.key(key)
        if place is not None and not lacks(mapping, key):
            message = f"'{key}' has no effect beside 'strategies'; move it into a strategy or remove it"
            walk.report("deprecated-key", (path, key), place, Severity.WARNING, message)
