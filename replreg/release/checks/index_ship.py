"""Reads a Ship release into the index: its options, its steps, and its clusters."""

from __future__ import annotations

from replreg.release.checks.access import is_absent, may_have_more
from replreg.release.checks.index import Index
from replreg.release.checks.index_options import add_options
from replreg.release.checks.names import Site
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Scalar

__all__ = ["add_ship"]

_CLUSTERS = {"amazon_eks": "AmazonEKS", "google_gke": "GoogleGKE", "azure_aks": "AzureAKS"}


def add_ship(index: Index, document: int, fragment: Fragment, root: Mapping) -> None:
    """Take in a Ship release."""
    index.is_ship = True
    config = root.mapping("config")
    if root.get("config") is None:
        index.lack("config", fragment, root, "config")
    elif config is not None and config.get("v1") is None:
        index.lack("config", fragment, config, "v1")
    if config is not None and config.get("v1") is not None:
        add_options(index, document, fragment, config, "v1", (None, "config"))
    assets = root.mapping("assets")
    if assets is not None:
        _add_clusters(index, document, fragment, assets, (None, "assets"))
    lifecycle = root.mapping("lifecycle")
    if lifecycle is not None:
        _add_steps(index, document, fragment, lifecycle, (None, "lifecycle"))


def _add_steps(index: Index, document: int, fragment: Fragment, lifecycle: Mapping, path: Path) -> None:
    steps = index.names("steps")
    steps.is_listed = True
    list_node = lifecycle.get("v1")
    for number, entry in enumerate(lifecycle.sequence("v1")):
        if not isinstance(entry, Mapping):
            steps.is_open = steps.is_open or not is_absent(entry)
            continue
        for kind, step in entry.entries():
            place: Path = ((((path, "v1"), number)), kind.value)
            if not isinstance(step, Mapping) or is_absent(step.get("id")):
                steps.add(document, fragment, kind, place)  # a step without an id is known by its kind
            if not isinstance(step, Mapping):
                continue
            steps.add(document, fragment, step.get("id"), (place, "id"))
            steps.is_open = steps.is_open or may_have_more(fragment, step)
            for key in ("requires", "invalidates"):
                for count, item in enumerate(step.sequence(key)):
                    if isinstance(item, Scalar) and not is_absent(item):
                        index.refer("steps", Site(document, fragment, item, ((place, key), count)))
            rendered = step.mapping("assets") if kind.value == "render" else None
            if rendered is not None:
                _add_clusters(index, document, fragment, rendered, (place, "assets"))
    if isinstance(list_node, Scalar) and not is_absent(list_node):
        steps.is_open = True


def _add_clusters(index: Index, document: int, fragment: Fragment, assets: Mapping, path: Path) -> None:
    for call in _CLUSTERS.values():
        index.names(f"clusters of {call}").is_listed = True
    for number, entry in enumerate(assets.sequence("v1")):
        if not isinstance(entry, Mapping):
            continue
        for key, call in _CLUSTERS.items():
            asset = entry.mapping(key)
            if asset is not None:
                place: Path = ((path, "v1"), number)
                index.names(f"clusters of {call}").add_needed(
                    document, fragment, asset.get("cluster_name"), ((place, key), "cluster_name")
                )
