"""Keys that came with a version of the product, as the documentation's badges say, in releases for older versions.

The version of the product is another number than ``replicated_api_version``, and real releases mix an old one of these
with newer keys. So this is advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.release.checks.access import has_template, known_text, lacks
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["PRODUCT_KEYS", "check_product"]

_Version = tuple[int, int, int]

_COUNTS = ("min", "initial", "max", "threshold_healthy", "threshold_degraded")

PRODUCT_KEYS: dict[str, tuple[tuple[str, _Version], ...]] = {
    "release": (),
    "state event": (),
    "host count": (),
    "instance count": (),
    "config group": (),
    "config item": (),
    "child item": (),
    "container": (("shm_size", (2, 15, 0)),),
    "event": (("timeout", (2, 3, 0)),),
    "host requirements": (("replicated_version", (2, 3, 0)),),
    "component host requirements": (("replicated_version", (2, 3, 0)),),
    "host volume": (("is_ephemeral", (2, 3, 5)),),
    "port": (("public_port_initial", (2, 43, 0)),),
    "volume": (("options", (2, 3, 0)), ("is_ephemeral", (2, 3, 5)), ("when", (2, 31, 0))),
}
"""The keys of a shape with a badge, each with the first version; also the shapes whose values have one."""


def check_product(walk: Walk, mapping: Mapping, name: str, path: Path | None) -> None:
    """Report what in a mapping came with a later version of the product than the one that the release is for."""
    for key, first in PRODUCT_KEYS[name]:
        if not lacks(mapping, key):
            _report(walk, (path, key), mapping.key(key) or mapping, f"'{key}'", first)
    if name in ("host count", "instance count"):
        for key in _COUNTS:
            node = mapping.get(key)
            if isinstance(node, Scalar) and has_template(walk.fragment, node):
                _report(walk, (path, key), node, "a template in a count", (2, 8, 0))
    elif name in ("config group", "config item", "child item"):
        node = mapping.get("when")
        if isinstance(node, Scalar) and has_template(walk.fragment, node):
            _report(walk, (path, "when"), node, "a template in 'when'", (2, 9, 0))
    elif name == "state event":
        arguments = mapping.get("args")
        if isinstance(arguments, Sequence) and len(arguments.items) > 2:
            _report(walk, ((path, "args"), 2), arguments.items[2], "a third argument", (2, 7, 0))
    elif name == "release" and walk.scheduler in ("kubernetes", "swarm") and not lacks(mapping, "custom_requirements"):
        key_node, is_swarm = mapping.key("custom_requirements") or mapping, walk.scheduler == "swarm"
        thing = f"'custom_requirements' of {'Swarm' if is_swarm else 'Kubernetes'}"
        _report(walk, (path, "custom_requirements"), key_node, thing, (2, 30, 0) if is_swarm else (2, 29, 0))


def _report(walk: Walk, path: Path, place: Node, thing: str, first: _Version) -> None:
    if walk.version is None or walk.version >= first or _least_product(walk) >= first:
        return
    needed, own = ".".join(map(str, first)), ".".join(map(str, walk.version))
    message = (
        f"{thing} came with version {needed} of the product, and this release has 'replicated_api_version' {own}; "
        f"an older product ignores it; require '>={needed}' in 'host_requirements.replicated_version'"
    )
    walk.report("newer-product-key", path, place, Severity.INFO, message)


def _least_product(walk: Walk) -> _Version:
    """Return the lowest version of the product that the release installs on, as far as it says so."""
    requirements = walk.root.mapping("host_requirements")
    text = known_text(walk.fragment, requirements.get("replicated_version")) if requirements is not None else None
    numbers = (text or "").lstrip(">= ").partition(" ")[0].split(".")
    if text is None or not text.startswith((">", "=")) or len(numbers) != 3 or not all(map(_is_number, numbers)):
        return (0, 0, 0)
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
