"""Reads a ``replicated`` document into the index: containers, and what names them."""

from __future__ import annotations

from replreg.release.checks.access import absent_key, is_absent, known_text, may_have_more
from replreg.release.checks.index import Index
from replreg.release.checks.index_model import Component, Container, ContainerReference, Subscription
from replreg.release.checks.index_options import add_options
from replreg.release.checks.index_places import add_custom_command, add_placed
from replreg.release.checks.reader import Reader
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping

__all__ = ["add_release"]


def add_release(index: Index, document: int, fragment: Fragment, root: Mapping) -> None:
    """Take in a ``replicated`` document."""
    keys = root.index
    if root.get("replicated_api_version") is not None:
        index.is_whole = True
    if root.get("swarm") is not None or root.get("kubernetes") is not None:
        index.has_scheduler_key = True
    for key in ("components", "config", "cmds"):
        if root.get(key) is None:
            index.lack(key, fragment, root, key)
    reader = Reader(index, document, fragment)
    if "components" in keys or root.get("components") is not None:
        _add_components(reader, root)
    if root.get("config") is not None:
        add_options(index, document, fragment, root, "config", None)
    reader.define_entries("commands", root, "cmds", (None, "cmds"))
    for command, _ in reader.mappings(root, "cmds", None):
        name, kind = known_text(fragment, command.get("name")), known_text(fragment, command.get("cmd"))
        if name is not None and kind is not None:
            index.command_kinds.setdefault(name, kind)
    _add_monitors(reader, root)
    add_placed(reader, root, "admin_commands", None)
    support = root.mapping("support")
    if support is not None:
        add_placed(reader, support, "files", (None, "support"))
        add_placed(reader, support, "commands", (None, "support"))
    for requirement, path in reader.mappings(root, "custom_requirements", None):
        add_custom_command(reader, requirement.mapping("command"), (path, "command"), "preflight")
    _add_swarm(reader, root.mapping("swarm"))
    _add_kubernetes(reader, root.mapping("kubernetes"))
    _add_backup(reader, root.mapping("backup"))


def _add_components(reader: Reader, root: Mapping) -> None:
    index, fragment = reader.index, reader.fragment
    reader.define(index.component_names, root, "components")
    seen: set[int] = set()
    for node, path in reader.mappings(root, "components", None):
        component = Component(reader.child(node, "name", path))
        index.add_component(component)
        index.component_names.add_needed(reader.document, fragment, node.get("name"), (path, "name"))
        if may_have_more(fragment, node):
            index.component_names.is_open = True
        reader.define(component.image_names, node, "containers")
        component.image_names.is_listed = True
        if node.get("containers") is None:
            component.lacks = (absent_key(fragment, node, "containers"),)
            index.lack("containers", fragment, node, "containers")
        for site in reader.scalars(node, "tags", path):
            index.names("tags").add(reader.document, fragment, site.node, site.path)
        index.names("tags").is_listed = True
        for site in reader.scalars(node, "conflicts", path):
            index.refer("tags", site)
        for inner, place in reader.mappings(node, "containers", path):
            index.is_native = True
            _add_container(reader, component, inner, place, is_repeated=id(inner) in seen)
            seen.add(id(inner))


def _add_container(reader: Reader, component: Component, node: Mapping, path: Path, *, is_repeated: bool) -> None:
    index, fragment = reader.index, reader.fragment
    name, image = reader.child(node, "name", path), reader.child(node, "image_name", path)
    container = Container(component, name, image)
    component.containers.append(container)
    for value in fragment.choices(node, "image_name"):
        component.image_names.add(reader.document, fragment, value, (path, "image_name"))
    if may_have_more(fragment, node) or is_absent(node.get("image_name")):
        component.image_names.is_open = True
    if name is not None and name.text is not None:
        component.names.setdefault(name.text, container)
    if name is None:
        index.lack("names of containers", fragment, node, "name")
    else:
        index.names("containers").add(reader.document, fragment, name.node, name.path)
    index.names("containers").is_listed = True
    reader.define(container.ports, node, "ports")
    for port, place in reader.mappings(node, "ports", path):
        container.ports.add(reader.document, fragment, port.get("private_port"), (place, "private_port"))
        container.ports.is_open = container.ports.is_open or may_have_more(fragment, port)
    container.volumes_from = list(reader.scalars(node, "volumes_from", path))
    if name is not None and node.get("publish_events") is None:
        container.lacks = (absent_key(fragment, node, "publish_events"),)
    for event, place in reader.mappings(node, "publish_events", path):
        if name is not None and event.get("subscriptions") is None:
            container.lacks = (absent_key(fragment, event, "subscriptions"),)
        for subscription, where in reader.mappings(event, "subscriptions", place):
            first, second = (
                reader.child(subscription, "component", where),
                reader.child(subscription, "container", where),
            )
            index.subscriptions.append(
                Subscription(container, first.text if first else None, second.text if second else None)
            )
            if not is_repeated:
                index.container_references.append(ContainerReference(first, second, "P"))
    if not is_repeated:
        for file, place in reader.mappings(node, "customer_files", path):
            site = reader.child(file, "name", place)
            if site is not None:
                index.option_references.append((site, True))


def _add_monitors(reader: Reader, root: Mapping) -> None:
    monitors = root.mapping("monitors")
    if monitors is None:
        return
    has_swarm = root.get("swarm") is not None
    for key in ("cpuacct", "memory"):
        for site in reader.scalars(monitors, key, (None, "monitors")):
            if has_swarm and site.text is not None and "," not in site.text:
                reader.index.refer("services of scheduler-swarm", site)
            else:
                reader.index.container_references.append(ContainerReference(None, None, "P", site))


def _add_swarm(reader: Reader, swarm: Mapping | None) -> None:
    for thing in ("secrets", "configs"):
        reader.define_entries(thing, swarm, thing, (None, "swarm"))
        if swarm is not None and may_have_more(reader.fragment, swarm):
            reader.index.names(thing).is_open = True
        if swarm is not None and swarm.get(thing) is None:
            reader.index.lack(thing, reader.fragment, swarm, thing)


def _add_kubernetes(reader: Reader, kubernetes: Mapping | None) -> None:
    if kubernetes is None:
        return
    if not is_absent(kubernetes.get("config")):
        reader.index.is_unreadable = True  # resources in a text that is not read here
    shared = kubernetes.mapping("shared_fs")
    if shared is not None:
        names = reader.index.names("shared file system paths")
        reader.define(names, shared, "mount_paths")
        for site in reader.scalars(shared, "mount_paths", ((None, "kubernetes"), "shared_fs")):
            names.add(reader.document, reader.fragment, site.node, site.path)


def _add_backup(reader: Reader, backup: Mapping | None) -> None:
    if backup is None:
        return
    holders: list[tuple[Mapping, Path]] = [(backup, (None, "backup"))]
    holders.extend(reader.mappings(backup, "strategies", (None, "backup")))
    for holder, path in holders:
        swarm, kubernetes = holder.mapping("swarm"), holder.mapping("kubernetes")
        if swarm is not None:
            for site in reader.scalars(swarm, "volumes", (path, "swarm")):
                reader.index.refer("volumes of scheduler-swarm", site)
        if kubernetes is not None:
            for site in reader.scalars(kubernetes, "pvc_names", (path, "kubernetes")):
                reader.index.refer("volume claims", site)
            for site in reader.scalars(kubernetes, "shared_fs_paths", (path, "kubernetes")):
                reader.index.refer("shared file system paths", site)
