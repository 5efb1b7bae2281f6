"""References of a release that lead nowhere: to components and containers, and to what other documents define."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.release_checks.access import shown
from replreg.release_checks.calls import Argument
from replreg.release_checks.index import (
    CLUSTER_CALLS,
    CONTAINER_CALLS,
    DEPRECATED_CALLS,
    Component,
    ContainerReference,
    Index,
)
from replreg.release_checks.names import Names, Site
from replreg.release_checks.record import SEVERITIES, Record, written_path
from replreg.source import Field
from replreg.unknown import may_be

__all__ = ["deprecated_calls", "unknown_references", "unused_definitions"]

_MOST_COMPARED = 300_000
_WHERE = {
    "tags": ("tag", "'tags' of a component", Severity.INFO),
    "steps": ("step", "'id' of a step", Severity.WARNING),
    "volume claims": ("volume claim", "PersistentVolumeClaim", Severity.WARNING),
    "shared file system paths": ("path", "entry of 'kubernetes.shared_fs.mount_paths'", Severity.WARNING),
    "secrets": ("secret", "entry of 'swarm.secrets'", Severity.WARNING),
    "configs": ("config", "entry of 'swarm.configs'", Severity.WARNING),
}
"""What a name of each kind is called, what defines it, and how bad one is that nothing defines."""


def unknown_references(index: Index) -> Iterator[Record]:
    """Yield the references that lead nowhere, as far as the release has what they point into."""
    if index.judges_containers:
        for reference in index.container_references:
            yield from _check_container(index, reference)
        yield from _check_container_calls(index)
    if index.names("containers").is_listed and not index.component_names.is_open:
        yield from _check_volumes_from(index)
    prefixes = tuple(index.claim_prefixes)
    for thing, sites in index.referred.items():
        names = index.defined.get(thing)
        is_own = thing.startswith("own ") or thing in ("tags", "steps")
        if names is None or not names.is_judged or (index.is_unreadable and not is_own):
            continue
        for site in sites:
            if site.text is not None and not names.may_hold(site.text):
                if thing == "volume claims" and site.text.startswith(prefixes):
                    continue
                yield _unknown_name(index, thing, names, site)
    yield from _check_commands(index)
    yield from _check_selectors(index)
    yield from _check_clusters(index)


def _unknown_name(index: Index, thing: str, names: Names, site: Site) -> Record:
    word, place, severity = _WHERE.get(thing) or _described(thing)
    text = site.text or ""
    right = index.nearest(text, names)
    hint = f"did you mean '{shown(right)}'?" if right else f"define it or remove the {word}"
    message = f"the {word} '{shown(text)}' does not exist: no {place} has this name; it has no effect; {hint}"
    return Record(
        "unknown-reference", written_path(site.path), site.span, severity, message, _rename(site, right),
        document=site.document,
    )  # fmt: skip


def _described(thing: str) -> tuple[str, str, Severity]:
    """Return the words for a kind of thing that only one kind of document defines, such as its services."""
    if thing.startswith("own "):
        word = "secret" if "secrets" in thing else "config"
        return word, f"entry of this document's '{word}s'", Severity.WARNING
    noun, _, kind = thing.partition(" of ")
    word = noun.removesuffix("s")
    return word, f"{word} of the '{kind}' documents", Severity.WARNING


def _rename(site: Site, right: str | None, start: int = 0, end: int | None = None) -> Fix | None:
    """Return the unsafe fix that writes another name in place of a part of a site's value; None if it has no place."""
    if right is None or site.text is None or site.node.style in ("|", ">"):
        return None
    end = len(site.text) if end is None else end
    place = Field(site.source, site.node, site.node.value).locate(start, end)
    is_plain_word = all(character.isalnum() or character in "_-./" for character in right)
    if place is None or start == end or not is_plain_word or not right[:1].isalnum():
        return None
    return Fix(False, f"replace '{shown(site.text[start:end])}' with '{right}'", (Edit(*place, right),))


def _check_container(index: Index, reference: ContainerReference) -> Iterator[Record]:
    whole = reference.whole
    if whole is not None:
        if whole.text is None:
            return
        component, comma, container = whole.text.partition(",")
        if not comma:
            message = (
                f"'{shown(whole.text)}' does not name a container; the platform refuses the release; "
                "write the component's name, a comma, and the container's image name"
            )
            yield Record(
                "unknown-reference", written_path(whole.path), whole.span, Severity.ERROR, message,
                document=whole.document,
            )  # fmt: skip
            return
        split = len(component)
        yield from _judge(index, "P", component, container, (whole, 0, split), (whole, split + 1, len(whole.text)))
        return
    first, second = reference.component, reference.container
    if first is None or first.text is None:
        return
    parts = None if second is None or second.text is None else (second, 0, len(second.text))
    name = second.text if second is not None else None
    yield from _judge(index, reference.fact, first.text, name, (first, 0, len(first.text)), parts)


