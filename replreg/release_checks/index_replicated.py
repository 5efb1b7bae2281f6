"""Reads a ``replicated`` document into the index: containers, config options, and what names them."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.nodes import Mapping, Node, Scalar, Sequence
from replreg.release_checks.access import is_absent, known_text, may_have_more
from replreg.release_checks.index import (
    Component,
    Container,
    ContainerReference,
    Index,
    Option,
    Subscription,
)
from replreg.release_checks.names import Names, Site
from replreg.release_checks.record import Path
from replreg.source import Source

__all__ = ["add_options", "add_release"]


class _Reader:
    """Reads one document. ``index`` is what it adds to; ``document`` is its number."""

    def __init__(self, index: Index, document: int, source: Source) -> None:
        self.index = index
        self.document = document
        self.source = source

    def site(self, node: Node | None, path: Path | None) -> Site | None:
        """Return the site of a scalar that is not absent, or None."""
        if isinstance(node, Scalar) and not is_absent(node):
            return Site(self.document, self.source, node, path)
        return None

    def child(self, holder: Mapping, key: str, path: Path | None) -> Site | None:
        """Return the site of the value of a key."""
        return self.site(holder.get(key), (path, key))

    def mappings(self, holder: Mapping, key: str, path: Path | None) -> Iterator[tuple[Mapping, Path]]:
        """Yield the mappings in a list, or in each list that control flow chooses between, with their paths."""
        for value in self.source.choices(holder, key):
            if isinstance(value, Sequence):
                for number, item in enumerate(value.items):
                    if isinstance(item, Mapping):
                        yield item, ((path, key), number)

    def scalars(self, holder: Mapping, key: str, path: Path | None) -> Iterator[Site]:
        """Yield the sites of the scalars in a list."""
        for value in self.source.choices(holder, key):
            if isinstance(value, Sequence):
                for number, item in enumerate(value.items):
                    site = self.site(item, ((path, key), number))
                    if site is not None:
                        yield site

    def define(self, names: Names, holder: Mapping, key: str) -> None:
        """Note that a list of names is there, and whether templates may add to it."""
        node = holder.get(key)
        if node is None:
            return
        names.is_listed = True
        if isinstance(node, Sequence):
            names.is_open = names.is_open or may_have_more(self.source, node)
        elif isinstance(node, Scalar):
            names.is_open = names.is_open or not is_absent(node)

    def define_entries(self, thing: str, holder: Mapping | None, key: str, path: Path, name: str = "name") -> None:
        """Take in the names of the entries of a list."""
        if holder is None:
            return
        names = self.index.names(thing)
        self.define(names, holder, key)
        for entry, place in self.mappings(holder, key, path):
            names.add(self.document, self.source, entry.get(name), (place, name))
            names.is_open = names.is_open or may_have_more(self.source, entry)


def add_release(index: Index, document: int, source: Source, root: Mapping) -> None:
    """Take in a ``replicated`` document."""
    keys = root.index
    if root.get("replicated_api_version") is not None:
        index.is_whole = True
    if root.get("swarm") is not None or root.get("kubernetes") is not None:
        index.has_scheduler_key = True
    reader = _Reader(index, document, source)
    if "components" in keys or root.get("components") is not None:
        _add_components(reader, root)
    if root.get("config") is not None:
        add_options(index, document, source, root, "config", None)
    reader.define_entries("commands", root, "cmds", (None, "cmds"))
    for command, _ in reader.mappings(root, "cmds", None):
        name, kind = known_text(source, command.get("name")), known_text(source, command.get("cmd"))
        if name is not None and kind is not None:
            index.command_kinds.setdefault(name, kind)
    _add_monitors(reader, root)
    _add_placed(reader, root, "admin_commands", None)
    support = root.mapping("support")
    if support is not None:
        _add_placed(reader, support, "files", (None, "support"))
        _add_placed(reader, support, "commands", (None, "support"))
    for requirement, path in reader.mappings(root, "custom_requirements", None):
        _add_custom_command(reader, requirement.mapping("command"), (path, "command"), "preflight")
    _add_swarm(reader, root.mapping("swarm"))
    _add_kubernetes(reader, root.mapping("kubernetes"))
    _add_backup(reader, root.mapping("backup"))


def _add_components(reader: _Reader, root: Mapping) -> None:
    index, source = reader.index, reader.source
    reader.define(index.component_names, root, "components")
    seen: set[int] = set()
    for node, path in reader.mappings(root, "components", None):
        component = Component(reader.child(node, "name", path))
        index.add_component(component)
        index.component_names.add(reader.document, source, node.get("name"), (path, "name"))
        if may_have_more(source, node):
            index.component_names.is_open = True
        reader.define(component.image_names, node, "containers")
        component.image_names.is_listed = True
        for site in reader.scalars(node, "tags", path):
            index.names("tags").add(reader.document, source, site.node, site.path)
        index.names("tags").is_listed = True
        for site in reader.scalars(node, "conflicts", path):
            index.refer("tags", site)
        for inner, place in reader.mappings(node, "containers", path):
            index.is_native = True
            _add_container(reader, component, inner, place, is_repeated=id(inner) in seen)
            seen.add(id(inner))


def _add_container(reader: _Reader, component: Component, node: Mapping, path: Path, *, is_repeated: bool) -> None:
    index, source = reader.index, reader.source
    name, image = reader.child(node, "name", path), reader.child(node, "image_name", path)
    container = Container(component, name, image)
    component.containers.append(container)
    for value in source.choices(node, "image_name"):
        component.image_names.add(reader.document, source, value, (path, "image_name"))
    if may_have_more(source, node):
        component.image_names.is_open = True
    if name is not None and name.text is not None:
        component.names.setdefault(name.text, container)
    if name is not None:
        index.names("containers").add(reader.document, source, name.node, name.path)
    index.names("containers").is_listed = True
    reader.define(container.ports, node, "ports")
    for port, place in reader.mappings(node, "ports", path):
        container.ports.add(reader.document, source, port.get("private_port"), (place, "private_port"))
        container.ports.is_open = container.ports.is_open or may_have_more(source, port)
    container.volumes_from = list(reader.scalars(node, "volumes_from", path))
    for event, place in reader.mappings(node, "publish_events", path):
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


def _add_monitors(reader: _Reader, root: Mapping) -> None:
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


def _add_placed(reader: _Reader, root: Mapping, key: str, path: Path | None) -> None:
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
    reader: _Reader, holders: list[tuple[Mapping, Path]], fact: str, entry: Mapping, path: Path
) -> None:
    """Take in the first component and the first container that one of several mappings names."""
    component = next((site for node, place in holders if (site := reader.child(node, "component", place))), None)
    container = next((site for node, place in holders if (site := reader.child(node, "container", place))), None)
    if container is None:
        image = entry.mapping("image")
        container = reader.child(image, "image_name", (path, "image")) if image is not None else None
    if component is not None:
        reader.index.container_references.append(ContainerReference(component, container, fact))


def _add_selector(reader: _Reader, holder: Mapping, path: Path) -> None:
    for key in ("selector", "selectors"):
        labels = holder.mapping(key)
        if labels is None or may_have_more(reader.source, labels):
            continue
        wanted: dict[str, str] = {}
        first: Site | None = None
        for name, value in labels.entries():
            text = known_text(reader.source, value)
            site = reader.site(value, ((path, key), name.value))
            if text is not None:
                wanted[name.value] = text
                first = first or site
        if first is not None:
            reader.index.selectors.append((first, wanted))


def _add_custom_command(reader: _Reader, command: Mapping | None, path: Path, purpose: str) -> None:
    """Take in what a custom command of the id ``scheduler`` runs in. ``purpose`` is the kind of its documents."""
    if command is None or known_text(reader.source, command.get("id")) != "scheduler":
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


def _add_swarm(reader: _Reader, swarm: Mapping | None) -> None:
    reader.define_entries("secrets", swarm, "secrets", (None, "swarm"))
    reader.define_entries("configs", swarm, "configs", (None, "swarm"))


def _add_kubernetes(reader: _Reader, kubernetes: Mapping | None) -> None:
    if kubernetes is None:
        return
    if not is_absent(kubernetes.get("config")):
        reader.index.is_unreadable = True  # resources in a text that is not read here
    shared = kubernetes.mapping("shared_fs")
    if shared is not None:
        names = reader.index.names("shared file system paths")
        reader.define(names, shared, "mount_paths")
        for site in reader.scalars(shared, "mount_paths", ((None, "kubernetes"), "shared_fs")):
            names.add(reader.document, reader.source, site.node, site.path)


def _add_backup(reader: _Reader, backup: Mapping | None) -> None:
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


def add_options(
    index: Index, document: int, source: Source, root: Mapping, key: str, path: Path | None, fact: str = "P"
) -> None:
    """Take in the groups of a config screen: the list under ``key`` of a mapping.

    ``fact`` is the source of the fact that a ``when`` of a group or an item must be right.
    """
    reader = _Reader(index, document, source)
    reader.define(index.option_names, root, key)
    for group, place in reader.mappings(root, key, path):
        _add_condition(reader, group, place, fact)
        _add_test(reader, group, place)
        items = group.get("items")
        if (isinstance(items, Sequence) and may_have_more(source, items)) or may_have_more(source, group):
            index.option_names.is_open = True
        for item, where in reader.mappings(group, "items", place):
            _add_item(reader, item, where, fact)


def _add_item(reader: _Reader, item: Mapping, path: Path, fact: str) -> None:
    index, source = reader.index, reader.source
    _add_condition(reader, item, path, fact)
    _add_test(reader, item, path)
    for key in ("value_cmd", "default_cmd", "data_cmd"):
        command = item.mapping(key)
        site = reader.child(command, "name", (path, key)) if command is not None else None
        if command is not None and site is not None:
            index.item_commands.append((site, reader.child(command, "value_at", (path, key))))
    option = _add_option(reader, item, path)
    children = item.get("items")
    if isinstance(children, Sequence) and may_have_more(source, children):
        index.option_names.is_open = True
        if option is not None:
            option.choices.is_open = True
    for child, place in reader.mappings(item, "items", path):
        _add_condition(reader, child, place, "D")
        inner = _add_option(reader, child, place)
        if inner is not None:
            inner.is_child = True
        if option is not None:
            option.choices.add(reader.document, source, child.get("name"), (place, "name"))


def _add_option(reader: _Reader, node: Mapping, path: Path) -> Option | None:
    index, source = reader.index, reader.source
    index.option_names.add(reader.document, source, node.get("name"), (path, "name"))
    if may_have_more(source, node):
        index.option_names.is_open = True
    name = reader.child(node, "name", path)
    if name is None or name.text is None:
        return None
    kind = node.get("type")
    option = Option(reader.document, source, name, "text" if is_absent(kind) else known_text(source, kind), path)
    option.extent = source.span(node.start, node.end)
    test = node.get("test_proc")
    if test is not None:
        option.tests = source.span(test.start, test.end)
    for key in ("value", "default"):
        value = node.get(key)
        if value is not None:
            option.valued.append(source.span(value.start, value.end))
    index.options.append(option)
    return option


def _add_condition(reader: _Reader, holder: Mapping, path: Path, fact: str) -> None:
    for value in reader.source.choices(holder, "when"):
        site = reader.site(value, (path, "when"))
        if site is not None and site.text is not None:
            reader.index.conditions.append((site, fact))


def _add_test(reader: _Reader, holder: Mapping, path: Path) -> None:
    test = holder.mapping("test_proc")
    if test is None:
        return
    place: Path = (path, "test_proc")
    _add_condition(reader, test, place, "P")
    _add_custom_command(reader, test.mapping("custom_command"), (place, "custom_command"), "test-proc")
    for site in reader.scalars(test, "arg_fields", place):
        reader.index.option_references.append((site, False))
