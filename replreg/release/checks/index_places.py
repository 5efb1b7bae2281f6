"""Reads into the index where commands run: in which container, service or pod."""

from __future__ import annotations

from replreg.release.checks.access import known_text, may_have_more
from replreg.release.checks.index_model import ContainerReference
from replreg.release.checks.names import Site
from replreg.release.checks.reader import Reader
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping

__all__ = ["add_custom_command", "add_placed"]


def add_placed(reader: Reader, root: Mapping, key: str, path: Path | None) -> None:
    """Take in where admin commands, and the entries of ``support``, run."""
    for entry, place in reader.mappings(root, key, path):
        holders = [(entry, place)]
        source = entry.mapping("source")
        if source is not None:
            holders.insert(0, (source, (place, "source")))
        for holder, where in list(holders):
            native = holder.mapping("replicated")
            if native is not None:
                holders.insert(0, (native, (where, "replicated")))
        _add_container_reference(reader, holders, "P", entry, place)
        for holder, where in holders:
            swarm = holder.mapping("swarm")
            for inner, spot in [(holder, where)] + ([(swarm, (where, "swarm"))] if swarm else []):
                site = reader.child(inner, "service", spot)
                if site is not None:
                    reader.index.refer("services of scheduler-swarm", site)
            kubernetes = holder.mapping("kubernetes")
            for inner, spot in [(holder, where)] + ([(kubernetes, (where, "kubernetes"))] if kubernetes else []):
                _add_selector(reader, inner, spot)


def _add_container_reference(
    reader: Reader, holders: list[tuple[Mapping, Path]], fact: str, entry: Mapping, path: Path
) -> None:
    """Take in the first component and the first container that one of several mappings names."""
    component = next((site for node, place in holders if (site := reader.child(node, "component", place))), None)
    container = next((site for node, place in holders if (site := reader.child(node, "container", place))), None)
    if container is None:
        image = entry.mapping("image")
        container = reader.child(image, "image_name", (path, "image")) if image is not None else None
    if component is not None:
        reader.index.container_references.append(ContainerReference(component, container, fact))


def _add_selector(reader: Reader, holder: Mapping, path: Path) -> None:
    for key in ("selector", "selectors"):
        labels = holder.mapping(key)
        if labels is None or may_have_more(reader.fragment, labels):
            continue
        wanted: dict[str, str] = {}
        first: Site | None = None
        for name, value in labels.entries():
            text = known_text(reader.fragment, value)
            site = reader.site(value, ((path, key), name.value))
            if text is not None:
                wanted[name.value] = text
                first = first or site
        if first is not None:
            reader.index.selectors.append((first, wanted))


def add_custom_command(reader: Reader, command: Mapping | None, path: Path, purpose: str) -> None:
    """Take in what a custom command of the id ``scheduler`` runs in. ``purpose`` is the kind of its documents."""
    if command is None or known_text(reader.fragment, command.get("id")) != "scheduler":
        return
    data = command.mapping("data")
    if data is None:
        return
    place: Path = (path, "data")
    native = data.mapping("replicated")
    holders: list[tuple[Mapping, Path]] = [(data, place)]
    if native is not None:
        holders.insert(0, (native, (place, "replicated")))
    _add_container_reference(reader, holders, "D", data, place)
    swarm, kubernetes = data.mapping("swarm"), data.mapping("kubernetes")
    service = reader.child(swarm, "service", (place, "swarm")) if swarm is not None else None
    if service is not None:
        reader.index.refer(f"services of {purpose}-swarm", service)
    pod = reader.child(kubernetes, "pod_name", (place, "kubernetes")) if kubernetes is not None else None
    if pod is not None:
        reader.index.refer(f"pods of {purpose}-kubernetes", pod)