_Part = tuple[Site, int, int]


def _judge(
    index: Index, fact: str, component: str, container: str | None, first: _Part, second: _Part | None
) -> Iterator[Record]:
    """Check the names of a component and a container with what the release has."""
    severity = SEVERITIES[fact]
    why = "the platform refuses the release" if fact == "P" else "the platform finds nothing to run in"
    if not index.component_names.may_hold(component):
        right = index.nearest(component, index.component_names)
        hint = f"did you mean '{shown(right)}'?" if right else "name one of 'components'"
        yield _record(first, severity, f"there is no component '{shown(component)}'; {why}; {hint}", right)
        return
    if container is None or second is None:
        return
    owner = index.first_components.get(component)
    if owner is None or owner.image_names.may_hold(container):
        return
    named = owner.names.get(container)
    if named is not None and named.image is not None and named.image.text is not None:
        image = named.image.text
        message = (
            f"'{shown(container)}' is the name of a container, but the platform looks for its image name here; "
            f"write '{shown(image)}'"
        )
        yield _record(second, Severity.WARNING, message, image)
        return
    right = index.nearest(container, owner.image_names)
    bare = container.strip()
    right = bare if bare != container and bare in owner.image_names.exact else right
    hint = (
        f"did you mean '{shown(right)}'?" if right else "name a container by its 'image_name', as it is written there"
    )
    message = f"the component '{shown(component)}' has no container '{shown(container)}'; {why}; {hint}"
    yield _record(second, severity, message, right)


def _record(part: _Part, severity: Severity, message: str, right: str | None) -> Record:
    site, start, end = part
    fix = _rename(site, right, start, end)
    place = site.span
    if (start, end) != (0, len(site.text or "")):
        place = Field(site.source, site.node, site.node.value).locate(start, end) or place
    if place[0] == place[1]:
        place = site.span
    return Record("unknown-reference", written_path(site.path), place, severity, message, fix, document=site.document)


def _check_container_calls(index: Index) -> Iterator[Record]:
    exposed: dict[tuple[str, str], Names] = {}
    for call in index.calls:
        if call.name not in CONTAINER_CALLS:
            continue
        first, second, third = call.argument(0), call.argument(1), call.argument(2)
        if first is None:
            continue
        if not index.component_names.may_hold(first.text):
            right = index.nearest(first.text, index.component_names)
            hint = f"did you mean '{shown(right)}'?" if right else "name one of 'components'"
            message = f"there is no component '{shown(first.text)}'; '{call.name}' yields nothing; {hint}"
            yield _call_record(index, first, Severity.WARNING, message, right)
            continue
        owner = index.first_components.get(first.text)
        if owner is None or second is None:
            continue
        if not owner.image_names.may_hold(second.text):
            named = owner.names.get(second.text)
            image = named.image.text if named is not None and named.image is not None else None
            right = image or index.nearest(second.text, owner.image_names)
            hint = f"did you mean '{shown(right)}'?" if right else "name a container by its 'image_name'"
            message = (
                f"the component '{shown(first.text)}' has no container with the image name '{shown(second.text)}'; "
                f"'{call.name}' yields nothing; {hint}"
            )
            yield _call_record(index, second, Severity.WARNING, message, right)
        elif call.name.startswith("ContainerExposedPort") and third is not None:
            ports = exposed.get((first.text, second.text))
            if ports is None:
                ports = exposed[first.text, second.text] = _ports(owner, second.text)
            if not ports.is_open and ports.exact and not ports.may_hold(third.text):
                message = f"the container has no private port '{shown(third.text)}'; '{call.name}' yields nothing"
                yield _call_record(index, third, Severity.INFO, f"{message}; name one of its 'ports'", None)


def _ports(component: Component, image: str) -> Names:
    """Return the private ports of the containers of a component that have, or may have, an image name."""
    ports = Names()
    for container in component.containers:
        if container.image is None or container.image.text in (image, None):
            ports.exact.update(container.ports.exact)
            ports.is_open = ports.is_open or container.ports.is_open or not container.ports.is_listed
    return ports


def _call_record(index: Index, argument: Argument, severity: Severity, message: str, right: str | None) -> Record:
    fix = None
    if right is not None and all(character.isalnum() or character in "_-./:" for character in right):
        edit = Edit(argument.start, argument.end, right)
        fix = Fix(False, f"replace '{shown(argument.text)}' with '{right}'", (edit,))
    span = (argument.start, argument.end)
    return Record("unknown-reference", "", span, severity, message, fix, document=index.document_at(argument.start))


