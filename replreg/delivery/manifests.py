"""The images of plain manifests, Troubleshoot specs, the KOTS ``Application``, and files in scalars."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.values import KeyPath, Origin
from replreg.delivery.field import Field
from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.known_starts import KnownStarts
from replreg.delivery.places import ImagePlace, PlaceKind
from replreg.delivery.shapes import Part, Role, Shape, shapes_of
from replreg.delivery.tree import levels
from replreg.release.documents import embedded_documents
from replreg.release.readers.kubernetes import CONTAINER_LISTS, pod_specs
from replreg.yaml.composer import Mapping, Scalar, Sequence

__all__ = ["find_manifest_places"]


def find_manifest_places(release: FolderRelease, known: KnownStarts) -> Iterator[ImagePlace]:
    """Yield the places in resources that are not values of a chart, each scalar once."""
    for resource in release.applications:
        for key, kind in (
            ("additionalImages", PlaceKind.ADDITIONAL_IMAGE),
            ("excludedImages", PlaceKind.EXCLUDED_IMAGE),
        ):
            yield from _listed(resource, key, kind)
    for resource in release.manifests:
        seen: set[int] = set()
        yield from _containers(resource, seen)
        yield from _by_shape(resource, resource.origin("manifest"), PlaceKind.CUSTOM_RESOURCE, known, seen)
    for resource in release.troubleshoot:
        seen = set()
        yield from _run_collectors(resource, seen)
        yield from _by_shape(resource, resource.origin("collector"), PlaceKind.COLLECTOR, known, seen)
    yield from _in_scalars(release, known)


def _listed(resource: Resource, key: str, kind: PlaceKind) -> Iterator[ImagePlace]:
    spec = resource.spec
    origin = resource.origin(key)
    if spec is None:
        return
    for listed in resource.fragment.choices(spec, key):
        for item in listed.items if isinstance(listed, Sequence) else ():
            if isinstance(item, Scalar) and item.value:
                yield _place(kind, Field(origin, item, key), (((), "spec"), key))


def _place(kind: PlaceKind, field: Field, path: KeyPath) -> ImagePlace:
    return ImagePlace(kind, Shape(path, (Part(Role.IMAGE, (field,)),)))


def _containers(resource: Resource, seen: set[int]) -> Iterator[ImagePlace]:
    """Yield the images of the containers of a resource's pods, whatever they look like."""
    fragment, origin = resource.fragment, resource.origin("manifest")
    for spec in pod_specs(resource.root):
        for name in CONTAINER_LISTS:
            for listed in fragment.choices(spec, name):
                for container in listed.items if isinstance(listed, Sequence) else ():
                    if isinstance(container, Mapping):
                        yield from _images(container, origin, PlaceKind.CONTAINER, (((), name), "image"), seen)


def _images(holder: Mapping, origin: Origin, kind: PlaceKind, path: KeyPath, seen: set[int]) -> Iterator[ImagePlace]:
    for node in origin.fragment.choices(holder, "image"):
        if isinstance(node, Scalar) and node.value and id(node) not in seen:
            seen.add(id(node))
            yield _place(kind, Field(origin, node, "image"), path)


def _run_collectors(resource: Resource, seen: set[int]) -> Iterator[ImagePlace]:
    """Yield the images of ``run`` collectors, which the bundle's builder finds and KOTS rewrites."""
    spec = resource.spec
    origin = resource.origin("collector")
    for key in ("collectors", "remoteCollectors"):
        for item in spec.sequence(key) if spec is not None else ():
            run = item.mapping("run") if isinstance(item, Mapping) else None
            if run is not None:
                path: KeyPath = ((((), key), "run"), "image")
                yield from _images(run, origin, PlaceKind.RUN_COLLECTOR, path, seen)


def _by_shape(
    resource: Resource, origin: Origin, kind: PlaceKind, known: KnownStarts, seen: set[int]
) -> Iterator[ImagePlace]:
    for level in levels(resource.root, origin):
        for shape in shapes_of(level, known):
            nodes = [id(field.node) for part in shape.parts for field in part.fields]
            if not seen.intersection(nodes):
                seen.update(nodes)
                yield ImagePlace(kind, shape)


def _in_scalars(release: FolderRelease, known: KnownStarts) -> Iterator[ImagePlace]:
    """Yield the images of files in scalars of manifests: a ConfigMap's data, for example."""
    manifests = {(id(resource.document)) for resource in release.manifests}
    for file in release.files.values():
        for document in file.documents:
            if id(document) not in manifests:
                continue
            for inner in embedded_documents(document):
                origin = Origin(file.path, "data", inner.fragment)
                for level in levels(inner.root, origin):
                    yield from (ImagePlace(PlaceKind.DATA, shape) for shape in shapes_of(level, known))
