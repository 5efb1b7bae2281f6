"""References to the components and containers of the native scheduler."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Severity
from replreg.messages import suggestion
from replreg.release.checks.calls import CONTAINER_CALLS
from replreg.release.checks.index import Index
from replreg.release.checks.index_model import Component, ContainerReference
from replreg.release.checks.names import Names
from replreg.release.checks.record import SEVERITIES, Record, written_path
from replreg.release.checks.reference_records import Part, call_record, part_record
from replreg.yaml.templates import legible

__all__ = ["container_references"]


def container_references(index: Index) -> Iterator[Record]:
    """Yield the places that name a component or a container that the release does not have."""
    if index.judges_containers:
        for reference in index.container_references:
            yield from _check_reference(index, reference)
        yield from _check_container_calls(index)
    if index.names("containers").is_listed and not index.component_names.is_open:
        yield from _check_volumes_from(index)


def _check_reference(index: Index, reference: ContainerReference) -> Iterator[Record]:
    whole = reference.whole
    if whole is not None:
        if whole.text is None:
            return
        component, comma, container = whole.text.partition(",")
        if not comma:
            message = (
                f"'{legible(whole.text)}' does not name a container; the platform refuses the release; "
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


def _judge(
    index: Index, fact: str, component: str, container: str | None, first: Part, second: Part | None
) -> Iterator[Record]:
    """Check the names of a component and a container with what the release has."""
    severity = SEVERITIES[fact]
    why = "the platform refuses the release" if fact == "P" else "the platform finds nothing to run in"
    if not index.component_names.may_hold(component):
        right = index.nearest(component, index.component_names)
        hint = suggestion(right, "name one of 'components'")
        message = f"'{legible(component)}' is not a component of this release; {why}"
        yield part_record(first, severity, message, right, hint, index.absent(component, "components"))
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
            f"'{legible(container)}' is the name of a container, but the platform looks for its image name here; "
            f"write '{legible(image)}'"
        )
        yield part_record(second, Severity.WARNING, message, image)
        return
    right = index.nearest(container, owner.image_names)
    bare = container.strip()
    right = bare if bare != container and bare in owner.image_names.exact else right
    hint = suggestion(right, "name a container by its 'image_name', as it is written there")
    message = f"the component '{legible(component)}' has no container '{legible(container)}'; {why}"
    yield part_record(second, severity, message, right, hint, owner.absent(container))


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
            hint = suggestion(right, "name one of 'components'")
            message = f"'{legible(first.text)}' is not a component of this release; '{call.name}' yields nothing"
            lacks = index.absent(first.text, "components")
            yield call_record(index, first, Severity.WARNING, message, right, hint, lacks)
            continue
        owner = index.first_components.get(first.text)
        if owner is None or second is None:
            continue
        if not owner.image_names.may_hold(second.text):
            named = owner.names.get(second.text)
            image = named.image.text if named is not None and named.image is not None else None
            right = image or index.nearest(second.text, owner.image_names)
            hint = suggestion(right, "name a container by its 'image_name'")
            message = (
                f"the component '{legible(first.text)}' has no container with the image name '{legible(second.text)}'; "
                f"'{call.name}' yields nothing"
            )
            lacks = owner.absent(second.text)
            yield call_record(index, second, Severity.WARNING, message, right, hint, lacks)
        elif call.name.startswith("ContainerExposedPort") and third is not None:
            ports = exposed.get((first.text, second.text))
            if ports is None:
                ports = exposed[first.text, second.text] = _ports(owner, second.text)
            if not ports.is_open and ports.exact and not ports.may_hold(third.text):
                message = f"the container has no private port '{legible(third.text)}'; '{call.name}' yields nothing"
                yield call_record(index, third, Severity.INFO, f"{message}; name one of its 'ports'", None)


def _ports(component: Component, image: str) -> Names:
    """Return the private ports of the containers of a component that have, or may have, an image name."""
    ports = Names()
    for container in component.containers:
        if container.image is None or container.image.text in (image, None):
            ports.exact.update(container.ports.exact)
            ports.is_open = ports.is_open or container.ports.is_open or not container.ports.is_listed
    return ports


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
                    yield part_record((site, 0, len(text)), Severity.ERROR, message, None)
                elif not names.may_hold(text):
                    same = images.get(text)
                    right = same.name.text if same is not None and same.name is not None else index.nearest(text, names)
                    hint = suggestion(right if right != own else None, "give a container this 'name'")
                    message = f"'{legible(text)}' is not the name of a container; the platform refuses the release"
                    right = right if right != own else None
                    lacks = index.absent(text, "names of containers", "containers")
                    yield part_record((site, 0, len(text)), Severity.ERROR, message, right, hint, lacks)