def _check_volumes_from(index: Index) -> Iterator[Record]:
    """Check ``volumes_from``, which goes by the name of a container, in any component."""
    names = index.names("containers")
    images = {c.image.text: c for part in index.components for c in part.containers if c.image and c.name}
    seen: set[tuple[int, int]] = set()
    for component in index.components:
        for container in component.containers:
            own = container.name.text if container.name is not None else None
            for site in container.volumes_from:
                text = site.text
                if text is None or site.span in seen:
                    continue
                seen.add(site.span)
                if text == own:
                    message = f"the container mounts its own volumes; the platform refuses the release; remove '{own}'"
                    yield _record((site, 0, len(text)), Severity.ERROR, message, None)
                elif not names.may_hold(text):
                    same = images.get(text)
                    right = same.name.text if same is not None and same.name is not None else index.nearest(text, names)
                    hint = (
                        f"did you mean '{shown(right)}'?" if right and right != own else "give a container this 'name'"
                    )
                    message = f"no container has the name '{shown(text)}'; the platform refuses the release; {hint}"
                    yield _record((site, 0, len(text)), Severity.ERROR, message, right if right != own else None)


def _check_commands(index: Index) -> Iterator[Record]:
    names = index.names("commands")
    if names.is_open or not (names.is_listed or index.is_whole):
        return
    for site, number in index.item_commands:
        if site.text is None:
            continue
        if not names.may_hold(site.text):
            right = index.nearest(site.text, names)
            hint = f"did you mean '{shown(right)}'?" if right else "define it under 'cmds'"
            message = f"there is no command '{shown(site.text)}' in 'cmds'; the option gets no value from it; {hint}"
            yield _record((site, 0, len(site.text)), Severity.WARNING, message, right)
        elif number is not None and number.text is not None and number.text.isdecimal():
            kind = index.command_kinds.get(site.text)
            most = 2 if kind == "cert" else 0
            if kind is not None and int(number.text[:9]) > most:
                message = f"the command '{shown(site.text)}' has no value {number.text}; the option stays empty"
                what = "0 to 2" if most else "0"
                yield Record(
                    "unknown-value", written_path(number.path), number.span, Severity.WARNING,
                    f"{message}; write {what}", document=number.document,
                )  # fmt: skip


def _check_selectors(index: Index) -> Iterator[Record]:
    if not index.labels or index.has_open_labels or index.is_unreadable:
        return
    judged = max(1, _MOST_COMPARED // len(index.labels))  # each is compared with all of them
    for site, wanted in index.selectors[:judged]:
        if not any(
            all(key in labels and may_be(labels[key], value) for key, value in wanted.items())
            for labels in index.labels
        ):
            message = (
                "no pod of the 'scheduler-kubernetes' documents has these labels; nothing is selected; compare them"
            )
            path = written_path(site.path[0] if site.path else None)
            yield Record("unknown-reference", path, site.span, Severity.INFO, message, document=site.document)


def _check_clusters(index: Index) -> Iterator[Record]:
    for call in index.calls if index.is_ship else ():
        argument = call.argument(0)
        if call.name not in CLUSTER_CALLS or argument is None:
            continue
        names = index.names(f"clusters of {call.name}")
        if names.is_judged and not names.may_hold(argument.text):
            right = index.nearest(argument.text, names)
            hint = f"did you mean '{shown(right)}'?" if right else "name the 'cluster_name' of an asset"
            message = f"there is no cluster '{shown(argument.text)}'; '{call.name}' yields nothing; {hint}"
            yield _call_record(index, argument, Severity.WARNING, message, right)


def unused_definitions(index: Index) -> Iterator[Record]:
    """Yield Swarm secrets and configs that no Swarm document uses, as an info."""
    for kind in ("secrets", "configs"):
        names = index.names(kind)
        if not index.names("services of scheduler-swarm").is_listed or index.is_unreadable or names.is_open:
            continue
        sites = index.referred.get(kind, ())
        if any(site.text is None for site in sites):
            continue
        used = {site.text for site in sites}
        for name, site in names.exact.items():
            if name not in used:
                message = (
                    f"no '{kind}' of a 'scheduler-swarm' document uses '{shown(name)}' as external; it has no effect; "
                    "use it or remove it"
                )
                yield Record(
                    "unknown-reference", written_path(site.path), site.span, Severity.INFO, message,
                    document=site.document,
                )  # fmt: skip


def deprecated_calls(index: Index) -> Iterator[Record]:
    """Yield the calls of deprecated template functions, with the unsafe fix that calls the new one."""
    for call in index.calls:
        new = DEPRECATED_CALLS.get(call.name)
        if new is not None:
            span = (call.start, call.start + len(call.name))
            message = f"'{call.name}' is deprecated; later versions may not have it; call '{new}'"
            fix = Fix(False, f"replace '{call.name}' with '{new}'", (Edit(*span, new),))
            document = index.document_at(call.start)
            yield Record("deprecated-key", "", span, Severity.INFO, message, fix, document=document)
