"""Ship releases: ``docker`` and ``dockerlayer`` assets, which name their registry and their image in one place."""

from __future__ import annotations

from replreg.release.documents import Document
from replreg.release.model import Declaration, Form, Release, Use
from replreg.release.readers.native import text_field, text_fields
from replreg.yaml.composer import Mapping, Node
from replreg.yaml.fragment import ScalarValue

__all__ = ["read"]

_KINDS = ("docker", "dockerlayer")


def read(document: Document, release: Release) -> None:
    """Add what ``assets.v1[]`` declares and uses, and the same for the assets of ``render`` steps."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    assets = [*_versioned(root.get("assets"))]
    for step in _versioned(root.get("lifecycle")):
        render = step.mapping("render") if isinstance(step, Mapping) else None
        if render is not None:
            assets.extend(_versioned(render.get("assets")))
    seen: set[int] = set()
    for asset in assets:
        for kind in _KINDS:
            node = asset.mapping(kind) if isinstance(asset, Mapping) else None
            if node is not None and id(node) not in seen:
                seen.add(id(node))
                _read_asset(document, release, kind, node)


def _versioned(node: Node | None) -> list[Node]:
    return node.sequence("v1") if isinstance(node, Mapping) else []


def _read_asset(document: Document, release: Release, kind: str, node: Mapping) -> None:
    fragment = document.fragment
    registry = text_field(fragment, node, "source")
    images: list[ScalarValue | None] = [*text_fields(fragment, node, "image")]
    for image in images or [None]:
        declaration = Declaration(document.index, Form.SHIP, fragment, node, registry, image, None)
        release.declarations.append(declaration)
        if image is not None:
            release.uses.append(Use(document.index, image, f"a {kind} asset", declaration=declaration))
